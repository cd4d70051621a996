#include "sync/protocol/sync_port.h"

#include "domain/base/crypto.h"

namespace kontor {

Result<std::vector<SignedCommit>> StoreSyncPort::pending(std::size_t maxCommits, std::size_t maxBytes) const
{
    return m_store.pending(maxCommits, maxBytes);
}

Bytes StoreSyncPort::sign(BytesView message) const
{
    return m_store.signWith(requestTag, message);
}

} // namespace kontor
