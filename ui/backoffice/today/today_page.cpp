#include "ui/backoffice/today/today_page.h"

#include "domain/base/exact.h"
#include "ui/sync_monitor.h"
#include "ui/text/money_text.h"
#include "ui/widgets/button.h"
#include "ui/widgets/figure_card.h"
#include "ui/widgets/hour_chart.h"
#include "ui/widgets/label.h"
#include "ui/widgets/panel.h"

#include <QHBoxLayout>
#include <QLocale>
#include <QShortcut>
#include <QVBoxLayout>

namespace kontor {
namespace {

/// Tenths of a percent by which `now` is above `before`; nothing without a before.
std::optional<std::int64_t> growth(std::int64_t now, std::int64_t before)
{
    if (before <= 0)
        return std::nullopt;
    return std::int64_t(divideHalfUp((Int128{now} - before) * 1000, before));
}

QString signedTenths(std::int64_t tenths)
{
    const auto size = tenths < 0 ? -tenths : tenths;
    const auto text = QLocale().toString(qlonglong(size / 10)) + QLocale().decimalPoint() + QString::number(size % 10);
    return (tenths < 0 ? QStringLiteral("−") : QStringLiteral("+")) + text + QLatin1Char('%');
}

/// "last Monday", or "last Monday by 10:00" of a day that is not over.
QString withWhat(const TodayModel::Figures& figures, const QString& weekday)
{
    if (figures.comparedHours >= 24)
        return weekday;
    return TodayPage::tr("%1 by %2", "weekday, hour")
        .arg(weekday, QLocale().toString(QTime(figures.comparedHours, 0), QLocale::ShortFormat));
}

void compare(FigureCard& card, const QString& figure, std::int64_t now, std::int64_t before, const QString& weekday)
{
    const auto grown = growth(now, before);
    if (!grown)
        card.show(figure, TodayPage::tr("nothing to compare with"), FigureCard::Trend::None);
    else
        card.show(figure, TodayPage::tr("%1 on last %2", "growth, weekday").arg(signedTenths(*grown), weekday),
                  *grown < 0 ? FigureCard::Trend::Worse : FigureCard::Trend::Better);
}

std::int64_t average(const TodayModel::Sums& sums)
{
    return sums.sales == 0 ? 0 : std::int64_t(divideHalfUp(Int128{sums.totalMinor}, std::int64_t(sums.sales)));
}

void empty(QVBoxLayout* rows)
{
    while (auto* item = rows->takeAt(0)) {
        if (item->widget() != nullptr)
            item->widget()->deleteLater();
        delete item;
    }
}

} // namespace

TodayPage::TodayPage(const Theme& theme, Store& store, const SyncMonitor& sync, Currency currency)
    : m_theme(theme),
      m_sync(sync),
      m_model(store, currency)
{
    setAccessibleName(tr("Today"));
    auto* title = new Label(theme, TextRole::Title, Tone::Text, tr("Today"));
    m_date = new Label(theme, TextRole::Body, Tone::Muted);
    m_date->setContentsMargins(0, 4, 0, 0); // On the title's base line.
    const auto button = [&](const QString& text, const char* icon, const QString& name) {
        auto* made = new Button(theme, Button::Kind::Plain, text);
        if (icon != nullptr)
            made->setIconName(QLatin1String(icon));
        made->setAccessibleName(name);
        made->setToolTip(name);
        made->setFixedHeight(40);
        return made;
    };
    auto* back = button({}, "arrow-left", tr("The day before"));
    m_next = button({}, "arrow-right", tr("The day after"));
    m_today = button(tr("Today"), nullptr, tr("Today"));
    connect(back, &Button::clicked, this, [this] { step(-1); });
    connect(m_next, &Button::clicked, this, [this] { step(1); });
    connect(m_today, &Button::clicked, this, [this] { m_model.showDay({}); });
    auto* top = new QHBoxLayout;
    top->setSpacing(8);
    top->addWidget(title);
    top->addWidget(m_date, 1, Qt::AlignVCenter);
    for (auto* one : {back, m_today, m_next})
        top->addWidget(one);

    m_net = new FigureCard(theme, tr("Net sales"));
    m_sales = new FigureCard(theme, tr("Transactions"));
    m_basket = new FigureCard(theme, tr("Average basket"));
    m_returns = new FigureCard(theme, tr("Returns"));
    auto* cards = new QHBoxLayout;
    cards->setSpacing(metrics::cardGap);
    for (auto* card : {m_net, m_sales, m_basket, m_returns})
        cards->addWidget(card, 1);

    auto* trailing = new QVBoxLayout;
    trailing->setSpacing(metrics::cardGap);
    trailing->addWidget(makeList(tr("Top products"), m_best), 3);
    trailing->addWidget(makeList(tr("Tills"), m_tills), 1);
    auto* below = new QHBoxLayout;
    below->setSpacing(metrics::cardGap);
    below->addWidget(makeChart(), 2);
    below->addLayout(trailing, 1);

    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(metrics::pageMargin, metrics::pageMargin, metrics::pageMargin, metrics::pageMargin);
    column->setSpacing(metrics::cardGap);
    column->addLayout(top);
    column->addLayout(cards);
    column->addLayout(below, 1);
    connect(&m_model, &TodayModel::changed, this, &TodayPage::show);
    connect(&m_sync, &SyncMonitor::changed, this, &TodayPage::showTills);
}

/// A till that is cut off sells on, and its sales come later: what is shown of it is as old as this says.
QString TodayPage::heardText(const TodayModel::Till& till) const
{
    if (till.isHere)
        return m_model.figures().tills.size() > 1 ? tr("this till") : QString();
    if (till.heard.isNull())
        return tr("not heard yet");
    const QLocale locale;
    return tr("heard %1", "time or day")
        .arg(till.heard.date() == m_model.now().date()
                 ? locale.toString(till.heard.time(), QLocale::ShortFormat)
                 : locale.toString(till.heard.date(), tr("d MMM", "date format")));
}

QWidget* TodayPage::makeChart()
{
    auto* card = new Card(m_theme, Card::Tone::Plain);
    auto* column = new QVBoxLayout(card);
    column->setContentsMargins(16, 14, 16, 12);
    m_chart = new HourChart(m_theme);
    column->addWidget(m_chart, 1);
    return card;
}

QWidget* TodayPage::makeList(const QString& title, QVBoxLayout*& rows)
{
    auto* card = new Card(m_theme, Card::Tone::Plain);
    auto* column = new QVBoxLayout(card);
    column->setContentsMargins(16, 14, 16, 12);
    column->setSpacing(4);
    column->addWidget(new Label(m_theme, TextRole::Strong, Tone::Text, title));
    rows = new QVBoxLayout;
    rows->setSpacing(0);
    column->addLayout(rows);
    column->addStretch(1);
    return card;
}

void TodayPage::enter()
{
    m_model.setWatched(true);
    m_today->setFocus();
}

void TodayPage::step(int days)
{
    m_model.showDay(m_model.day().addDays(days));
}

void TodayPage::show()
{
    const auto& figures = m_model.figures();
    const auto day = m_model.day();
    const QLocale locale;
    const auto weekday = locale.dayName(day.dayOfWeek());
    const auto past = withWhat(figures, weekday);
    const auto currency = m_model.currency();
    m_date->setText(locale.toString(day, tr("dddd d MMMM yyyy", "date format")));
    m_next->setEnabled(!m_model.isToday());
    m_today->setEnabled(!m_model.isToday());
    compare(*m_net, moneyText(Money(figures.day.totalMinor, currency)), figures.compared.totalMinor,
            figures.before.totalMinor, past);
    compare(*m_sales, locale.toString(qulonglong(figures.day.sales)), std::int64_t(figures.compared.sales),
            std::int64_t(figures.before.sales), past);
    compare(*m_basket, moneyText(Money(average(figures.day), currency)), average(figures.compared),
            average(figures.before), past);
    m_returns->show(locale.toString(qulonglong(figures.day.returns)),
                    tr("%1 last %2", "number, weekday").arg(locale.toString(qulonglong(figures.before.returns)), past),
                    FigureCard::Trend::None);

    // From the first busy hour to the last, and never less than a shop's day.
    int first = 9;
    int last = 17;
    for (int hour = 0; hour < 24; ++hour)
        if (figures.hours[std::size_t(hour)].sales + figures.hoursBefore[std::size_t(hour)].sales > 0) {
            first = std::min(first, hour);
            last = std::max(last, hour);
        }
    std::vector<HourChart::Hour> hours;
    for (int hour = first; hour <= last; ++hour)
        hours.push_back(
            {hour, figures.hours[std::size_t(hour)].totalMinor, figures.hoursBefore[std::size_t(hour)].totalMinor});
    std::int64_t scale = 1;
    for (int digit = 0; digit < currency.exponent(); ++digit)
        scale *= 10;
    auto sign = moneyText(Money(0, currency));
    while (!sign.isEmpty() && (sign.back().isDigit() || sign.back().isPunct() || sign.back().isSpace()))
        sign.chop(1);
    m_chart->setNames(m_model.isToday() ? tr("today") : locale.toString(day, QLocale::ShortFormat),
                      tr("last %1").arg(weekday));
    m_chart->show(hours, scale, sign);

    empty(m_best);
    const auto most = figures.best.empty() ? 1 : std::max<std::int64_t>(1, figures.best.front().totalMinor);
    for (const auto& seller : figures.best)
        m_best->addWidget(new RankRow(m_theme, seller.name,
                                      double(std::max<std::int64_t>(0, seller.totalMinor)) / double(most),
                                      quantityText(seller.quantity), moneyText(Money(seller.totalMinor, currency))));
    if (figures.best.empty())
        m_best->addWidget(new Label(m_theme, TextRole::Body, Tone::Muted, tr("Nothing sold on this day.")));
    showTills();
}

void TodayPage::showTills()
{
    empty(m_tills);
    const auto line = [this](const QString& name, const QString& text, Tone tone, const QString& detail = {}) {
        auto* row = new QWidget;
        row->setFixedHeight(30);
        auto* words = new QHBoxLayout(row);
        words->setContentsMargins(0, 0, 0, 0);
        auto* label = new Label(m_theme, TextRole::Body, Tone::Text, name);
        label->setElided(true);
        words->addWidget(label, 1);
        if (!detail.isEmpty())
            words->addWidget(new Label(m_theme, TextRole::Secondary, Tone::Muted, detail));
        words->addSpacing(12);
        words->addWidget(new Label(m_theme, TextRole::Body, tone, text));
        m_tills->addWidget(row);
    };
    constexpr std::size_t mostTills = 6;
    const auto& tills = m_model.figures().tills;
    for (std::size_t i = 0; i < std::min(mostTills, tills.size()); ++i)
        line(tills[i].name,
             tr("%n sale(s), %1", nullptr, int(tills[i].sums.sales))
                 .arg(moneyText(Money(tills[i].sums.totalMinor, m_model.currency()))),
             Tone::Muted, heardText(tills[i]));
    const auto pending = m_sync.pending();
    switch (m_sync.state()) {
    case SyncMonitor::State::Synced: line(tr("Server"), tr("All changes synced"), Tone::Good); break;
    case SyncMonitor::State::Syncing: line(tr("Server"), tr("Syncing"), Tone::Muted); break;
    case SyncMonitor::State::Offline:
        line(tr("Server"), tr("Offline · %n change(s) waiting", nullptr, pending), Tone::Bad);
        break;
    case SyncMonitor::State::Outdated: line(tr("Server"), tr("Update Kontor to sync again"), Tone::Bad); break;
    case SyncMonitor::State::Alone: break; // None was ever named.
    }
    if (const auto exceptions = m_model.figures().exceptions; exceptions > 0)
        line(tr("To look at"), tr("%n exception(s)", nullptr, int(exceptions)), Tone::Bad);
}

} // namespace kontor
