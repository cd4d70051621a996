#include "domain/base/crypto.h"
#include "fuzz/input.h"
#include "storage/snapshot.h"

#include <unistd.h>

#include <filesystem>

using namespace kontor;

namespace {

SnapshotScope scope()
{
    SnapshotScope scope;
    scope.organisation = Id<schema::Organisation>(RawId::of(Bytes(16, '\1')));
    return scope;
}

std::filesystem::path scratch()
{
    return std::filesystem::temp_directory_path() / ("kontor-fuzz-base-" + std::to_string(::getpid()));
}

} // namespace

/// The manifest as if the server had signed it: what it says is believed after that, so its numbers must be sound.
int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    static const KeyPair server = KeyPair::fromSeed(Bytes(32, '\5'));
    fuzz::Input input(data, size);
    const std::size_t length = input.byte() * 8U;
    storage::SignedManifest signedOne;
    signedOne.set_manifest(Bytes(input.take(length)));
    fuzz::hold(!openManifest(signedOne, server.publicKey, scope()), "a manifest that nobody signed is refused");
    signedOne.set_signature(sign(server, baseTag, signedOne.manifest()));
    const auto manifest = openManifest(signedOne, server.publicKey, scope());
    if (!manifest || manifest->bytes() > (1U << 20U))
        return 0;
    const auto file = scratch();
    if (auto base = IncomingBase::open(file, *manifest)) {
        const std::size_t index = input.byte();
        static_cast<void>(base->take(index, input.rest()));
        fuzz::hold(base->present() <= static_cast<std::size_t>(manifest->packed_size()),
                   "no more slices than there are");
        if (!base->missing())
            static_cast<void>(base->finish());
    }
    std::error_code error;
    std::filesystem::remove(file, error);
    return 0;
}
