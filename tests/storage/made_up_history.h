#pragma once

#include "domain/identity/actor.h"
#include "domain/journal/envelope.h"
#include "domain/schema/catalog.pb.h"
#include "domain/schema/customers.pb.h"
#include "domain/schema/identity.pb.h"
#include "domain/schema/inventory.pb.h"
#include "domain/schema/settings.pb.h"
#include "storage/applier.h"
#include "storage/canonical_dump.h"

#include <rapidcheck.h>

#include <algorithm>
#include <functional>
#include <memory>

namespace kontor::test {

inline RawId numbered(std::uint64_t number)
{
    Bytes bytes(16, '\0');
    for (std::size_t i = 0; i < 8; ++i)
        bytes[15 - i] = static_cast<char>(number >> (8U * i));
    bytes[0] = 'k';
    return RawId::of(bytes);
}

/// A commit with what its acceptance will say.
struct Judged {
    SignedCommit commit;
    Hlc effective;
    schema::Verdict verdict = schema::ACCEPTED;
};

/// A made-up history: several origins that edit the same few rows, with clocks that disagree.
inline std::vector<Judged> history()
{
    struct Origin {
        ChainHead head;
        KeyPair key;
    };
    std::vector<Origin> origins;
    for (std::uint64_t i = 0; i < 3; ++i)
        origins.push_back({{numbered(100 + i), 0, {}, {}}, KeyPair::fromSeed(Bytes(32, static_cast<char>('a' + i)))});

    Context context;
    context.organisation = Id<schema::Organisation>(numbered(1));
    std::uint64_t nextId = 1000;
    context.newId = [&nextId] { return numbered(nextId += 100); };
    context.randomBytes = [](std::size_t size) { return Bytes(size, 's'); };

    std::vector<Judged> commits;
    const int count = *rc::gen::inRange(1, 14);
    for (int i = 0; i < count; ++i) {
        Origin& origin = origins[*rc::gen::inRange<std::size_t>(0, origins.size())];
        context.store = Id<schema::Store>(numbered(*rc::gen::element<std::uint64_t>(2, 2, 3)));
        Commit commit("edit", context, RawId{});
        const int changes = *rc::gen::inRange(1, 4);
        for (int c = 0; c < changes; ++c) {
            const RawId row = numbered(*rc::gen::inRange<std::uint64_t>(10, 13));
            const std::string text(1, static_cast<char>('a' + *rc::gen::inRange(0, 20)));
            switch (*rc::gen::inRange(0, 12)) {
            case 0: {
                schema::Product product;
                product.set_id(row.string());
                product.set_name("inserted " + text);
                product.set_status(schema::DRAFT);
                commit.insert(product);
                break;
            }
            case 1:
            case 2: {
                schema::Product before;
                before.set_id(row.string());
                before.set_name("before");
                schema::Product after = before;
                if (*rc::gen::arbitrary<bool>())
                    after.set_name("renamed " + text);
                else
                    after.clear_name();
                commit.update(before, after);
                break;
            }
            case 3: {
                schema::Product before;
                before.set_id(row.string());
                schema::Product after = before;
                after.set_status(*rc::gen::element(schema::PUBLISHED, schema::ARCHIVED));
                commit.update(before, after);
                break;
            }
            case 4: {
                schema::Staff staff;
                staff.set_id(row.string());
                staff.set_name("staff " + text);
                staff.set_pin_salt("salt " + text);
                staff.set_pin_hash("hash " + text);
                commit.insert(staff);
                break;
            }
            case 5: {
                schema::Staff before;
                before.set_id(row.string());
                schema::Staff after = before;
                after.set_pin_salt("new salt " + text);
                after.set_pin_hash("new hash " + text);
                commit.update(before, after);
                break;
            }
            case 6: {
                schema::Customer customer;
                customer.set_id(row.string());
                customer.set_number("C" + text);
                customer.set_name("person " + text);
                commit.insert(customer);
                break;
            }
            case 7: {
                schema::Setting setting; // Versioned: the last whole version stands.
                setting.set_id(row.string());
                setting.set_key("key");
                setting.set_value(text);
                commit.insert(setting);
                break;
            }
            case 8: {
                schema::Location location; // An entity of the store's.
                location.set_id(row.string());
                location.set_name("shelf " + text);
                commit.insert(location);
                break;
            }
            case 9: {
                schema::Location before;
                before.set_id(row.string());
                schema::Location after = before;
                after.set_name("moved " + text);
                commit.update(before, after);
                break;
            }
            default: {
                schema::StockMovement movement; // A fact; the same id with other content happens.
                movement.set_id(numbered(*rc::gen::inRange<std::uint64_t>(30, 36)).string());
                movement.set_variant(row.string());
                movement.set_location(numbered(5).string());
                movement.set_quantity(*rc::gen::inRange<std::int64_t>(-5000, 5000));
                commit.insert(movement);
            }
            }
        }
        const Hlc hlc{origin.head.hlc.ms + *rc::gen::inRange<std::uint64_t>(0, 4), origin.head.hlc.counter + 1};
        auto sealed = seal(commit, context, origin.head, hlc, {}, origin.key);
        RC_ASSERT(sealed.has_value());
        origin.head = {origin.head.origin, sealed->header.sequence(), sealed->hash, hlc};
        Judged judged{std::move(*sealed), hlc, schema::ACCEPTED};
        if (*rc::gen::weightedElement<bool>({{3, false}, {1, true}}))
            judged.effective.ms = hlc.ms + *rc::gen::inRange<std::uint64_t>(0, 6); // Moved by the server.
        if (*rc::gen::weightedElement<bool>({{5, false}, {1, true}}))
            judged.verdict = schema::QUARANTINED;
        commits.push_back(std::move(judged));
    }
    return commits;
}

/// One store's journal and tables in memory.
class Replica
{
public:
    Replica()
    {
        journal::create(*m_database);
        Applier::createTables(*m_database);
        m_applier = std::make_unique<Applier>(*m_database);
        m_applier->setOrganisation(numbered(1));
    }

    void receiveWithoutAcceptance(const SignedCommit& commit)
    {
        if (!journal::byHash(*m_database, commit.hash))
            m_applier->apply(
                journal::append(*m_database, commit, commit.hlc(), schema::PENDING, m_applier->storeOf(commit.header)),
                changesOf(commit).value());
    }
    void receive(const Judged& judged)
    {
        if (!journal::byHash(*m_database, judged.commit.hash))
            m_applier->apply(journal::append(*m_database, judged.commit, judged.effective, judged.verdict,
                                             m_applier->storeOf(judged.commit.header)),
                             changesOf(judged.commit).value());
        else
            accept(judged);
    }
    void accept(const Judged& judged)
    {
        const auto before = journal::byHash(*m_database, judged.commit.hash);
        schema::Acceptance acceptance;
        acceptance.set_effective_ms(judged.effective.ms);
        acceptance.set_effective_counter(judged.effective.counter);
        acceptance.set_verdict(judged.verdict);
        journal::setAcceptance(*m_database, before->n, acceptance, {});
        m_applier->reapply(*before, *journal::byNumber(*m_database, before->n));
    }
    std::string dump()
    {
        std::string text;
        canonicalDump(*m_database, [&](std::string_view line) { text.append(line).append("\n"); });
        return text;
    }
    /// What the search index answers for a word of every row.
    std::size_t hits(const std::string& word)
    {
        std::size_t count = 0;
        const std::string query = "\"" + word + "\"*";
        for (const char* table : {"search_text", "search_personal"}) {
            Query match(*m_database, std::string("SELECT count(*) FROM ") + table + " WHERE " + table + " MATCH ?");
            if (match.text(query).step())
                count += match.natural(0);
        }
        return count;
    }

    /// Makes every table again from the journal.
    void rebuild()
    {
        m_applier->clearTables();
        std::vector<std::int64_t> numbers;
        for (Query query(*m_database, "SELECT n FROM journal ORDER BY n"); query.step();)
            numbers.push_back(query.integer(0));
        for (const std::int64_t n : numbers)
            m_applier->apply(*journal::byNumber(*m_database, n), journal::changes(*m_database, n));
    }
    /// What the book keeps, written as at a transaction's end.
    std::vector<digest::ScopeDigest> keptDigest()
    {
        m_applier->finish();
        return digest::kept(*m_database, numbered(1));
    }
    std::vector<digest::ScopeDigest> scannedDigest() { return digest::scanned(*m_database, numbered(1)); }
    Database& database() { return *m_database; }
    Applier& applier() { return *m_applier; }

private:
    std::unique_ptr<Database> m_database = std::make_unique<Database>(":memory:", Database::Access::ReadWrite);
    std::unique_ptr<Applier> m_applier;
};

inline Replica inOrder(std::vector<Judged> commits)
{
    std::sort(commits.begin(), commits.end(), [](const Judged& a, const Judged& b) {
        const auto key = [](const Judged& j) {
            return MergeKey{j.effective, j.commit.origin(), j.commit.header.sequence(), j.commit.hash};
        };
        return key(a) < key(b);
    });
    Replica replica;
    for (const Judged& judged : commits)
        replica.receive(judged);
    return replica;
}

/// A commit no command makes: any changes, unsigned, for what must hold whatever a terminal sends.
inline Judged crafted(std::uint64_t origin, std::uint64_t ms, const std::vector<schema::Change>& changes)
{
    schema::Part part;
    for (const schema::Change& change : changes)
        *part.add_change() = change;
    Judged judged;
    judged.commit.header.set_origin(numbered(origin).string());
    judged.commit.header.set_sequence(1);
    judged.commit.header.set_hlc_ms(ms);
    judged.commit.parts.push_back(part.SerializeAsString());
    judged.commit.header.add_part()->set_hash(blake2b256(judged.commit.parts.back()));
    judged.commit.headerBytes = judged.commit.header.SerializeAsString();
    judged.commit.hash = blake2b256(judged.commit.headerBytes);
    judged.effective = {ms, 0};
    return judged;
}

inline schema::Change insertOf(const google::protobuf::Message& row, const RawId& id)
{
    schema::Change change;
    change.set_type(rowTypeOf(row.GetDescriptor()).type);
    change.set_row(id.string());
    change.set_body(row.SerializeAsString());
    return change;
}

inline std::vector<std::size_t> shuffled(std::size_t count)
{
    std::vector<std::size_t> order(count);
    for (std::size_t i = 0; i < count; ++i)
        order[i] = i;
    for (std::size_t i = count; i > 1; --i)
        std::swap(order[i - 1], order[*rc::gen::inRange<std::size_t>(0, i)]);
    return order;
}

/// In any order, some before their acceptance, which comes at the end, and in several transactions. `between` comes behind each.
inline void receiveInAnyOrder(Replica& replica, const std::vector<Judged>& commits,
                              const std::function<void()>& between = {})
{
    std::vector<std::size_t> late;
    for (const auto i : shuffled(commits.size())) {
        if (*rc::gen::arbitrary<bool>()) {
            replica.receiveWithoutAcceptance(commits[i].commit);
            late.push_back(i);
        } else {
            replica.receive(commits[i]);
        }
        if (*rc::gen::arbitrary<bool>())
            (void)replica.keptDigest(); // A transaction's end.
        if (between)
            between();
    }
    for (const auto i : shuffled(late.size()))
        replica.accept(commits[late[i]]);
}

/// The dump behind a transaction's end.
inline std::string ended(Replica& replica)
{
    (void)replica.keptDigest();
    return replica.dump();
}

} // namespace kontor::test
