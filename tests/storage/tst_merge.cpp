#include <QTest> // Keep first: moc 6.4 cannot parse libstdc++'s <concepts> when that comes first.

#include "made_up_history.h"

#include <algorithm>
#include <array>
#include <functional>

using namespace kontor;
using namespace kontor::test;

namespace {

/// The dump after both orders of arrival, and after the first is moved in time and back, must be one.
void orderDoesNotMatter(const Judged& a, const Judged& b)
{
    Replica one;
    one.receive(a);
    one.receive(b);
    Replica two;
    two.receive(b);
    two.receive(a);
    QCOMPARE(two.dump(), one.dump());
    for (const Judged* judged : {&a, &b}) {
        Judged moved = *judged;
        moved.effective.ms += 1;
        two.accept(moved);
        two.accept(*judged);
        QCOMPARE(two.dump(), one.dump());
    }
}

} // namespace

/// Tables are a pure function of the set of commits with their acceptances.
class MergeTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void anyOrderOfArrivalWithRepeatsAndLateAcceptancesGivesTheSameTables()
    {
        QVERIFY(rc::check("permutations, duplicates and late acceptances", [] {
            const auto commits = history();
            Replica reference = inOrder(commits);
            Replica replica;
            std::vector<std::size_t> late;
            for (const std::size_t i : shuffled(commits.size())) {
                if (*rc::gen::arbitrary<bool>()) {
                    replica.receiveWithoutAcceptance(commits[i].commit);
                    late.push_back(i);
                } else {
                    replica.receive(commits[i]);
                }
                if (*rc::gen::arbitrary<bool>())
                    replica.receiveWithoutAcceptance(commits[i].commit); // Again: changes nothing.
            }
            for (const std::size_t i : shuffled(late.size()))
                replica.accept(commits[late[i]]);
            RC_ASSERT(replica.dump() == reference.dump());
            for (const char* word : {"inserted", "renamed", "person", "C"})
                RC_ASSERT(replica.hits(word) == reference.hits(word));
        }));
    }

    /// Two people edit one row, neither knowing of the other: a group is the later one's whole, the rest each field for itself.
    void aGroupIsOnePersonsWholeAndSingleFieldsAreEachTheLastOnes()
    {
        schema::Staff person;
        person.set_id(numbered(40).string());
        person.set_name("Mira");
        person.set_pin_salt("first salt");
        person.set_pin_hash("first hash");
        const auto edit = [&](std::uint64_t origin, std::uint64_t ms,
                              const std::function<void(schema::Staff&)>& change) {
            schema::Staff after = person;
            change(after);
            Context context;
            context.newId = [] { return numbered(9); };
            context.randomBytes = [](std::size_t size) { return Bytes(size, 's'); };
            context.organisation = Id<schema::Organisation>(numbered(1));
            Commit commit("edit", context, RawId{});
            commit.update(person, after);
            const auto sealed = seal(commit, context, {numbered(origin), 0, {}, {}}, {ms, 0}, {},
                                     KeyPair::fromSeed(Bytes(32, static_cast<char>(origin))));
            return Judged{*sealed, {ms, 0}};
        };
        const Judged inserted = crafted(100, 1000, {insertOf(person, numbered(40))});
        // The salt alone would be the later one's, with a hash of another PIN: nobody could sign in.
        const Judged saltFirst = edit(101, 2000, [](schema::Staff& staff) {
            staff.set_pin_salt("second salt");
            staff.set_pin_hash("second hash");
            staff.set_name("Mira Okafor");
        });
        const Judged hashLater = edit(102, 3000, [](schema::Staff& staff) {
            staff.set_pin_hash("third hash");
            staff.set_left(true);
        });
        const std::array all{&inserted, &saltFirst, &hashLater};
        std::array order{0U, 1U, 2U};
        do {
            Replica replica;
            for (const auto i : order)
                replica.receive(*all.at(i));
            Query row(replica.database(), "SELECT name, pin_salt, pin_hash, \"left\" FROM staff");
            QVERIFY(row.step());
            QCOMPARE(std::string(row.bytes(0)),
                     std::string("Mira Okafor")); // Of the earlier: the later did not touch it.
            QCOMPARE(std::string(row.bytes(1)), std::string("first salt"));
            QCOMPARE(std::string(row.bytes(2)), std::string("third hash"));
            QCOMPARE(row.integer(3), std::int64_t(1));
        } while (std::next_permutation(order.begin(), order.end()));
    }

    void takingOneCommitOutGivesTheTablesWithoutIt()
    {
        QVERIFY(rc::check("quarantine after the fact", [] {
            auto commits = history();
            const std::size_t out = *rc::gen::inRange<std::size_t>(0, commits.size());
            Replica replica;
            for (const std::size_t i : shuffled(commits.size()))
                replica.receive(commits[i]);
            commits[out].verdict = schema::QUARANTINED;
            replica.accept(commits[out]);
            commits.erase(commits.begin() + static_cast<std::ptrdiff_t>(out));
            Replica without = inOrder(commits);
            RC_ASSERT(replica.dump() == without.dump());
        }));
    }

    void aFactThatDoesNotParseClaimsNothingWheneverItComes()
    {
        schema::StockMovement movement;
        movement.set_variant(numbered(1).string());
        movement.set_location(numbered(2).string());
        movement.set_quantity(5000);
        schema::Change broken = insertOf(movement, numbered(30));
        broken.mutable_body()->append("\xff");
        orderDoesNotMatter(crafted(100, 1000, {broken}), crafted(101, 2000, {insertOf(movement, numbered(30))}));
        movement.set_quantity(6000);
        orderDoesNotMatter(crafted(100, 1000, {broken, insertOf(movement, numbered(30))}),
                           crafted(101, 2000, {insertOf(movement, numbered(30))}));
    }

    void personalFieldsInAPlainInsertAreNoFieldsWheneverItComes()
    {
        schema::Customer customer;
        customer.set_number("C1");
        customer.set_name("Ada");
        schema::Customer other;
        other.set_number("C2");
        schema::Change update = insertOf(other, numbered(40));
        update.set_kind(schema::Change::UPDATE);
        orderDoesNotMatter(crafted(100, 1000, {insertOf(customer, numbered(40))}), crafted(101, 2000, {update}));
        orderDoesNotMatter(crafted(100, 3000, {insertOf(customer, numbered(40))}), crafted(101, 2000, {update}));
    }

    void aLargeCommitThatIsMovedInTimeIsNotReadOnceForEachOfItsRows()
    {
        std::vector<schema::Change> changes;
        schema::Product product;
        product.set_name("Mug");
        for (std::uint64_t i = 0; i < maxCommitChanges; ++i)
            changes.push_back(insertOf(product, numbered(10'000 + i)));
        Judged import = crafted(100, 1000, changes);
        Replica replica;
        replica.receive(import);
        const std::string before = replica.dump();
        import.effective.ms = 900;
        QElapsedTimer timer;
        timer.start();
        replica.accept(import);
        // Some tenths of a second; read for each row it was 8,000 times 8,000 changes, half a minute and more.
        QVERIFY(timer.elapsed() < 8000);
        QCOMPARE(replica.dump(), before);
    }

    void aCommitTakenBackInCountsAgain()
    {
        QVERIFY(rc::check("quarantine lifted", [] {
            const auto commits = history();
            Replica reference = inOrder(commits);
            Replica replica;
            for (const Judged& judged : commits)
                replica.receive(judged);
            Judged changed = commits[*rc::gen::inRange<std::size_t>(0, commits.size())];
            const Judged original = changed;
            changed.verdict = changed.verdict == schema::QUARANTINED ? schema::ACCEPTED : schema::QUARANTINED;
            replica.accept(changed);
            replica.accept(original);
            RC_ASSERT(replica.dump() == reference.dump());
        }));
    }
};

QTEST_GUILESS_MAIN(MergeTest)
#include "tst_merge.moc"
