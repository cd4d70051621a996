#pragma once

#include "domain/base/id.h"
#include "storage/database.h"

#include <cstdint>
#include <vector>

namespace kontor {

/// Where each commit of the journal stands, in memory: for whoever asks of very many what their authors had seen. Some 60 bytes a
/// commit, of the moment it was read.
class JournalPlaces
{
public:
    struct Place {
        RawId origin;
        std::uint64_t sequence = 0;
        std::uint64_t epoch = 0;
        std::uint64_t cursor = 0; ///< 0: not accepted.
        bool counts = false;      ///< False for one that is quarantined, or not there.
    };
    explicit JournalPlaces(Database& database);
    [[nodiscard]] const Place& of(std::int64_t commit) const;
    /// Those of the commits that touched rows with option `seldom`, in the order they came.
    [[nodiscard]] const std::vector<Place>& seldom() const { return m_seldom; }
    /// The same without reading all the others.
    [[nodiscard]] static std::vector<Place> seldomIn(Database& database);

private:
    std::vector<Place> m_places; ///< By number.
    std::vector<Place> m_seldom;
};

} // namespace kontor
