#include "storage/projections/promotion_use_total.h"

#include <array>
#include <vector>

namespace kontor::projections {

namespace {

void add(Database& database, BytesView subject, BytesView customer, const schema::PromotionUse& use, int sign)
{
    // Modulo 2^64, as stock_level.
    const auto before = promotionUseTotal(database, subject, customer);
    const auto sum = [sign](std::int64_t total, std::int64_t value) {
        const auto a = static_cast<std::uint64_t>(total);
        const auto b = static_cast<std::uint64_t>(value);
        return static_cast<std::int64_t>(sign > 0 ? a + b : a - b);
    };
    const PromotionUses after{sum(before.uses, use.uses()), sum(before.amountMinor, use.amount_minor())};
    if (after == PromotionUses{})
        Query(database, "DELETE FROM promotion_use_total WHERE subject=? AND customer=?")
            .blob(subject)
            .ownedBlob(Bytes(customer))
            .exec();
    else
        Query(database, "INSERT INTO promotion_use_total(subject, customer, uses, amount) VALUES(?,?,?,?) ON "
                        "CONFLICT(subject, customer) DO UPDATE SET uses=excluded.uses, amount=excluded.amount")
            .blob(subject)
            .ownedBlob(Bytes(customer))
            .bind(after.uses)
            .bind(after.amountMinor)
            .exec();
}

} // namespace

void createPromotionUseTotal(Database& database)
{
    database.run("CREATE TABLE IF NOT EXISTS promotion_use_total(subject BLOB NOT NULL, customer BLOB NOT NULL, uses "
                 "INTEGER NOT NULL, amount INTEGER NOT NULL, PRIMARY KEY(subject, customer)) STRICT, WITHOUT ROWID");
}

void addToPromotionUseTotal(Database& database, const schema::PromotionUse& use, int sign)
{
    for (const Bytes* subject : std::array{&use.campaign(), &use.code()}) {
        if (subject->empty())
            continue;
        add(database, *subject, {}, use, sign);
        if (!use.customer().empty())
            add(database, *subject, use.customer(), use, sign);
    }
}

void makePromotionUseTotalAgain(Database& database)
{
    database.run("DELETE FROM promotion_use_total");
    std::vector<schema::PromotionUse> uses;
    for (Query query(database, "SELECT campaign, code, customer, uses, amount_minor FROM promotion_use");
         query.step();) {
        auto& use = uses.emplace_back();
        use.set_campaign(Bytes(query.bytes(0)));
        use.set_code(Bytes(query.bytes(1)));
        use.set_customer(Bytes(query.bytes(2)));
        use.set_uses(query.integer(3));
        use.set_amount_minor(query.integer(4));
    }
    for (const auto& use : uses)
        addToPromotionUseTotal(database, use, 1);
}

PromotionUses promotionUseTotal(Database& database, BytesView subject, BytesView customer)
{
    Query query(database, "SELECT uses, amount FROM promotion_use_total WHERE subject=? AND customer=?");
    if (!query.blob(subject).ownedBlob(Bytes(customer)).step())
        return {};
    return {query.integer(0), query.integer(1)};
}

void dumpPromotionUseTotal(Database& database, const std::function<void(std::string_view line)>& line)
{
    for (Query query(database,
                     "SELECT subject, customer, uses, amount FROM promotion_use_total ORDER BY subject, customer");
         query.step();)
        line("promotion_use_total " + hex(query.bytes(0)) + " " + hex(query.bytes(1)) + " " +
             std::to_string(query.integer(2)) + " " + std::to_string(query.integer(3)));
}

} // namespace kontor::projections
