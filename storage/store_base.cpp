#include "storage/base_install.h"
#include "storage/snapshot.h"
#include "storage/store_impl.h"

// Bases: the server makes them, a terminal begins from one.

namespace kontor {

Result<Done> Store::Impl::swapIn(const std::filesystem::path& base)
{
    {
        const std::lock_guard lock(poolMutex);
        pool.clear();
    }
    if (pages > 0)
        return fail(Error::Kind::Conflict, "data folder", "is being synchronised at the moment: stop that first");
    {
        Query checkpoint(core->database, "PRAGMA wal_checkpoint(TRUNCATE)");
        if (!checkpoint.step() || checkpoint.integer(0) != 0)
            return fail(Error::Kind::Conflict, "data folder", "is being read at the moment: try again");
    }
    KeyFile keyFile = std::move(core->keys);
    core.reset();
    const auto replaced = replaceDatabase(base, folder.database());
    // Whichever of the two it is now: without a database to write there is nothing this process could do.
    const auto opened = openCore(std::move(keyFile));
    KONTOR_ASSERT(opened.has_value());
    fillSegments();
    {
        const std::lock_guard lock(poolMutex); // Who gave one back while the file was changed.
        pool.clear();
    }
    if (!replaced)
        return replaced;
    ChangeSet all;
    for (const RowType* type : rowTypes())
        all.types.push_back(type->type);
    all.bySync = true;
    tell(all);
    return Done{};
}

Result<storage::SignedManifest> Store::makeBase(Id<schema::Store> store, const std::filesystem::path& packed) const
{
    const auto own = identity();
    if (!own.isServer)
        return fail(Error::Kind::Conflict, "data folder", "is no server's");
    auto manifest = packBase(m_impl->folder.database(), {own.organisation, store}, packed);
    if (!manifest)
        return tl::unexpected(manifest.error());
    manifest->set_made_us(m_impl->world.now());
    storage::SignedManifest made;
    made.set_manifest(manifest->SerializeAsString());
    made.set_signature(signWith(baseTag, made.manifest()));
    return made;
}

Result<Done> Store::installBase(const std::filesystem::path& base, const storage::SnapshotManifest& manifest,
                                const std::optional<StoreIdentity>& identity, BytesView pepper, BytesView serverKey)
{
    return m_impl->wait<Done>([&]() -> Result<Done> {
        return guarded("kontor.db", [&]() -> Result<Done> {
            Core& core = *m_impl->core;
            const auto& own = identity ? *identity : core.identity;
            if (identity.has_value() == !core.identity.organisation.isNil() || own.isServer)
                return fail(Error::Kind::Conflict, "data folder",
                            identity ? "already belongs to a shop" : "is no terminal's");
            if (own.organisation.bytes() != manifest.organisation() ||
                (own.store.isNil() ? Bytes() : own.store.string()) != manifest.store())
                return fail(Error::Kind::Conflict, "base", "is another scope's");
            if (identity)
                if (auto written = core.keys.setSecrets(pepper, serverKey); !written)
                    return written;
            if (auto prepared = prepareBase(core, base, manifest, identity); !prepared)
                return prepared;
            return m_impl->swapIn(base);
        });
    });
}

} // namespace kontor
