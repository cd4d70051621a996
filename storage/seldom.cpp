#include "storage/seldom.h"

#include "storage/journal_tables.h"

#include <sodium.h>

namespace kontor::seldom {

namespace {
constexpr const char* key = "seldom";
} // namespace

void renew(Database& database)
{
    Bytes value(16, '\0');
    randombytes_buf(value.data(), value.size());
    journal::setMeta(database, key, value);
}

Bytes state(Database& database)
{
    return journal::meta(database, key).value_or(Bytes());
}

std::shared_ptr<const Derived> Cache::find(Reader::MakeDerived make, const Bytes& state) const
{
    const auto kept = m_kept.find({make, state});
    return kept == m_kept.end() ? nullptr : kept->second;
}

void Cache::keep(Reader::MakeDerived make, const Bytes& state, std::shared_ptr<const Derived> derived)
{
    constexpr std::size_t most = 16; // Two kinds, and the states an author may have seen.
    if (m_kept.size() >= most)
        m_kept.clear();
    m_kept[{make, state}] = std::move(derived);
}

} // namespace kontor::seldom
