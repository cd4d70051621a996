#include "app/clock/shop_zone.h"

#include <QByteArray>
#include <QDateTime>

namespace kontor {

ShopZone::ShopZone(std::string_view iana) : m_zone(QByteArray(iana.data(), static_cast<qsizetype>(iana.size())))
{
    if (!m_zone.isValid())
        m_zone = QTimeZone::utc();
}

ShopZone ShopZone::of(const Reader& shop, Id<schema::Store> store)
{
    const auto row = shop.get<schema::Store>(store);
    return ShopZone(row ? row->zone() : std::string());
}

std::int32_t ShopZone::offsetAt(TimeUs utc) const
{
    return m_zone.offsetFromUtc(QDateTime::fromMSecsSinceEpoch(utc / 1000, Qt::UTC));
}

std::int32_t ShopZone::offsetAtLocal(TimeUs local) const
{
    // The larger offset first: it is the one in force before clocks go back.
    const auto before = offsetAt(local - std::int64_t{3600} * 1'000'000 - std::int64_t{offsetAt(local)} * 1'000'000);
    if (offsetAt(local - std::int64_t{before} * 1'000'000) == before)
        return before;
    return offsetAt(local - std::int64_t{offsetAt(local)} * 1'000'000);
}

} // namespace kontor
