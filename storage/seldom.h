#pragma once

#include "domain/journal/reader.h"
#include "storage/database.h"

#include <map>
#include <memory>
#include <utility>
#include <vector>

namespace kontor {

/// What was worked out of rows with option `seldom` (Reader::derived), kept by each connection. It holds as long as the file says
/// the same of those rows: a random value in `meta` that each transaction that touches one renews. So it is right in every
/// process, after a rollback, and after another file has taken this one's place.
namespace seldom {

/// Inside the open transaction.
void renew(Database& database);
[[nodiscard]] Bytes state(Database& database);

/// By what is to be worked out and the state it is of; a few states at most.
class Cache
{
public:
    [[nodiscard]] std::shared_ptr<const Derived> find(Reader::MakeDerived make, const Bytes& state) const;
    void keep(Reader::MakeDerived make, const Bytes& state, std::shared_ptr<const Derived> derived);

private:
    std::map<std::pair<Reader::MakeDerived, Bytes>, std::shared_ptr<const Derived>> m_kept;
};

} // namespace seldom
} // namespace kontor
