#include "ui/theme/theme.h"

#include <QFile>
#include <QFontDatabase>
#include <QGuiApplication>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QScreen>

namespace kontor {
namespace {

QJsonObject tokensOf(Theme::Variant variant)
{
    QFile file(QStringLiteral(":/kontor/tokens.json"));
    const bool opened = file.open(QIODevice::ReadOnly);
    Q_ASSERT_X(opened, "Theme::load", "the tokens are part of the program");
    if (!opened)
        qFatal("The bundled theme is missing.");
    const auto all = QJsonDocument::fromJson(file.readAll()).object();
    return all.value(variant == Theme::Variant::Dark ? QLatin1String("dark") : QLatin1String("light")).toObject();
}

QColor colour(const QJsonObject& tokens, QLatin1String name)
{
    const QColor value(tokens.value(name).toString());
    if (!value.isValid())
        qFatal("The bundled theme lacks the colour %s.", name.data());
    return value;
}

void registerFonts()
{
    static const bool once = [] {
        for (const auto* weight : {"Regular", "Medium", "SemiBold", "Bold"}) {
            const auto path = QStringLiteral(":/kontor/fonts/KontorInter-%1.otf").arg(QLatin1String(weight));
            if (QFontDatabase::addApplicationFont(path) < 0)
                qFatal("A bundled font cannot be read.");
        }
        return true;
    }();
    Q_UNUSED(once)
}

struct Face {
    double px;
    QFont::Weight weight;
};

Face faceOf(TextRole role)
{
    switch (role) {
    case TextRole::Body: return {14, QFont::Normal};
    case TextRole::Strong: return {14, QFont::Medium};
    case TextRole::Secondary: return {12.5, QFont::Normal};
    case TextRole::Hint: return {11, QFont::Medium};
    case TextRole::Lead: return {17, QFont::DemiBold};
    case TextRole::Title: return {20, QFont::Bold};
    case TextRole::Action: return {19, QFont::DemiBold};
    case TextRole::Key: return {26, QFont::Medium};
    case TextRole::Figure: return {28, QFont::Bold};
    case TextRole::Total: return {30, QFont::Bold};
    case TextRole::Entry: return {36, QFont::Bold};
    case TextRole::Amount: return {46, QFont::Bold};
    case TextRole::Clock: return {64, QFont::Bold};
    }
    return {14, QFont::Normal};
}

} // namespace

Theme Theme::load(Variant variant)
{
    registerFonts();
    const auto tokens = tokensOf(variant);
    const auto get = [&tokens](const char* name) { return colour(tokens, QLatin1String(name)); };

    Theme theme;
    theme.variant = variant;
    theme.bg = get("bg");
    theme.surface = get("surface");
    theme.sunk = get("sunk");
    theme.line = get("line");
    theme.text = get("text");
    theme.muted = get("muted");
    theme.faint = get("faint");
    theme.accent = get("accent");
    theme.accentText = get("accentText");
    theme.accentSoft = get("accentSoft");
    theme.warn = get("warn");
    theme.warnSoft = get("warnSoft");
    theme.bad = get("bad");
    theme.badSoft = get("badSoft");
    theme.good = get("good");
    theme.goodSoft = get("goodSoft");
    theme.info = get("info");

    const bool dark = variant == Variant::Dark;
    theme.brand = dark ? theme.accentSoft : theme.accent;
    theme.brandText = dark ? theme.text : theme.accentText;
    theme.brandMuted = dark ? theme.muted : theme.accentSoft;

    const auto tiles = tokens.value(QLatin1String("tiles")).toArray();
    for (qsizetype i = 0; i < qsizetype(theme.tiles.size()); ++i) {
        const auto pair = tiles.at(i).toArray();
        theme.tiles[std::size_t(i)] = {QColor(pair.at(0).toString()), QColor(pair.at(1).toString())};
    }
    return theme;
}

QMargins sideMargins(int leading, int top, int trailing, int bottom)
{
    const bool mirrored = QGuiApplication::layoutDirection() == Qt::RightToLeft;
    return mirrored ? QMargins(trailing, top, leading, bottom) : QMargins(leading, top, trailing, bottom);
}

QFont Theme::font(TextRole role) const
{
    const auto face = faceOf(role);
    QFont font(QStringLiteral("Kontor Inter"));
    // QFont takes whole pixels only; points through the screen's logical resolution keep the 12.5.
    const auto* screen = QGuiApplication::primaryScreen();
    const double dpi = screen != nullptr ? screen->logicalDotsPerInchY() : 96.0;
    font.setPointSizeF(face.px * 72.0 / dpi);
    font.setWeight(face.weight);
    font.setHintingPreference(QFont::PreferNoHinting);
    return font;
}

QPalette Theme::palette() const
{
    QPalette palette;
    palette.setColor(QPalette::Window, bg);
    palette.setColor(QPalette::WindowText, text);
    palette.setColor(QPalette::Base, surface);
    palette.setColor(QPalette::AlternateBase, sunk);
    palette.setColor(QPalette::Text, text);
    palette.setColor(QPalette::PlaceholderText, muted);
    palette.setColor(QPalette::Button, surface);
    palette.setColor(QPalette::ButtonText, text);
    palette.setColor(QPalette::Highlight, accentSoft);
    palette.setColor(QPalette::HighlightedText, text);
    palette.setColor(QPalette::ToolTipBase, surface);
    palette.setColor(QPalette::ToolTipText, text);
    palette.setColor(QPalette::Mid, line);
    palette.setColor(QPalette::Light, surface);
    palette.setColor(QPalette::Dark, line);
    palette.setColor(QPalette::Link, accent);
    palette.setColor(QPalette::BrightText, bad);
    return palette;
}

} // namespace kontor
