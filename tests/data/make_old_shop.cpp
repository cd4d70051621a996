// Makes the old database that tst_schema_upgrade opens: kontor-old-shop FOLDER. Built from the tree of the release whose schema is
// to be kept (README.md beside this file); nothing builds it otherwise.
#include "domain/base/crypto.h"
#include "storage/store.h"
#include "storage/till_and_server.h"

#include <cstdio>
#include <filesystem>
#include <fstream>

using namespace kontor;
using namespace kontor::test;

namespace {

// What the release after this one adds, as its program writes it; or numbers that nothing has.
constexpr std::uint32_t newerSchema = 6;
constexpr std::uint32_t categoryType = 199;
constexpr int categoryName = 2;
constexpr int productCategory = 15;

RawId newerRow()
{
    return RawId::imported("tests/data", "category", 1);
}

/// The next commit of a terminal that runs the newer program.
SignedCommit newerCommit(const Store& signer, schema::Header header, const std::vector<schema::Change>& changes)
{
    schema::Part part;
    part.set_salt(World::real().random(16));
    for (const schema::Change& change : changes)
        *part.add_change() = change;
    const Bytes bytes = part.SerializeAsString();
    header.set_schema(newerSchema);
    header.set_hlc_ms(static_cast<std::uint64_t>(World::real().now() / 1000));
    schema::PartHash& hash = *header.add_part();
    hash.set_scope(signer.identity().organisation.raw.string());
    hash.set_hash(blake2b256(bytes));
    schema::Envelope envelope;
    envelope.set_header(header.SerializeAsString());
    envelope.set_signature(signer.signWith(commitTag, envelope.header()));
    envelope.add_part(bytes);
    return need(openEnvelope(envelope));
}

} // namespace

int main(int argc, char** argv)
{
    if (argc != 2)
        return 2;
    const std::filesystem::path folder(argv[1]);
    std::filesystem::create_directories(folder);
    TillAndServer shop;
    const auto mug = shop.till.product("Mug", "MUG", "9.95", {"5012345678900"});
    (void)shop.till.product("Teapot", "POT", "24.50");
    for (int sale = 0; sale < 3; ++sale) {
        need(shop.till.scan(mug));
        need(shop.till.payCash());
    }
    // A second terminal, whose program is newer.
    const auto newer = shop.other("newer", shop.till.store->identity().store);
    need(shop.till.run([&](const Reader& reader, const Context& context, const Actor& actor) {
        EnrolTerminal input;
        input.id = newer->identity().terminal.raw;
        input.store = newer->identity().store;
        input.publicKey = newer->publicKey();
        return enrolTerminal(reader, context, actor, input);
    }));
    need(shop.push());
    schema::Cursor upTo;
    need(newer->applyLog(shop.log(0, newer->identity().terminal), upTo));
    need(newer->execute([](const Reader&, const Context& context) -> Result<Commit> {
        Commit commit("edit", context, RawId{});
        schema::Product product;
        product.set_name("Spoon");
        commit.insert(product);
        return commit;
    }));
    std::vector<SignedCommit> run = need(newer->pending(500, 1U << 20U));
    schema::Header next;
    next.set_origin(run.back().header.origin());
    next.set_sequence(run.back().header.sequence() + 1);
    next.set_previous(run.back().hash);
    next.set_command("edit");
    schema::Change category;
    category.set_type(categoryType);
    category.set_row(newerRow().string());
    category.set_body(Bytes{static_cast<char>(categoryName << 3 | 2), 8} + "Crockery");
    schema::Change product;
    product.set_type(rowTypeOf(schema::Product::descriptor()).type);
    product.set_row(run.back().parts.empty() ? RawId{}.string() : need(changesOf(run.back())).front().row());
    product.set_kind(schema::Change::UPDATE);
    product.set_body(Bytes{static_cast<char>(productCategory << 3 | 2), 16} + newerRow().string());
    run.push_back(newerCommit(*newer, next, {category, product}));
    need(shop.server->accept(run, acceptAll));
    // The till takes it all in: what it does not know, it keeps.
    need(shop.till.store->applyLog(shop.log(0, shop.till.store->identity().terminal), need(shop.server->head())));

    need(shop.till.store->backup(folder / "kontor.db"));
    std::filesystem::copy_file(shop.path("till").string() + ".key", folder / "shop.key");
    std::ofstream(folder / "dump.txt", std::ios::binary) << shop.till.dump();
    return 0;
}
