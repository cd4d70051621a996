#include "domain/schema/catalog.pb.h"
#include "simulation/run.h"
#include "storage/core.h"
#include "storage/snapshot.h"
#include "storage/snapshot.pb.h"
#include "storage/sqlite_view.h"

#include <SQLiteCpp/SQLiteCpp.h>

#include <algorithm>

// The second phase: what is left is healed, comes to rest within bounds, and is what was meant.

namespace kontor::simulation {

namespace {

constexpr std::uint64_t hour = 3'600'000;

/// Which ones: "origin:sequence verdict hash".
std::string unprovenOf(const Store& store)
{
    SQLite::Database database((store.folder() / "kontor.db").string(), SQLite::OPEN_READONLY);
    SQLite::Statement rows(database, "SELECT hex(c.id), j.sequence, j.verdict, hex(j.hash) FROM unproven u "
                                     "JOIN journal j ON j.n=u.n JOIN chain c ON c.ref=j.origin");
    std::string text;
    while (rows.executeStep())
        text += rows.getColumn(0).getString().substr(0, 8) + ":" + rows.getColumn(1).getString() + " verdict " +
                rows.getColumn(2).getString() + " " + rows.getColumn(3).getString().substr(0, 8) + " ";
    return text;
}

} // namespace

std::string Run::serversLog() const
{
    std::string text = "its log:";
    if (!m_server->isUp())
        return "no log: it is down";
    const auto page = m_server->store->log({0, 100'000, 1U << 30U, {}, {}, {}});
    std::uint64_t n = 0;
    for (const LogEntry& entry : page ? page->entries : std::vector<LogEntry>()) {
        schema::Header header;
        schema::Acceptance acceptance;
        ++n;
        if (n <= 18 || !entry.envelope || !header.ParseFromString(entry.envelope->header()) ||
            !acceptance.ParseFromString(entry.acceptance))
            continue; // The founding.
        text +=
            " " + std::to_string(n) + "=" + hex(header.origin()).substr(0, 4) + ":" + std::to_string(header.sequence());
        if (acceptance.cursor().n() != n)
            text += "(" + std::to_string(acceptance.cursor().epoch() % 100'000) + ":" +
                    std::to_string(acceptance.cursor().n()) + ")";
    }
    return text;
}

void Run::heal()
{
    m_healed = true;
    say("all", "is healed");
    m_network.heal();
    m_server->skewMs = 0;
    m_server->disk.crashAfter(0);
    m_server->disk.faults = {};
    for (auto& terminal : m_terminals) {
        terminal->skewMs = 0;
        terminal->disk.crashAfter(0);
        terminal->disk.faults = {};
        terminal->disk.setSize(0);
    }
    m_shopkeeper.faulty = false;
}

void Run::finish()
{
    if (!settle(2 * hour))
        return fail("L1: not at rest two hours after everything was healed:" + whyNotSettled());
    // L4, L8: whoever was restored, cloned, full or cut off sells again.
    Dice hints = m_root.fork(14);
    for (std::size_t node = 0; node < m_terminals.size() && m_weather.losesHints; ++node)
        if (hints.oneIn(2))
            m_network.loseNext(node, Network::Down);
    for (std::size_t node = 0; node < m_terminals.size() && !m_failure; ++node) {
        auto& terminal = *m_terminals[node];
        if (terminal.revoked || terminal.store->identity().store.isNil())
            continue;
        std::string told;
        for (int tries = 0; tries < 6 && told.find("done") == std::string::npos; ++tries)
            told = m_shopkeeper.sell(terminal, node);
        say(terminal.name, told);
        const bool nothingForSale = told.find("no cart") != std::string::npos ||
                                    told.find("product") != std::string::npos || told.find("cart") != std::string::npos;
        if (told.find("done") == std::string::npos && !nothingForSale)
            return fail("L4: " + terminal.name + " does not sell: " + told);
        take(node, terminal.machine->localCommitMade(m_now));
    }
    m_server->drain();
    const auto healthy = m_now;
    if (!settle(2 * hour))
        return fail("L1: not at rest two hours after the last sales:" + whyNotSettled());
    if (m_plan.faults > firstKinds && m_now > healthy + 2 * 60'000 && !m_setBackUnseen && m_serverUpSince <= healthy)
        fail("L7: all is well, and news took " + std::to_string((m_now - healthy) / 1000) + " s to be everywhere");
    const bool anyRot =
        std::any_of(m_terminals.begin(), m_terminals.end(), [](const auto& one) { return one->rotten; });
    // Rows of a base whose commits the server lost are found by the digest, too, and by nothing else.
    const bool mayLack = m_weather.serverRestores > 0 && m_weather.bases > 0 && m_plan.faults > secondKinds;
    if (m_setBackUnseen || anyRot ||
        mayLack) { // Who lacks something finds out by its digest, and searches: a minute, two, …
        liveUntil(m_now + hour / 4);
        if (!settle(2 * hour))
            return fail("L1: not at rest after searching for what differs:" + whyNotSettled());
    }

    // What the server lost and a base's rows alone still tell of nobody can give back, nor what came here without the parts of another
    // store and is on no other disk any more: such a terminal is told to begin anew.
    bool anew = false;
    for (std::size_t node = 0; node < m_terminals.size() && m_weather.serverRestores > 0; ++node)
        if (const auto& digest = m_terminals[node]->machine->status().digest;
            digest.find("only a new base mends") != std::string::npos ||
            digest.find("the server has others") != std::string::npos) {
            installBase(node);
            anew = true;
        }
    if (anew && !settle(2 * hour))
        return fail("L1: not at rest after a terminal began anew:" + whyNotSettled());

    Dice dice = m_root.fork(12);
    failIf(m_log.look(*m_server->store, dice), "server");
    for (std::size_t node = 0; node < m_terminals.size();
         ++node) // What an error of the disk left open, without a start since.
        if (m_auditor.isInDoubt(node))
            failIf(m_auditor.checkTill(node, m_terminals[node]->store->folder(), m_terminals[node]->id.raw),
                   m_terminals[node]->name);
    failIf(m_auditor.checkServer(*m_server->store, m_coverage), "server");
    failIf(invariants::always(*m_server->store), "server");
    failIf(invariants::ordersAddUp(*m_server->store, m_coverage), "server");
    for (std::size_t node = 0; node < m_terminals.size() && !m_failure; ++node) {
        auto& terminal = *m_terminals[node];
        if (terminal.rotten && terminal.revoked)
            continue; // It is not told what it should be.
        failIf(invariants::always(*terminal.store), terminal.name);
        const auto state = terminal.store->syncState();
        if (state && state->parked > 0 && !terminal.revoked) // Who is revoked in the middle of a move gets no more.
            fail("L3: " + terminal.name + " has parked " + std::to_string(state->parked) + " commits");
        if (state && state->unproven > 0)
            fail("S3: " + terminal.name +
                 " holds commits whose signature is not their terminal's: " + unprovenOf(*terminal.store));
        if (terminal.rotten && !terminal.machine->status().digest.empty())
            m_coverage.note(Sometimes::RotMended);
        const auto digest = terminal.machine->status().digest;
        // Who is revoked while a restored server is given back what it lost does not learn that all is equal again.
        const bool isLeftAlone = terminal.revoked && digest.find("was revoked") != std::string::npos;
        if (!digest.empty() && !m_setBackUnseen && !terminal.rotten && !mayLack && !isLeftAlone)
            fail("S20: " + terminal.name + " once differed from the server: " + digest);
    }
    if (m_failure)
        return;
    // The dearer ones: of the server and one terminal, of all in a long run.
    Dice which = m_root.fork(13);
    const auto also = [&] { return m_plan.thorough || which.oneIn(2); };
    if (also())
        failIf(invariants::rebuilt(*m_server->store), "server");
    if (m_weather.serverRestores == 0 && also())
        failIf(invariants::sameVerdicts(*m_server, FoundedShop::instance(), m_folder), "server");
    const auto chosen = dice.pick(m_terminals.size());
    for (std::size_t node = 0; node < m_terminals.size() && !m_failure; ++node) {
        auto& terminal = *m_terminals[node];
        if ((node != chosen && m_plan.size <= 1) || (terminal.rotten && terminal.revoked))
            continue;
        failIf(m_auditor.checkTill(node, terminal.store->folder(), terminal.id.raw), terminal.name);
        if (!terminal.moved)
            failIf(invariants::ofScope(*terminal.store), terminal.name);
        if (also())
            failIf(invariants::rebuilt(*terminal.store), terminal.name);
        if (!terminal.revoked && also())
            failIf(invariants::sameAsFold(terminal, *m_server, m_folder, dice), terminal.name);
        std::error_code ignored;
        std::filesystem::remove_all(m_folder / "fold", ignored);
        std::filesystem::remove(m_folder / "fold.key", ignored);
    }
}

/// Of a till that follows what it always followed, and a log that has had one course.
void Run::checkPast(std::size_t node)
{
    auto& terminal = *m_terminals[node];
    const bool isPlain = m_weather.serverRestores == 0 && m_weather.restores == 0 && m_weather.clones == 0 &&
                         m_weather.bases == 0 && !terminal.moved && !terminal.revoked;
    if (isPlain && m_plan.faults > secondKinds && m_server->isUp() && !m_server->disk.isDead())
        failIf(invariants::holdsItsPast(terminal, *m_server->store), terminal.name);
}

/// A row is written past the journal, its digest with it, as a program with a fault would do it.
void Run::rot(std::size_t node, Dice& dice)
{
    auto& terminal = *m_terminals[node];
    if (terminal.revoked || terminal.isClone)
        return;
    const auto file = terminal.store->folder() / "kontor.db";
    const auto organisation = terminal.store->identity().organisation.raw;
    const auto& products = FoundedShop::instance().products;
    const auto product = products[dice.pick(products.size())];
    const auto faults = std::exchange(terminal.disk.faults, {});
    terminal.disk.crashAfter(0);
    terminal.stop();
    const auto written = guarded(file.string(), [&]() -> Result<Done> {
        Database database(file, Database::Access::ReadWrite);
        Transaction transaction(database);
        DigestBook book(database);
        book.setOrganisation(organisation);
        schema::Product row;
        const RowType& type = rowTypeOf(schema::Product::descriptor());
        if (SqliteView(database).find(product.raw, row)) {
            auto before = row; // A hash takes out of it what no table keeps.
            book.subtract(organisationScope, type, before);
            row.set_name(row.name() + " of old");
            Query(database, "UPDATE product SET name=? WHERE id=?").ownedText(row.name()).blob(product.bytes()).exec();
            book.add(organisationScope, type, row);
            book.flush();
        }
        transaction.commit();
        return Done{};
    });
    terminal.rotten = terminal.rotten || written;
    terminal.disk.faults = faults;
    say(terminal.name, written ? "has a product's row written past its journal" : "has a full disk");
    startTerminal(node);
}

/// From the next start on its program is one of the next schema: it makes the tables again.
void Run::upgrade(std::size_t node)
{
    auto& terminal = *m_terminals[node];
    const auto file = terminal.store->folder() / "kontor.db";
    const auto faults = std::exchange(terminal.disk.faults, {});
    terminal.disk.crashAfter(0);
    terminal.stop();
    const auto older = guarded(file.string(), [&]() -> Result<Done> {
        Database database(file, Database::Access::ReadWrite);
        database.run("PRAGMA user_version=" + std::to_string(schemaVersion - 1));
        database.run("DELETE FROM meta WHERE key='tables.made'");
        return Done{};
    });
    terminal.disk.faults = faults;
    say(terminal.name, older ? "is upgraded" : "has a full disk");
    if (older)
        m_coverage.note(Sometimes::Upgraded);
    startTerminal(node);
}

void Run::installBase(std::size_t node)
{
    auto& terminal = *m_terminals[node];
    if (!m_server->isUp() || m_server->disk.isDead())
        return;
    const auto identity = terminal.store->identity();
    const auto packed = m_server->disk.folder() / "base.packed";
    const auto made = m_server->store->makeBase(identity.store, packed);
    if (!made)
        return lookAfterDisks();
    const auto manifest = openManifest(*made, terminal.store->serverKey(), {identity.organisation, identity.store});
    if (!manifest)
        return fail("L6: the server's base is not one: " + manifest.error().detail);
    const auto before = terminal.store->syncState();
    // Nothing of sync is on its way while the file changes.
    if (terminal.machine)
        take(node, terminal.machine->stopped());
    terminal.machine.reset();
    ++terminal.life;
    const auto file = terminal.store->folder() / "kontor.base.part";
    bool whole = false;
    {
        auto incoming = IncomingBase::open(file, *manifest);
        for (auto next = incoming ? incoming->missing() : std::nullopt; next; next = incoming->missing(*next)) {
            const auto slice = packedSlice(packed, *manifest, *next);
            if (!slice || !incoming->take(*next, *slice))
                break;
        }
        whole = incoming && incoming->finish().has_value();
    }
    const auto installed = whole ? terminal.store->installBase(file, *manifest, std::nullopt, {}, {})
                                 : kontor::fail(Error::Kind::Storage, "base", "");
    say(terminal.name, installed ? "begins again from a base" : "takes no base: " + installed.error().detail);
    if (installed && before && before->pending > 0)
        m_coverage.note(Sometimes::RebootstrappedWithPending);
    std::error_code ignored;
    std::filesystem::remove(file, ignored);
    lookAfterDisks();
    if (!terminal.isUp())
        return;
    terminal.stop();
    startTerminal(node);
}

} // namespace kontor::simulation
