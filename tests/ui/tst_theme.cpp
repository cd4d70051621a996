#include <QTest> // Keep first: moc 6.4 cannot parse libstdc++'s <concepts> when that comes first.

#include "ui/text/english_plurals.h"
#include "ui/theme/icon.h"
#include "ui/theme/paint.h"
#include "ui/theme/theme.h"

#include <cmath>

using namespace kontor;

namespace {

/// WCAG 2.2: relative luminance and contrast ratio.
double luminance(const QColor& colour)
{
    const auto channel = [](double value) {
        return value <= 0.04045 ? value / 12.92 : std::pow((value + 0.055) / 1.055, 2.4);
    };
    return 0.2126 * channel(colour.redF()) + 0.7152 * channel(colour.greenF()) + 0.0722 * channel(colour.blueF());
}

double contrast(const QColor& a, const QColor& b)
{
    const double first = luminance(a);
    const double second = luminance(b);
    return (std::max(first, second) + 0.05) / (std::min(first, second) + 0.05);
}

} // namespace

class ThemeTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void everyTextStandsOutFromItsGround_data()
    {
        QTest::addColumn<QColor>("text");
        QTest::addColumn<QColor>("ground");
        for (const auto variant : {Theme::Variant::Light, Theme::Variant::Dark}) {
            const auto theme = Theme::load(variant);
            const QByteArray name = variant == Theme::Variant::Light ? "light" : "dark";
            const auto row = [&](const char* what, const QColor& text, const QColor& ground) {
                QTest::newRow((name + ": " + what).constData()) << text << ground;
            };
            row("text on the page", theme.text, theme.bg);
            row("text on a card", theme.text, theme.surface);
            row("text on sunk", theme.text, theme.sunk);
            row("text of the marked row", theme.text, theme.accentSoft);
            row("muted on the page", theme.muted, theme.bg);
            row("muted on a card", theme.muted, theme.surface);
            row("muted on sunk", theme.muted, theme.sunk);
            row("muted in the marked row", theme.muted, theme.accentSoft);
            row("muted on the change", theme.muted, theme.goodSoft);
            row("the main button", theme.accentText, theme.accent);
            row("a choice taken", theme.accent, theme.accentSoft);
            row("a reason on the ticket", theme.accent, theme.surface);
            row("what is left to pay", theme.text, theme.sunk);
            row("who is no customer yet", theme.muted, theme.surface);
            row("good news", theme.good, theme.goodSoft);
            row("a warning", theme.warn, theme.warnSoft);
            row("a warning on a tile", theme.warn, theme.surface);
            row("bad news", theme.bad, theme.badSoft);
            row("the remedy in bad news", theme.text, theme.badSoft);
            row("the remedy in a warning", theme.text, theme.warnSoft);
            row("sync under way", theme.info, theme.sunk);
            row("a fault of a field", theme.bad, theme.surface);
            row("a refused PIN", theme.bad, theme.bg);
            row("offline, among the tills", theme.bad, theme.surface);
            row("the price that holds", theme.good, theme.surface);
            row("growth", theme.good, theme.surface);
            row("stock of the marked row", theme.warn, theme.accentSoft);
            row("stock of a row", theme.warn, theme.surface);
            row("a draft's pill", theme.warn, theme.warnSoft);
            row("a published pill", theme.good, theme.goodSoft);
            row("an archived pill", theme.muted, theme.sunk);
            row("a question of a button", theme.bad, theme.surface);
            row("a button under the mouse", theme.text, mixed(theme.surface, theme.text, 0.04));
            row("a button pressed", theme.text, mixed(theme.surface, theme.text, 0.09));
            row("the main button pressed", theme.accentText, mixed(theme.accent, theme.text, 0.09));
            row("sign-in", theme.brandText, theme.brand);
            row("sign-in, secondary", theme.brandMuted, theme.brand);
        }
    }
    void everyTextStandsOutFromItsGround()
    {
        QFETCH(QColor, text);
        QFETCH(QColor, ground);
        const double ratio = contrast(text, ground);
        QVERIFY2(ratio >= 4.5, qPrintable(QStringLiteral("%1 on %2: %3").arg(text.name(), ground.name()).arg(ratio)));
    }

    /// What is seen and not read: WCAG 2.2, 1.4.11.
    void whatMarksAPlaceStandsOut()
    {
        for (const auto variant : {Theme::Variant::Light, Theme::Variant::Dark}) {
            const auto theme = Theme::load(variant);
            for (const auto& ground : {theme.bg, theme.surface, theme.sunk, theme.accentSoft})
                QVERIFY2(contrast(theme.accent, ground) >= 3,
                         qPrintable(ground.name()));            // Focus, marked row, tab, bar.
            QVERIFY(contrast(theme.muted, theme.surface) >= 3); // The chart's line of last week.
            QVERIFY(contrast(theme.bad, theme.surface) >= 3);   // The border of a fault.
        }
    }

    void allDigitsAreOfOneWidth_data()
    {
        QTest::addColumn<int>("role");
        QTest::newRow("body") << int(TextRole::Body);
        QTest::newRow("strong") << int(TextRole::Strong);
        QTest::newRow("lead") << int(TextRole::Lead);
        QTest::newRow("amount") << int(TextRole::Amount);
    }
    void allDigitsAreOfOneWidth()
    {
        QFETCH(int, role);
        const auto font = Theme::load(Theme::Variant::Light).font(TextRole(role));
        QCOMPARE(QFontInfo(font).family(), QStringLiteral("Kontor Inter"));
        const QFontMetricsF metrics(font);
        for (char digit = '1'; digit <= '9'; ++digit)
            QCOMPARE(metrics.horizontalAdvance(QLatin1Char(digit)), metrics.horizontalAdvance(QLatin1Char('0')));
    }

    void iconsTakeTheColourTheyAreGiven()
    {
        const auto image = iconPixmap(QStringLiteral("check"), 24, QColor(Qt::red), 2).toImage();
        QCOMPARE(image.size(), QSize(48, 48));
        int red = 0;
        for (int y = 0; y < image.height(); ++y) {
            for (int x = 0; x < image.width(); ++x)
                red += image.pixelColor(x, y) == QColor(Qt::red) ? 1 : 0;
        }
        QVERIFY(red > 50);
    }

    void pluralsReadLikeEnglish()
    {
        EnglishPlurals plurals;
        QCoreApplication::installTranslator(&plurals);
        QCOMPARE(QCoreApplication::translate("any", "%n item(s)", nullptr, 1), QStringLiteral("1 item"));
        QCOMPARE(QCoreApplication::translate("any", "%n item(s)", nullptr, 3), QStringLiteral("3 items"));
        QCOMPARE(QCoreApplication::translate("any", "left alone"), QStringLiteral("left alone"));
    }
};
QTEST_MAIN(ThemeTest)
#include "tst_theme.moc"
