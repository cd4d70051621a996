#pragma once

#include "domain/commands/review.h"
#include "domain/identity/terminal.h"
#include "domain/orders/line_share.h"
#include "domain/settings/add_store.h"
#include "support/test_shop.h"

#include <rapidcheck.h>

#include <algorithm>
#include <deque>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

namespace kontor::testing {

/// From all of a range, whatever the size of a case: what small cases never draw is found seldom.
template <typename T = int>
[[nodiscard]] T drawn(T from, T end)
{
    return *rc::gen::resize(rc::kNominalSize, rc::gen::inRange<T>(from, end));
}

/// One of them, drawn; there is one.
template <typename T>
[[nodiscard]] T oneOf(const std::vector<T>& all)
{
    return all[drawn<std::size_t>(0, all.size())];
}

/// Tills of one or more stores that sell by the real commands, each by what it has heard of so far. What the server would say of each
/// commit, which sees all its author saw, is asked at once.
///
/// First `shop` is furnished (by its own run()), then `open` tells how many tills there are; from there on `run` and `hear`.
class SeveralTills
{
public:
    struct Entry {
        SignedCommit commit;
        std::vector<schema::Change> changes;
        MergeKey key;
        RawId store; ///< Nil: nothing of a store's.
    };
    struct Till {
        MemoryReader reader;
        Context context;
        KeyPair key;
        ChainHead head;
        std::set<std::size_t> heard;

        [[nodiscard]] CartView cart() const
        {
            return readCart(reader, context.store, context.terminal, context.now).value();
        }
    };

    TestShop shop;
    std::deque<Entry> log; ///< What was done since it opened.
    TimeUs now = 0;
    Id<schema::Staff> person; ///< Who does it: the administrator, until told otherwise.
    std::string flagged;      ///< What the server would have to say, of the first that it says something of.

    /// One till for each of `stores`: nil for the first shop.
    void open(const std::vector<Id<schema::Store>>& stores)
    {
        for (std::size_t i = 0; i < stores.size(); ++i) {
            auto till = std::make_unique<Till>();
            till->key = KeyPair::fromSeed(Bytes(32, static_cast<char>('A' + i)));
            EnrolTerminal enrol;
            enrol.store = stores[i].isNil() ? shop.context.store : stores[i];
            enrol.publicKey = till->key.publicKey;
            till->context = shop.context;
            till->context.store = enrol.store;
            till->context.nextReceiptNumber = 1;
            till->context.terminal =
                Id<schema::Terminal>(shop.run(enrolTerminal, shop.administrator(), enrol).value().mainId());
            till->context.origin = newId(i);
            till->context.originCode = originCodeOf(till->context.origin);
            till->context.newId = [this, i] { return newId(i); };
            (void)shop.take(beginOrigin(shop.reader, till->context, till->key.publicKey)).value();
            till->head.origin = till->context.origin;
            till->head.sequence = 1;
            m_tills.push_back(std::move(till));
        }
        for (auto& till : m_tills)
            till->reader = shop.reader;
        now = shop.context.now;
        person = shop.administratorId;
    }

    [[nodiscard]] std::size_t size() const { return m_tills.size(); }
    Till& till(std::size_t i) { return *m_tills[i]; }
    void tick(std::int64_t seconds) { now += seconds * 1'000'000; }

    /// Runs a command at a till: it knows it, the others do not yet.
    template <typename Input>
    Result<Commit> run(std::size_t i,
                       Result<Commit> (*command)(const Reader&, const Context&, const Actor&, const Input&),
                       const std::type_identity_t<Input>& input)
    {
        Till& at = *m_tills[i];
        at.context.now = now;
        return take(i, command(at.reader, at.context, Actor::load(at.reader, person).value(), input));
    }
    Result<Commit> take(std::size_t i, Result<Commit> made)
    {
        if (!made)
            return made;
        Till& at = *m_tills[i];
        if (made->isLocalOnly()) {
            at.reader.apply(*made, {});
            return made;
        }
        auto sealed = kontor::seal(*made, at.context, at.head, at.head.hlc.next(static_cast<std::uint64_t>(now / 1000)),
                                   {}, at.key)
                          .value();
        at.head = {at.head.origin, sealed.header.sequence(), sealed.hash, sealed.hlc()};
        Entry entry{sealed, changesOf(sealed).value(), {}, {}};
        entry.key = {sealed.hlc(), at.head.origin, sealed.header.sequence(), sealed.hash};
        for (const auto& part : sealed.header.part())
            if (part.scope() != at.context.organisation.bytes())
                entry.store = RawId::of(part.scope());
        const auto verdict = review(at.reader, at.reader, sealed, entry.changes);
        if (verdict.verdict != schema::ACCEPTED && flagged.empty())
            flagged = made->command() + ": " + verdict.reasons.at(0).subject() + ": " + verdict.reasons.at(0).detail();
        at.reader.apply(*made, entry.key);
        at.heard.insert(log.size());
        for (const auto& change : entry.changes)
            if (schema::Order order; change.type() == rowTypeOf(schema::Order::descriptor()).type &&
                                     order.ParseFromString(change.body()) && order.has_series())
                ++at.context.nextReceiptNumber;
        log.push_back(std::move(entry));
        return made;
    }

    /// A till's cart is emptied.
    void clear(std::size_t i)
    {
        Till& at = *m_tills[i];
        at.context.now = now;
        (void)take(i, clearCart(at.reader, at.context, Actor::load(at.reader, shop.administratorId).value())).value();
    }
    /// Lines of which not all has come back, as far as a till has heard.
    [[nodiscard]] std::vector<schema::OrderLine> returnable(std::size_t i) const
    {
        const MemoryReader& known = m_tills[i]->reader;
        std::vector<schema::OrderLine> lines;
        for (auto& line : known.all<schema::OrderLine>())
            if (leftOf(known, line) > 0)
                lines.push_back(std::move(line));
        return lines;
    }
    /// Whole units of a line that have not come back, as far as a till has heard.
    [[nodiscard]] std::int64_t left(std::size_t i, const schema::OrderLine& line) const
    {
        return leftOf(m_tills[i]->reader, line) / 1'000;
    }
    /// Of the sale of a line more has come back than was sold, as far as a till has heard.
    [[nodiscard]] bool cameBackTwice(std::size_t i, const schema::OrderLine& line) const
    {
        const MemoryReader& known = m_tills[i]->reader;
        const auto lines = known.all<schema::OrderLine>();
        return std::any_of(lines.begin(), lines.end(), [&](const schema::OrderLine& other) {
            return other.order() == line.order() && other.quantity() > 0 && leftOf(known, other) < 0;
        });
    }

    /// A commit comes to a till, whenever it does: of other stores' parts it gets nothing.
    void hear(std::size_t i, std::size_t entry)
    {
        Till& at = *m_tills[i];
        if (!at.heard.insert(entry).second)
            return;
        for (const auto& change : log[entry].changes) {
            const RowType* type = rowType(change.type());
            if (type->scope != schema::STORE || log[entry].store == at.context.store.raw)
                at.reader.apply(change, log[entry].key);
        }
    }
    /// Some of what it has not heard of yet comes to a till, the newest first.
    void hearSome(std::size_t i)
    {
        for (auto entry = log.size(); entry > 0; --entry)
            if (*rc::gen::arbitrary<bool>())
                hear(i, entry - 1);
    }
    void hearAll(std::size_t i)
    {
        for (std::size_t entry = 0; entry < log.size(); ++entry)
            hear(i, entry);
    }
    /// The rows it was furnished with, for another kind of reader; what is personal left out.
    [[nodiscard]] std::vector<schema::Change> beginning() const
    {
        std::vector<schema::Change> changes;
        for (const RowType* type : rowTypes()) {
            if (type->kind == schema::LOCAL)
                continue;
            const std::unique_ptr<google::protobuf::Message> row(type->prototype->New());
            shop.reader.each(*row, [&] {
                const auto* reflection = row->GetReflection();
                schema::Change change;
                change.set_type(type->type);
                change.set_row(reflection->GetString(*row, type->idField));
                reflection->ClearField(row.get(), type->idField);
                change.set_body(row->SerializeAsString());
                changes.push_back(std::move(change));
                return true;
            });
        }
        return changes;
    }
    /// The shop as who knows all of it sees it.
    [[nodiscard]] MemoryReader everything() const
    {
        MemoryReader all = shop.reader;
        for (const auto& entry : log)
            for (const auto& change : entry.changes)
                all.apply(change, entry.key);
        return all;
    }

private:
    [[nodiscard]] static std::int64_t leftOf(const Reader& known, const schema::OrderLine& line)
    {
        return line.quantity() - returnedOf(known, Id<schema::OrderLine>(line.id())).thousandths;
    }
    RawId newId(std::size_t till)
    {
        std::array<std::uint8_t, 10> random{};
        random[1] = static_cast<std::uint8_t>(till + 1);
        const std::uint64_t n = ++m_ids;
        for (std::size_t i = 0; i < 4; ++i)
            random[2 + i] = static_cast<std::uint8_t>(n >> (8U * (3U - i)));
        return RawId::v7(1'291'500'000'000, random);
    }

    std::vector<std::unique_ptr<Till>> m_tills;
    std::uint64_t m_ids = 0;
};

} // namespace kontor::testing
