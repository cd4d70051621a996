#include "sync/protocol/sync_port.h"

#include "domain/base/crypto.h"

namespace kontor {

Result<std::vector<SignedCommit>> StoreSyncPort::pending(std::size_t maxCommits, std::size_t maxBytes) const
{
    return m_store.pending(maxCommits, maxBytes);
}

Bytes StoreSyncPort::sign(BytesView message, WhichKey which) const
{
    return m_store.signWith(requestTag, message, which);
}

bool StoreSyncPort::isKeyUntold() const
{
    const auto terminal = m_store.read()->get(m_store.identity().terminal);
    return terminal && terminal->public_key() != m_store.publicKey();
}

DigestAnswer StoreSyncPort::answer(const DigestQuestion& question) const
{
    return m_store.answer(question, {}).value_or(DigestAnswer{}); // Unread, it has no schema, and the search ends.
}

std::vector<Bytes> StoreSyncPort::evenBounds(const DigestQuestion& within, const Bytes& from, const Bytes& below) const
{
    return m_store.evenBounds(within, from, below).value_or(std::vector<Bytes>{from, below});
}

} // namespace kontor
