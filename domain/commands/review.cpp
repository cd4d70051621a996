#include "domain/commands/review.h"

#include "domain/catalog/open_price.h"
#include "domain/catalog/scan.h"
#include "domain/commands/order_event_review.h"
#include "domain/commands/order_review.h"
#include "domain/commands/part_scope.h"
#include "domain/commands/points_review.h"
#include "domain/commands/reason.h"
#include "domain/commands/registry.h"
#include "domain/commands/settlement_review.h"
#include "domain/commands/shift_review.h"
#include "domain/commands/stock_review.h"
#include "domain/identity/actor.h"
#include "domain/identity/permission.h"
#include "domain/journal/envelope.h"
#include "domain/journal/row_type.h"
#include "domain/journal/sight.h"
#include "domain/orders/placed_order.h"
#include "domain/orders/reprice.h"
#include "domain/payments/card_number.h"
#include "domain/schema/customers.pb.h"
#include "domain/schema/payments.pb.h"
#include "domain/schema/settings.pb.h"
#include "domain/settings/settings.h"

#include <algorithm>
#include <memory>
#include <set>

namespace kontor {

namespace {

/// One commit on its way to a verdict. A quarantining reason decides; the others go along.
class Reviewing
{
public:
    Reviewing(const Reader& seen, const Reader& now, const SignedCommit& commit,
              const std::vector<schema::Change>& changes)
        : m_seen(seen),
          m_now(now),
          m_commit(commit),
          m_changes(changes),
          m_entry(findCommand(commit.header.command()))
    {}

    Review run()
    {
        const auto& header = m_commit.header;
        const auto isId = [](const Bytes& bytes) { return bytes.empty() || bytes.size() == RawId::size; };
        if (header.command().empty() || !isId(header.author()) || !isId(header.approver()))
            quarantine(schema::Reason::MALFORMED, "header", "it names no command, or a person by no id");
        for (const auto& change : m_changes)
            parse(change);
        const bool onPlaced = m_commit.header.command() == "pay-deposit" || m_commit.header.command() == "cancel-order";
        const bool onAccount = m_commit.header.command() == "pay-account";
        if (onPlaced ? addsToNoPlacedOrder() : onAccount ? addsToNoAccount() : addsToForeignOrder(m_facts))
            quarantine(schema::Reason::MALFORMED, "order", "a line or payment belongs to no order of the same commit");
        if (m_review.verdict == schema::QUARANTINED)
            return std::move(m_review);
        auto parts = checkPartScopes(m_seen, m_now, m_commit, m_changes);
        for (auto& reason : parts.grave)
            add(schema::QUARANTINED, std::move(reason));
        for (auto& reason : parts.strange)
            add(schema::FLAGGED, std::move(reason));

        checkTypes();
        if (m_entry != nullptr && m_entry->withoutAuthor)
            checkWithoutAuthor();
        else if (!isServersEnrolment())
            checkRights();
        checkTerminal();
        checkKey();
        auto points = checkPoints(m_seen, header.command(), m_facts, m_points);
        for (auto& reason : points.grave)
            add(schema::QUARANTINED, std::move(reason));
        for (auto& reason : points.strange)
            add(schema::FLAGGED, std::move(reason));
        if (header.command() != "redeem-points") // Its credit is paid by points: checkPoints().
            for (auto& reason : checkStoredValue(m_facts))
                add(schema::QUARANTINED, std::move(reason));
        for (auto& reason : checkClosings(m_seen, m_closings, m_periods))
            add(schema::FLAGGED, std::move(reason));
        for (auto& reason : checkOrderEvents(m_seen, header.command(), m_facts, m_orderEvents))
            add(schema::FLAGGED, std::move(reason));
        for (auto& reason : checkStockDocuments(m_seen, m_changes, m_facts.movements))
            add(schema::FLAGGED, std::move(reason));
        if (const auto terminal = terminalIn(m_now); m_author && terminal)
            for (auto& reason : checkSettlements(m_seen, Id<schema::Terminal>(terminal->id()), *m_author, m_facts))
                add(schema::FLAGGED, std::move(reason));
        for (auto& reason : recomputeOrders(m_seen, m_origin, m_facts))
            add(schema::FLAGGED, std::move(reason));
        return std::move(m_review);
    }

private:
    void add(schema::Verdict verdict, schema::Reason reason)
    {
        m_review.verdict = std::max(m_review.verdict, verdict);
        if (m_review.reasons.size() < maxReasons) // A hostile commit must not make a huge acceptance.
            m_review.reasons.push_back(std::move(reason));
    }
    void add(schema::Verdict verdict, schema::Reason::Code code, std::string_view subject, std::string_view detail)
    {
        add(verdict, makeReason(code, subject, detail));
    }
    void quarantine(schema::Reason::Code code, std::string_view subject, std::string_view detail)
    {
        add(schema::QUARANTINED, code, subject, detail);
    }

    void parse(const schema::Change& change)
    {
        const RowType* type = rowType(change.type());
        if (type == nullptr)
            return; // A newer program's.
        const std::string& name = type->descriptor->name();
        if (change.row().size() != RawId::size || type->kind == schema::LOCAL)
            return quarantine(schema::Reason::MALFORMED, name, "this is no row of the journal");
        if (type->kind == schema::FACT && change.kind() != schema::Change::INSERT)
            return quarantine(schema::Reason::MALFORMED, name, "a fact is never changed");
        const std::unique_ptr<google::protobuf::Message> row(type->prototype->New());
        if (!row->ParseFromString(change.body()))
            return quarantine(schema::Reason::MALFORMED, name, "its bytes cannot be read");
        (type->kind == schema::FACT ? m_hasFacts : m_hasEntities) = true;
        m_isOfStoreOnly = m_isOfStoreOnly && type->kind == schema::FACT && type->scope == schema::STORE;
        noteWhatIsPaid(change, *row);
        if (mayHoldCardNumber(change.body()) && hasCardNumber(m_seen, ownersNow(), *row))
            add(schema::FLAGGED, schema::Reason::MALFORMED, name,
                "something in it looks like a card number, and those are never kept");
        row->GetReflection()->SetString(row.get(), type->idField, change.row());
        keepFacts(*row);
    }

    /// A customer's groups and what may be keyed in as a price decide what is paid, whichever command writes them.
    void noteWhatIsPaid(const schema::Change& change, const google::protobuf::Message& row)
    {
        const auto writes = [&](const google::protobuf::Descriptor* of, int field) {
            if (row.GetDescriptor() != of)
                return false;
            const auto* const what = of->FindFieldByNumber(field);
            const auto* const reflection = row.GetReflection();
            return (what->is_repeated() ? reflection->FieldSize(row, what) > 0 : reflection->HasField(row, what)) ||
                   std::find(change.cleared().begin(), change.cleared().end(), static_cast<std::uint32_t>(field)) !=
                       change.cleared().end();
        };
        m_changesWhatIsPaid = m_changesWhatIsPaid ||
                              writes(schema::Customer::descriptor(), schema::Customer::kCustomerGroupFieldNumber) ||
                              writes(schema::Product::descriptor(), schema::Product::kOpenPriceFieldNumber);
    }

    /// Sorts the facts that are checked further.
    void keepFacts(const google::protobuf::Message& row)
    {
        const auto take = [&row](auto& into) {
            using T = typename std::decay_t<decltype(into)>::value_type;
            if (row.GetDescriptor() != T::descriptor())
                return;
            into.emplace_back().CopyFrom(row);
        };
        take(m_facts.orders);
        take(m_facts.lines);
        take(m_facts.taxes);
        take(m_facts.discounts);
        take(m_facts.uses);
        take(m_facts.payments);
        take(m_facts.movements);
        take(m_facts.roundings);
        take(m_facts.storedValues);
        take(m_facts.storedValueEntries);
        take(m_facts.accountEntries);
        take(m_orderEvents);
        take(m_closings);
        take(m_points);
        take(m_periods);
        take(m_prices);
        if (!m_prices.empty() && m_prices.back().amount_e4() < 0)
            quarantine(schema::Reason::MALFORMED, "price", "a price is zero or more");
    }

    /// Deposits, and what goes back of them: the only payments that come after their order.
    [[nodiscard]] bool addsToNoPlacedOrder() const
    {
        auto others = m_facts;
        others.payments.clear();
        others.uses.clear(); // What a cancellation gives back: order_event_review.h.
        return addsToForeignOrder(others) || (m_commit.header.command() != "cancel-order" && !m_facts.uses.empty()) ||
               std::any_of(m_facts.payments.begin(), m_facts.payments.end(), [&](const schema::Payment& payment) {
                   const auto order = m_seen.get(Id<schema::Order>(payment.order()));
                   return order ? !isPlaced(order->kind()) : isWhole(m_seen); // It may still come back.
               });
    }

    /// The payment of an account: of no order, and of somebody.
    [[nodiscard]] bool addsToNoAccount() const
    {
        auto others = m_facts;
        others.payments.clear();
        return !others.orders.empty() || addsToForeignOrder(others) ||
               std::any_of(m_facts.payments.begin(), m_facts.payments.end(), [](const schema::Payment& payment) {
                   return payment.has_order() || !payment.details().has_customer() ||
                          payment.method() == schema::ON_ACCOUNT;
               });
    }

    void checkTypes()
    {
        if (m_entry == nullptr)
            return;
        for (const auto& change : m_changes)
            if (const RowType* type = rowType(change.type());
                type != nullptr &&
                std::find(m_entry->writes.begin(), m_entry->writes.end(), change.type()) == m_entry->writes.end())
                quarantine(schema::Reason::NO_RIGHT, type->descriptor->name(),
                           "the command '" + m_commit.header.command() + "' does not write such rows");
    }

    void checkWithoutAuthor()
    {
        if (m_commit.header.command() == "found-organisation") {
            if (!m_seen.all<schema::Organisation>().empty() || !m_now.all<schema::Organisation>().empty())
                quarantine(schema::Reason::NO_RIGHT, "organisation", "there is one already");
            return;
        }
        if (m_commit.header.command() == "lock-out") {
            schema::PinLockout lockout;
            const auto origin = m_now.get(Id<schema::Origin>(m_origin));
            if (m_changes.size() != 1 || !origin || !lockout.ParseFromString(m_changes.front().body()) ||
                lockout.terminal() != origin->terminal())
                quarantine(schema::Reason::MALFORMED, "lock-out",
                           "a terminal notes what was keyed in on it, and no more");
            return;
        }
        if (m_changes.size() != 1 || m_changes.front().row() != m_commit.header.origin() ||
            m_commit.header.sequence() != 1)
            quarantine(schema::Reason::MALFORMED, "begin-origin",
                       "it is commit 1 of its origin and holds nothing but that origin");
    }

    /// Of the terminal, as it is now.
    [[nodiscard]] SettingOwners ownersNow() const
    {
        SettingOwners owners;
        if (const auto terminal = terminalIn(m_now)) {
            owners.terminal = Id<schema::Terminal>(terminal->id());
            owners.store = Id<schema::Store>(terminal->store());
        }
        if (const auto organisations = m_seen.all<schema::Organisation>(); !organisations.empty())
            owners.organisation = Id<schema::Organisation>(organisations.front().id());
        return owners;
    }

    [[nodiscard]] std::optional<schema::Terminal> terminalIn(const Reader& shop) const
    {
        const auto origin = shop.get(Id<schema::Origin>(m_origin));
        return origin ? shop.get(Id<schema::Terminal>(origin->terminal())) : std::nullopt;
    }

    /// The server itself enrols terminals for whoever holds an enrolment made on its machine.
    [[nodiscard]] bool isServersEnrolment() const
    {
        if (m_commit.header.command() != "enrol-terminal" || !m_commit.header.author().empty())
            return false;
        const auto terminal = terminalIn(m_now);
        return terminal && terminal->kind() == schema::SERVER;
    }

    /// Who has the right to enrol terminals could else shut another one out.
    void checkKey()
    {
        if (m_commit.header.command() != "rotate-key")
            return;
        const auto terminal = terminalIn(m_now);
        schema::Terminal changed;
        const bool isKey = m_changes.size() == 1 && terminal && m_changes.front().row() == terminal->id() &&
                           m_changes.front().kind() == schema::Change::UPDATE &&
                           m_changes.front().cleared_size() == 0 && changed.ParseFromString(m_changes.front().body());
        changed.clear_public_key();
        if (!isKey || changed.ByteSizeLong() > 0)
            quarantine(schema::Reason::MALFORMED, "rotate-key", "a terminal changes its own key, and no more");
    }

    void checkRights()
    {
        const auto load = [&](const Reader& shop) {
            const Id<schema::Staff> author{BytesView(m_commit.header.author())};
            const Id<schema::Staff> approver{BytesView(m_commit.header.approver())};
            return approver.isNil() ? Actor::load(shop, author) : Actor::loadApproved(shop, author, approver);
        };
        const auto then = load(m_seen);
        // A right that came in what a restored server lacks: the goods are sold, so that counts and somebody has to look.
        const auto without = isWhole(m_seen) || !m_isOfStoreOnly ? schema::QUARANTINED : schema::FLAGGED;
        if (!then)
            return add(without, schema::Reason::NO_RIGHT, then.error().about, then.error().detail);
        m_author = *then;
        const auto today = load(m_now);
        if (!today)
            add(schema::FLAGGED, schema::Reason::RIGHT_LOST, today.error().about, today.error().detail);
        for (const auto permission : needed()) {
            if (!then->may(permission))
                add(without, schema::Reason::NO_RIGHT, permissionName(permission), "the author had no such right");
            else if (today && !today->may(permission))
                add(schema::FLAGGED, schema::Reason::RIGHT_LOST, permissionName(permission),
                    "the author has lost it since");
        }
    }

    /// What the command always needs, and what its rows do.
    [[nodiscard]] std::set<schema::Permission> needed() const
    {
        std::set<schema::Permission> all;
        if (m_entry != nullptr)
            all.insert(m_entry->permissions.begin(), m_entry->permissions.end());
        for (const auto& line : m_facts.lines) {
            for (const auto permission : neededForPrice(line))
                all.insert(permission);
            all.insert(line.quantity() < 0 ? schema::RETURN_GOODS : schema::SELL);
        }
        for (const auto& change : m_changes) // A card is blocked, or given another date, by whom may.
            if (change.type() == rowTypeOf(schema::StoredValue::descriptor()).type &&
                change.kind() == schema::Change::UPDATE)
                all.insert(schema::MANAGE_TILL);
        for (const auto& order : m_facts.orders)
            if (order.has_source())
                all.insert(schema::IMPORT_DATA);
        std::set<BytesView> lines;
        for (const auto& line : m_facts.lines)
            lines.insert(line.id());
        for (const auto& movement : m_facts.movements) // What a sale moves is of its own lines.
            if (!movement.has_line() || !lines.contains(movement.line()))
                all.insert(schema::ADJUST_STOCK);
        for (const auto& entry : m_facts.storedValueEntries)
            if (entry.reason() == schema::VALUE_CORRECTED)
                all.insert(schema::MANAGE_TILL);
        for (const auto& payment : m_facts.payments) // An account that is paid out.
            if (!payment.has_order() && payment.amount().minor() < 0)
                all.insert(schema::RETURN_GOODS);
        if (std::any_of(m_changes.begin(), m_changes.end(), isStockDocument))
            all.insert(schema::ADJUST_STOCK);
        if (!m_prices.empty() || m_changesWhatIsPaid)
            all.insert(schema::CHANGE_PRICE);
        if (std::any_of(m_changes.begin(), m_changes.end(), [](const schema::Change& change) {
                return change.type() == rowTypeOf(schema::PinLockoutLifted::descriptor()).type;
            }))
            all.insert(schema::MANAGE_STAFF);
        if (changesExemption())
            all.insert(schema::EDIT_CATALOG);
        if (changesCreditLimit())
            all.insert(schema::MANAGE_TILL);
        if (m_commit.header.command() == "set-staff-pin" && !changesOwnPinOnly())
            all.insert(schema::MANAGE_STAFF);
        return all;
    }

    /// Of a line with an open price, or one that was taken down by hand: what its product asks. An imported order brings the prices of another system.
    [[nodiscard]] std::vector<schema::Permission> neededForPrice(const schema::OrderLine& line) const
    {
        const auto byHand = byHandMinor(m_facts.discounts, line);
        if ((line.has_price() && byHand == 0) || line.has_gift_of() || line.has_returns() ||
            line.has_fulfils()) // Whether it is a gift is computed again.
            return {};
        const auto order = std::find_if(m_facts.orders.begin(), m_facts.orders.end(),
                                        [&](const schema::Order& one) { return one.id() == line.order(); });
        const auto currency = order == m_facts.orders.end()
                                  ? Result<Currency>(fail(Error::Kind::NotFound, "order", "there is none"))
                                  : Currency::fromNumeric(order->total().currency());
        const auto variant = m_seen.get(Id<schema::Variant>(line.variant()));
        const auto product = variant ? m_seen.get(Id<schema::Product>(variant->product())) : std::nullopt;
        if (!currency || !product || order->has_source())
            return {schema::OPEN_PRICE};
        if (line.has_code()) {
            const auto terminal = m_seen.get(Id<schema::Terminal>(order->terminal()));
            const auto organisations = m_seen.all<schema::Organisation>();
            SettingOwners owners;
            owners.terminal = Id<schema::Terminal>(order->terminal());
            if (terminal)
                owners.store = Id<schema::Store>(terminal->store());
            if (!organisations.empty())
                owners.organisation = Id<schema::Organisation>(organisations.front().id());
            if (isOnLabel(m_seen, owners, *currency, line.code(), Id<schema::Variant>(line.variant()),
                          UnitPrice{line.unit_price_e4()}))
                return {};
        }
        const auto keyed = keyedIn(line, byHand);
        const auto atLeast = openPriceNeeds(*product, keyed.least, *currency);
        const auto atMost = openPriceNeeds(*product, keyed.most, *currency);
        return atLeast.size() < atMost.size() ? atLeast : atMost;
    }

    [[nodiscard]] bool changesCreditLimit() const
    {
        return std::any_of(m_changes.begin(), m_changes.end(), [](const schema::Change& change) {
            schema::Customer customer;
            return change.type() == rowTypeOf(schema::Customer::descriptor()).type &&
                   customer.ParseFromString(change.body()) && customer.has_credit_limit_minor();
        });
    }

    [[nodiscard]] bool changesExemption() const
    {
        constexpr auto number = static_cast<std::uint32_t>(schema::Customer::kTaxExemptionFieldNumber);
        return std::any_of(m_changes.begin(), m_changes.end(), [number](const schema::Change& change) {
            schema::Customer customer;
            return change.type() == rowTypeOf(schema::Customer::descriptor()).type &&
                   (std::find(change.cleared().begin(), change.cleared().end(), number) != change.cleared().end() ||
                    (customer.ParseFromString(change.body()) && customer.has_tax_exemption()));
        });
    }

    [[nodiscard]] bool changesOwnPinOnly() const
    {
        return std::all_of(m_changes.begin(), m_changes.end(), [&](const schema::Change& change) {
            schema::Staff staff;
            if (change.row() != m_commit.header.author() || change.kind() != schema::Change::UPDATE ||
                change.cleared_size() > 0 || !staff.ParseFromString(change.body()))
                return false;
            staff.clear_pin_salt();
            staff.clear_pin_hash();
            return staff.ByteSizeLong() == 0;
        });
    }

    void checkTerminal()
    {
        const auto terminal = terminalIn(m_now);
        if (!terminal || !terminal->revoked())
            return;
        // Its key it may change: the sales behind that are signed by the new one, and could never be handed in.
        const bool isKey = m_commit.header.command() == "rotate-key" && m_review.verdict != schema::QUARANTINED;
        if (m_hasEntities && !isKey)
            quarantine(schema::Reason::TERMINAL_REVOKED, terminal->name(),
                       "a revoked terminal changes nothing any more");
        else if (m_hasFacts || isKey)
            add(schema::FLAGGED, schema::Reason::TERMINAL_REVOKED, terminal->name(),
                "it was made on a revoked terminal");
    }

    const Reader& m_seen;
    const Reader& m_now;
    const SignedCommit& m_commit;
    const std::vector<schema::Change>& m_changes;
    const CommandEntry* m_entry;
    const RawId m_origin = m_commit.origin();
    SaleFacts m_facts;
    std::vector<schema::Price> m_prices;
    std::vector<schema::ShiftClosing> m_closings;
    std::vector<schema::PointsEntry> m_points;
    std::vector<schema::OrderEvent> m_orderEvents;
    std::vector<schema::PeriodClosing> m_periods;
    std::optional<Actor> m_author; ///< With the rights they had.
    bool m_hasFacts = false;
    bool m_changesWhatIsPaid = false;
    bool m_hasEntities = false;
    bool m_isOfStoreOnly = true; ///< Facts of a store and nothing else.
    Review m_review;
};

} // namespace

Review review(const Reader& asTheAuthorSaw, const Reader& now, const SignedCommit& commit,
              const std::vector<schema::Change>& changes)
{
    return Reviewing(asTheAuthorSaw, now, commit, changes).run();
}

} // namespace kontor
