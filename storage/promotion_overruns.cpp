#include "storage/promotion_overruns.h"

#include "domain/base/currency.h"
#include "domain/customers/merge.h"
#include "domain/promotions/stored_promotion.h"
#include "domain/schema/settings.pb.h"
#include "storage/projections/promotion_use_total.h"
#include "storage/row_table.h"
#include "storage/sqlite_view.h"

#include <algorithm>

namespace kontor::exceptions {

namespace {

/// Minor units of one unit of the organisation's currency.
std::int64_t minorUnits(Database& database)
{
    Query query(database, "SELECT currency FROM organisation ORDER BY id LIMIT 1");
    const auto currency =
        query.step() ? Currency::fromNumeric(static_cast<std::uint32_t>(query.natural(0))) : Currency::fromAlpha("EUR");
    std::int64_t units = 1;
    for (int i = 0; currency && i < currency->exponent(); ++i)
        units *= 10;
    return units;
}

/// The most that one customer used of a campaign, whatever their numbers; of a budget for all, what all used.
PromotionUses mostUsed(Database& database, const Bytes& campaign, bool perCustomer)
{
    PromotionUses most;
    const auto add = [&](std::int64_t uses, std::int64_t amountMinor) {
        most.uses = std::max(most.uses, uses);
        most.amountMinor = std::max(most.amountMinor, amountMinor);
    };
    Query query(database, perCustomer
                              ? "SELECT max(uses), max(amount) FROM promotion_use_total WHERE subject=? AND "
                                "customer<>x''"
                              : "SELECT uses, amount FROM promotion_use_total WHERE subject=? AND customer=x''");
    if (query.blob(campaign).step() && !query.isNull(0))
        add(query.integer(0), query.integer(1));
    if (!perCustomer)
        return most;
    const SqliteView shop(database);
    std::vector<RawId> merged;
    Query others(database, "SELECT c.id FROM customer c JOIN promotion_use_total t ON t.subject=?1 AND t.customer=c.id "
                           "WHERE c.merged_into IS NOT NULL");
    for (others.blob(campaign); others.step();)
        merged.push_back(RawId::of(others.bytes(0)));
    for (const auto& one : merged) {
        PromotionUses sum;
        for (const auto& row : sameCustomers(shop, Id<schema::Customer>(one))) {
            const auto uses = shop.promotionUses(schema::PromotionUse::kCampaignFieldNumber, campaign, row.bytes());
            sum.uses += uses.uses;
            sum.amountMinor += uses.amountMinor;
        }
        add(sum.uses, sum.amountMinor);
    }
    if (const auto unread = shop.error())
        throw SQLite::Exception(unread->detail);
    return most;
}

bool isOverrun(Database& database, const schema::Campaign& row, std::int64_t units)
{
    const auto campaign = campaignOf(row);
    if (!campaign || !campaign->budget)
        return false;
    const Budget& budget = *campaign->budget;
    const bool perCustomer =
        budget.kind == Budget::Kind::SpendPerCustomer || budget.kind == Budget::Kind::UsePerCustomer;
    const auto most = mostUsed(database, row.id(), perCustomer);
    const Rational used = budget.countsUses() ? Rational(most.uses) : Rational(most.amountMinor, units);
    return used > budget.limit;
}

ShopException overrun(Database& database, std::uint32_t type, const RawId& row)
{
    ShopException one;
    one.kind = ShopException::Kind::PromotionOverrun;
    one.subject = row.string();
    one.type = type;
    one.rows = {row};
    Query latest(database, "SELECT j.effective_ms, j.effective_counter FROM promotion_use u JOIN journal j ON j.n = "
                           "u.commit_n WHERE u.campaign=?1 OR u.code=?1 ORDER BY 1 DESC, 2 DESC LIMIT 1");
    if (latest.blob(row.bytes()).step())
        one.effective = {latest.natural(0), static_cast<std::uint32_t>(latest.natural(1))};
    return one;
}

} // namespace

void addPromotionOverruns(Database& database, BytesView after, std::size_t limit, std::vector<ShopException>& list)
{
    std::vector<ShopException> found;
    const std::int64_t units = minorUnits(database);
    {
        std::vector<schema::Campaign> campaigns;
        const RowTable& table = RowTable::of(schema::Campaign::descriptor());
        for (Query query(database, table.selectSql()); query.step();)
            table.read(query, campaigns.emplace_back());
        for (const auto& row : campaigns)
            if (row.id() > after && isOverrun(database, row, units))
                found.push_back(overrun(database, table.type().type, RawId::of(row.id())));
    }
    const std::uint32_t codes = rowTypeOf(schema::FurtherCode::descriptor()).type;
    Query query(database, "SELECT c.id FROM promotion_use_total t JOIN further_code c ON c.id = t.subject WHERE "
                          "t.customer = x'' AND c.\"limit\" IS NOT NULL AND t.uses > c.\"limit\" AND c.id > ?");
    query.ownedBlob(Bytes(after));
    std::vector<RawId> overused;
    while (query.step())
        overused.push_back(RawId::of(query.bytes(0)));
    for (const RawId& code : overused)
        found.push_back(overrun(database, codes, code));
    std::sort(found.begin(), found.end(),
              [](const ShopException& a, const ShopException& b) { return a.subject < b.subject; });
    for (auto& one : found)
        if (list.size() < limit)
            list.push_back(std::move(one));
}

} // namespace kontor::exceptions
