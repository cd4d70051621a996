#pragma once

#include "domain/base/id.h"
#include "domain/base/time.h"
#include "domain/journal/reader.h"
#include "domain/schema/settings.pb.h"

#include <QTimeZone>

#include <string_view>

namespace kontor {

/// The wall clock of a store: files carry local times without a zone.
class ShopZone
{
public:
    /// UTC for a zone this machine does not know.
    explicit ShopZone(std::string_view iana);
    /// The zone of a store there is; UTC where there is none.
    [[nodiscard]] static ShopZone of(const Reader& shop, Id<schema::Store> store);

    /// The offset at a moment, and at a wall-clock time (of an hour that comes twice in autumn the first).
    [[nodiscard]] std::int32_t offsetAt(TimeUs utc) const;
    [[nodiscard]] std::int32_t offsetAtLocal(TimeUs local) const;
    [[nodiscard]] TimeUs utcOf(TimeUs local) const { return local - std::int64_t{offsetAtLocal(local)} * 1'000'000; }

private:
    QTimeZone m_zone;
};

} // namespace kontor
