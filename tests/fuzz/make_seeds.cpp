#include "fuzz/served_shop.h"
#include "storage/snapshot.h"
#include "sync/protocol/wire_coding.h"

#include <fstream>

/// First inputs of the binary formats, of a shop's own bytes: kontor-fuzz-seeds FOLDER
using namespace kontor;

namespace {

void write(const std::filesystem::path& file, BytesView bytes)
{
    std::filesystem::create_directories(file.parent_path());
    std::ofstream(file, std::ios::binary).write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
}

/// As fuzz/wire.cpp takes it: kind and coding, then the body as it travels.
void writeCoded(const std::filesystem::path& file, BytesView body, WireBody kind)
{
    WireCoder coder;
    auto coding = WireCoding::Packed;
    const auto coded = coder.encode(body, coding, kind);
    write(file, Bytes(1, static_cast<char>(static_cast<int>(kind) + 4 * static_cast<int>(coding))) + coded);
}

Bytes aManifest()
{
    storage::SnapshotManifest manifest;
    manifest.set_format(1);
    manifest.set_schema(1);
    manifest.set_epoch(1);
    manifest.set_cursor(7);
    manifest.set_organisation(Bytes(16, '\1'));
    manifest.set_bytes(4096);
    manifest.set_slice_bytes(sliceBytes);
    manifest.add_packed(40);
    manifest.set_hashes(Bytes(32, '\2'));
    manifest.set_digest(Bytes(32, '\3'));
    Bytes bytes = manifest.SerializeAsString();
    if (bytes.size() % 8 != 0) // Its length is told in eights: a field nobody knows fills it up.
        bytes += Bytes("\xaa\x06", 2) + static_cast<char>(8 - (bytes.size() + 3) % 8) +
                 Bytes(8 - (bytes.size() + 3) % 8, 'x');
    return static_cast<char>(bytes.size() / 8) + bytes + '\0' + Bytes(40, '\4');
}

} // namespace

int main(int argc, char** argv)
{
    if (argc != 2) {
        std::fprintf(stderr, "a folder is wanted\n");
        return 2;
    }
    const std::filesystem::path folder = argv[1];
    fuzz::ServedShop shop;
    sync::Pull pull;
    pull.set_max_commits(40);
    pull.set_max_bytes(1U << 20U);
    pull.set_whole(true); // Its own commits too.
    write(folder / "server/pull", '\1' + pull.SerializeAsString());
    const auto reply = shop.ask("/v1/pull", pull.SerializeAsString());
    sync::PullReply page;
    fuzz::hold(reply.status == 200 && page.ParseFromString(reply.body) && page.entry_size() > 5,
               "the server has a log");
    write(folder / "message/page", '\2' + reply.body);
    writeCoded(folder / "wire/page", reply.body, WireBody::PullPage);
    sync::Push push;
    for (const auto& entry : page.entry()) {
        if (!entry.has_envelope())
            continue;
        write(folder / "commit" / ("founding_" + std::to_string(push.commit_size())),
              entry.envelope().SerializeAsString());
        *push.add_commit() = entry.envelope();
    }
    write(folder / "message/push", '\0' + push.SerializeAsString());
    write(folder / "server/push", '\0' + push.SerializeAsString());
    write(folder / "server/heads", "\2");
    write(folder / "server/give_back", '\3' + push.SerializeAsString());
    writeCoded(folder / "wire/push", push.SerializeAsString(), WireBody::Push);
    write(folder / "base/manifest", aManifest());
    return 0;
}
