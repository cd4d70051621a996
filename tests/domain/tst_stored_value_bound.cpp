#include <QTest> // Keep first: moc 6.4 cannot parse libstdc++'s <concepts> when that comes first.

#include "domain/journal/commit.h"
#include "domain/payments/stored_value.h"
#include "domain/settings/settings.h"
#include "support/test_shop.h"

#include <algorithm>
#include <map>
#include <random>
#include <set>

using namespace kontor;
using namespace kontor::testing;

namespace {

constexpr std::int64_t cap = 50;       ///< Of the store,
constexpr std::int64_t formerCap = 20; ///< and where no store says otherwise.
constexpr std::int64_t dayUs = 86'400LL * 1'000'000;

using Entries = std::vector<schema::StoredValueEntry>;

/// One till between two restores: what it knows of a card, and the days it took of it by its clock.
struct Life {
    Context at;
    Entries known;
    Entries saved; ///< As its last backup has it.
    std::map<std::uint32_t, std::int64_t> taken;
};

/// What cut-off tills do with one card. All is drawn from one seed, so that a schedule can be played again.
class CardSchedule
{
public:
    CardSchedule(const TestShop& shop, Id<schema::StoredValue> card, unsigned seed)
        : m_shop(shop),
          m_card(card),
          m_random(seed)
    {
        m_face = below(2) == 0 ? below(200) : below(60);
        const auto first = entry(shop.context, m_face, schema::VALUE_ISSUED);
        m_all.push_back(first);
        for (std::size_t i = static_cast<std::size_t>(2 + below(4)); i > 0; --i) {
            Life life{shop.context, {first}, {first}, {}};
            life.at.terminal = Id<schema::Terminal>(shop.context.newId());
            m_tills.push_back(std::move(life));
        }
    }

    void play()
    {
        for (int days = 1 + below(3); days > 0; --days) {
            for (int step = 0; step < 14; ++step)
                act(m_tills[static_cast<std::size_t>(below(static_cast<int>(m_tills.size())))]);
            for (auto& till : m_tills)
                till.at.now += dayUs;
        }
        for (auto& till : m_tills)
            m_over.push_back(std::move(till));
    }

    [[nodiscard]] std::int64_t lost() const
    {
        std::int64_t balance = 0;
        for (const auto& one : m_all)
            balance += one.amount_minor();
        return -balance;
    }
    /// What stored_value.h promises: each life but the one that may take most, cap × days, and what managers took.
    [[nodiscard]] std::int64_t bound() const
    {
        std::int64_t sum = 0;
        std::int64_t most = 0;
        for (const auto& life : m_over) {
            const auto may = static_cast<std::int64_t>(life.taken.size()) * cap;
            sum += may;
            most = std::max(most, may);
        }
        return sum - most + m_corrected;
    }
    [[nodiscard]] bool isWithinCaps() const
    {
        return std::all_of(m_over.begin(), m_over.end(), [](const Life& life) {
            return std::all_of(life.taken.begin(), life.taken.end(), [](const auto& day) { return day.second <= cap; });
        });
    }
    bool tookBack = false;
    bool restored = false;

private:
    int below(int most) { return static_cast<int>(m_random() % static_cast<unsigned>(most)); }

    schema::StoredValueEntry entry(const Context& at, std::int64_t amount, schema::StoredValueReason reason)
    {
        auto made = storedValueEntry(at, m_card.string(), Money(amount, m_shop.currency()), reason, {});
        made.set_id(m_shop.context.newId().string());
        return made;
    }
    void write(Life& till, std::int64_t amount, schema::StoredValueReason reason)
    {
        const auto made = entry(till.at, amount, reason);
        till.known.push_back(made);
        m_all.push_back(made);
        if (reason == schema::VALUE_SPENT || reason == schema::VALUE_TAKEN_BACK)
            till.taken[made.business_date()] -= amount;
    }
    [[nodiscard]] std::int64_t may(const Life& till) const
    {
        StoredValueView view(m_shop.currency());
        view.entries = till.known;
        for (const auto& one : view.entries)
            view.balance += Money(one.amount_minor(), m_shop.currency());
        return spendable(m_shop.reader, till.at, view).value().minor();
    }

    void act(Life& till)
    {
        switch (below(24)) {
        case 0: // Two of them meet: one hears all the other knows.
            return hear(till, m_tills[static_cast<std::size_t>(below(static_cast<int>(m_tills.size())))]);
        case 1: till.at.now += (1 + below(3)) * dayUs; return; // Its clock is put forward, or back.
        case 2: till.at.now -= (1 + below(3)) * dayUs; return;
        case 3: till.saved = till.known; return;
        case 4: return restore(till);
        case 5: return write(till, 1 + below(30), schema::VALUE_GIVEN_BACK);
        case 6: return correct(till);
        case 7: // The setting is changed, or its change is heard of.
            till.at.store = till.at.store.isNil() ? m_shop.context.store : Id<schema::Store>();
            return;
        case 8:
        case 9:
        case 10: // The card itself is brought back: all of what it was sold for, or nothing.
            if (m_face > 0 && may(till) >= m_face) {
                tookBack = true;
                write(till, -m_face, schema::VALUE_TAKEN_BACK);
            }
            return;
        default: return spend(till);
        }
    }
    static void hear(Life& till, const Life& other)
    {
        if (&till == &other)
            return;
        for (const auto& one : other.known)
            if (std::none_of(till.known.begin(), till.known.end(),
                             [&](const auto& own) { return own.id() == one.id(); }))
                till.known.push_back(one);
    }
    /// It has forgotten what it did since its backup, and goes on as another life.
    void restore(Life& till)
    {
        restored = true;
        Life next{till.at, till.saved, till.saved, {}};
        m_over.push_back(std::move(till));
        till = std::move(next);
    }
    void correct(Life& till)
    {
        const std::int64_t by = below(41) - 20;
        if (by == 0)
            return;
        m_corrected += by < 0 ? -by : 0;
        write(till, by, schema::VALUE_CORRECTED);
    }
    /// As much as it may, or a part of it: the most greedy schedule there is.
    void spend(Life& till)
    {
        const auto most = may(till);
        const auto part = below(2) == 0 ? most : below(static_cast<int>(most) + 1);
        if (part > 0)
            write(till, -part, schema::VALUE_SPENT);
    }

    const TestShop& m_shop;
    Id<schema::StoredValue> m_card;
    std::mt19937 m_random;
    std::int64_t m_face = 0;
    std::int64_t m_corrected = 0;
    std::vector<Life> m_tills;
    std::vector<Life> m_over; ///< Lives that have ended.
    Entries m_all;
};

} // namespace

/// Finding the loss that cut-off tills can make of one gift card, in schedules that are as bad as they can be.
class StoredValueBoundTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void cutOffTillsLoseAtMostTheCapInTenThousandSchedules()
    {
        TestShop shop;
        const auto set = [&](const RawId& owner, std::int64_t value) {
            (void)shop
                .run(changeSetting, shop.administrator(),
                     {owner, std::string(storedValueDayCap), std::to_string(value)})
                .value();
        };
        set(shop.context.organisation.raw, formerCap);
        set(shop.context.store.raw, cap);
        schema::StoredValue row;
        row.set_code("GIFT-1");
        row.set_currency(shop.currency().numeric());
        Commit commit{"sell", shop.context, shop.administrator()};
        const Id<schema::StoredValue> card(commit.add(row));
        (void)shop.take(commit).value();

        std::int64_t worst = 0;
        int tookBack = 0;
        int restored = 0;
        for (unsigned seed = 0; seed < 10'000; ++seed) {
            CardSchedule schedule(shop, card, 20261122 + seed);
            schedule.play();
            QVERIFY2(schedule.isWithinCaps(), qPrintable(QStringLiteral("schedule %1").arg(seed)));
            QVERIFY2(schedule.lost() <= schedule.bound(), qPrintable(QStringLiteral("schedule %1 lost %2 of at most %3")
                                                                         .arg(seed)
                                                                         .arg(schedule.lost())
                                                                         .arg(schedule.bound())));
            worst = std::max(worst, schedule.lost());
            tookBack += schedule.tookBack ? 1 : 0;
            restored += schedule.restored ? 1 : 0;
        }
        QVERIFY(worst > 2 * cap);                  // They are adversarial: the bound is put to the test,
        QVERIFY(tookBack > 500 && restored > 500); // in all that is drawn.
    }
};

QTEST_GUILESS_MAIN(StoredValueBoundTest)
#include "tst_stored_value_bound.moc"
