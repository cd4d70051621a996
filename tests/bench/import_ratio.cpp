#include "bench.h"
#include "storage/database.h"
#include "support/shop_fixture.h"

#include <sqlite3.h>

#include <cstdio>
#include <cstdlib>

namespace kontor::bench {

namespace {

constexpr int products = 20'000;
constexpr int perCommit = 1'000;
constexpr int rowsPerProduct = 4; // Product, variant, barcode, price.

std::string nameOf(int i)
{
    static const char* const words[] = {"ceramic", "linen", "oak", "brass", "wool", "glass", "wicker", "cotton"};
    return std::string(words[i % 8]) + " " + words[i / 8 % 8] + " item " + std::to_string(i);
}
std::string skuOf(int i)
{
    return "SKU-" + std::to_string(i);
}
std::string barcodeOf(int i)
{
    return std::to_string(5'000'000'000'000LL + i);
}
RawId idOf(int i)
{
    // Ids in time order, as an import of new products makes them; the same ones on both sides.
    std::array<std::uint8_t, 10> random{};
    std::memcpy(random.data() + 3, &i, sizeof i);
    return RawId::v7(1'700'000'000'000ULL + static_cast<std::uint64_t>(i / 100), random);
}

double throughCommits(const std::filesystem::path& folder)
{
    test::ShopFixture shop(folder / "shop");
    std::vector<AddProducts> batches;
    for (int start = 0; start < products; start += perCommit) {
        AddProducts batch;
        for (int i = start; i < start + perCommit; ++i) {
            NewProduct product;
            product.id = idOf(i);
            product.name = nameOf(i);
            product.sku = skuOf(i);
            product.barcodes = {barcodeOf(i)};
            product.price = UnitPrice{(100 + i) * 10'000LL};
            batch.products.push_back(std::move(product));
        }
        batches.push_back(std::move(batch));
    }
    const auto start = Clock::now();
    for (const AddProducts& batch : batches)
        test::need(
            shop.run([&](const Reader& r, const Context& c, const Actor& a) { return addProducts(r, c, a, batch); }));
    return products * rowsPerProduct / millisecondsSince(start) * 1'000;
}

void must(int result, sqlite3* database)
{
    if (result != SQLITE_OK && result != SQLITE_DONE && result != SQLITE_ROW) {
        std::fprintf(stderr, "plain SQLite: %s\n", sqlite3_errmsg(database));
        std::abort();
    }
}

/// The same rows, indexes and search index by the plain C API in one transaction. The tables are the ones a store makes.
double plainSqlite(const std::filesystem::path& folder)
{
    const auto file = (folder / "plain" / "kontor.db").string();
    {
        const auto empty = test::need(Store::open({folder / "plain", {}, World::real(), false}));
    }
    sqlite3* database = nullptr;
    must(sqlite3_open(file.c_str(), &database), database);
    // As the store's own connection, past the triggers that keep others from writing (storage/write_guard.h).
    must(sqlite3_db_config(database, SQLITE_DBCONFIG_ENABLE_TRIGGER, 0, nullptr), database);
    must(sqlite3_exec(
             database,
             "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA cache_size=-32768; PRAGMA wal_autocheckpoint=0;",
             nullptr, nullptr, nullptr),
         database);
    const auto prepare = [&](const char* sql) {
        sqlite3_stmt* statement = nullptr;
        must(sqlite3_prepare_v2(database, sql, -1, &statement, nullptr), database);
        return statement;
    };
    sqlite3_stmt* product = prepare("INSERT INTO product(id, name, kind, status) VALUES(?,?,0,1)");
    sqlite3_stmt* variant = prepare("INSERT INTO variant(id, product, sku) VALUES(?,?,?)");
    sqlite3_stmt* barcode = prepare("INSERT INTO barcode(id, variant, code, kind) VALUES(?,?,?,0)");
    sqlite3_stmt* price =
        prepare("INSERT INTO price(id, list, variant, currency, amount_e4, valid_from_us) VALUES(?,?,?,826,?,?)");
    sqlite3_stmt* doc = prepare("INSERT INTO search_doc(type, row, personal) VALUES(?,?,0)");
    sqlite3_stmt* words = prepare("INSERT INTO search_text(rowid, words) VALUES(?,?)");
    const auto blob = [](sqlite3_stmt* s, int at, const RawId& id) {
        sqlite3_bind_blob(s, at, id.bytes().data(), 16, SQLITE_TRANSIENT);
    };
    const auto text = [](sqlite3_stmt* s, int at, const std::string& t) {
        sqlite3_bind_text(s, at, t.c_str(), static_cast<int>(t.size()), SQLITE_TRANSIENT);
    };
    const auto run = [&](sqlite3_stmt* s) {
        must(sqlite3_step(s), database);
        sqlite3_reset(s);
    };
    const auto search = [&](int type, const RawId& row, const std::string& searched) {
        sqlite3_bind_int(doc, 1, type);
        blob(doc, 2, row);
        run(doc);
        sqlite3_bind_int64(words, 1, sqlite3_last_insert_rowid(database));
        text(words, 2, searched);
        run(words);
    };
    const RawId list = RawId::imported("bench", "list", 0);

    const auto start = Clock::now();
    must(sqlite3_exec(database, "BEGIN IMMEDIATE", nullptr, nullptr, nullptr), database);
    for (int i = 0; i < products; ++i) {
        const RawId id = idOf(i);
        const RawId variantId = id.derived(1);
        const RawId barcodeId = id.derived(2);
        const std::string name = nameOf(i);
        blob(product, 1, id);
        text(product, 2, name);
        run(product);
        search(10, id, name);
        blob(variant, 1, variantId);
        blob(variant, 2, id);
        text(variant, 3, skuOf(i));
        run(variant);
        search(11, variantId, skuOf(i));
        blob(barcode, 1, barcodeId);
        blob(barcode, 2, variantId);
        text(barcode, 3, barcodeOf(i));
        run(barcode);
        search(12, barcodeId, barcodeOf(i));
        blob(price, 1, id.derived(3));
        blob(price, 2, list);
        blob(price, 3, variantId);
        sqlite3_bind_int64(price, 4, (100 + i) * 10'000LL);
        sqlite3_bind_int64(price, 5, 1'700'000'000'000'000LL);
        run(price);
    }
    must(sqlite3_exec(database, "COMMIT", nullptr, nullptr, nullptr), database);
    const double rate = products * rowsPerProduct / millisecondsSince(start) * 1'000;
    for (sqlite3_stmt* statement : {product, variant, barcode, price, doc, words})
        sqlite3_finalize(statement);
    sqlite3_close(database);
    return rate;
}

std::vector<Figure> run(const std::filesystem::path& folder)
{
    // In turn, three times each, so that a machine that slows down slows both; the medians' ratio.
    std::vector<double> ours;
    std::vector<double> plain;
    for (int round = 0; round < 3; ++round) {
        const auto here = folder / std::to_string(round);
        ours.push_back(throughCommits(here));
        plain.push_back(plainSqlite(here));
    }
    const double our = percentile(ours, 50);
    const double their = percentile(plain, 50);
    return {{"import_ratio", our / their, "ratio", "0.35"},
            {"import_rows_per_s", our, "rows/s", ""},
            {"import_plain_rows_per_s", their, "rows/s", ""}};
}

} // namespace

Bench importRatio()
{
    return {{"import_ratio", "import_rows_per_s", "import_plain_rows_per_s"}, run};
}

} // namespace kontor::bench
