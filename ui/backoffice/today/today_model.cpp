#include "ui/backoffice/today/today_model.h"

#include "domain/journal/row_type.h"
#include "domain/schema/orders.pb.h"
#include "storage/view.h"
#include "ui/text/money_text.h"

#include <algorithm>
#include <map>

namespace kontor {
namespace {

constexpr std::size_t shownSellers = 8;
constexpr int settleMs = 500; ///< A sale a second does not ask for the day's figures each time.

std::uint32_t numberOf(QDate day)
{
    return std::uint32_t(day.year() * 10'000 + day.month() * 100 + day.day());
}

void add(TodayModel::Sums& sums, const View::SalesHour& hour)
{
    sums.sales += hour.sales;
    sums.returns += hour.returns;
    // Modulo 2^64, as the projection counts.
    sums.totalMinor = std::int64_t(std::uint64_t(sums.totalMinor) + std::uint64_t(hour.totalMinor));
}

TodayModel::Figures figuresOf(const Store& store, QDate day, QDateTime now, const QTimeZone& zone, Currency currency)
{
    const auto view = store.read();
    const View& shop = *view;
    TodayModel::Figures figures;
    figures.comparedHours = day == now.date() ? now.time().hour() : 24;
    const auto compared = [&](const auto& hour) { return int(hour.hour) < figures.comparedHours; };
    std::map<Id<schema::Terminal>, TodayModel::Sums> tills;
    for (const auto& hour : shop.salesHours(numberOf(day), numberOf(day)))
        if (hour.currency == currency.numeric() && hour.hour < 24) {
            add(figures.day, hour);
            if (compared(hour))
                add(figures.compared, hour);
            add(figures.hours[hour.hour], hour);
            add(tills[hour.terminal], hour);
        }
    const auto before = numberOf(day.addDays(-7));
    for (const auto& hour : shop.salesHours(before, before))
        if (hour.currency == currency.numeric() && hour.hour < 24) {
            if (compared(hour))
                add(figures.before, hour);
            add(figures.hoursBefore[hour.hour], hour);
        }
    const auto heard = store.lastHeard().value_or(std::map<Id<schema::Terminal>, TimeUs>());
    for (const auto& terminal : shop.all<schema::Terminal>()) {
        if (terminal.revoked() || terminal.kind() == schema::SERVER)
            continue;
        const Id<schema::Terminal> id(terminal.id());
        auto& till = figures.tills.emplace_back();
        till.name = qtext(terminal.name());
        till.sums = tills[id];
        till.isHere = id == store.identity().terminal;
        if (const auto last = heard.find(id); last != heard.end())
            till.heard = QDateTime::fromMSecsSinceEpoch(last->second / 1000, zone);
    }
    const auto micros = [&](QDate at) { return TimeUs{QDateTime(at, QTime(0, 0), zone).toMSecsSinceEpoch()} * 1000; };
    for (const auto& best : shop.bestSellers(micros(day), micros(day.addDays(1)), shownSellers))
        figures.best.push_back({qtext(best.name), best.quantity, best.totalMinor});
    figures.exceptions = shop.exceptions({}, 100).size();
    return figures;
}

} // namespace

TodayModel::TodayModel(Store& store, Currency currency, QObject* parent)
    : QObject(parent),
      m_store(store),
      m_currency(currency),
      m_zone(QTimeZone::utc())
{
    if (const auto row = store.read()->get(store.identity().store)) {
        const QTimeZone zone(QByteArray::fromStdString(row->zone()));
        if (zone.isValid())
            m_zone = zone;
    }
    m_soon.setSingleShot(true);
    m_soon.setInterval(settleMs);
    connect(&m_soon, &QTimer::timeout, this, &TodayModel::reload);
    const auto orderType = rowTypeOf(schema::Order::descriptor()).type;
    m_watch = m_store.watch([this, post = m_courier.post(), orderType](const ChangeSet& changes) {
        if (changes.touches(orderType))
            post([this] {
                if (m_watched && !m_soon.isActive())
                    m_soon.start();
            });
    });
}

TodayModel::~TodayModel()
{
    m_store.unwatch(m_watch);
}

QDate TodayModel::day() const
{
    if (!m_day.isNull())
        return m_day;
    return now().date();
}

QDateTime TodayModel::now() const
{
    return QDateTime::fromMSecsSinceEpoch(m_store.now() / 1000, m_zone);
}

void TodayModel::setWatched(bool watched)
{
    m_watched = watched;
    if (watched)
        reload();
}

void TodayModel::showDay(QDate day)
{
    m_day = day;
    reload();
}

void TodayModel::reload()
{
    m_job.ask([&store = m_store, day = day(), now = now(), zone = m_zone,
               currency = m_currency] { return figuresOf(store, day, now, zone, currency); },
              [this](const Figures& figures) {
                  m_figures = figures;
                  Q_EMIT changed();
              });
}

} // namespace kontor
