#include "storage/journal_tables.h"

#include "domain/base/crypto.h"
#include "storage/journal_upgrade.h"
#include "storage/pack.h"

#include <algorithm>

namespace kontor::journal {

namespace {

constexpr std::int64_t partsPerCommit = maxParts;

Chain readChain(Query& query)
{
    Chain chain;
    chain.ref = query.integer(0);
    chain.origin = RawId::of(query.bytes(1));
    chain.terminal = RawId::of(query.bytes(2));
    chain.publicKey = Bytes(query.bytes(3));
    chain.sequence = query.natural(4);
    chain.hash = Bytes(query.bytes(5));
    chain.hlc = {query.natural(6), static_cast<std::uint32_t>(query.integer(7))};
    chain.effective = {query.natural(8), static_cast<std::uint32_t>(query.integer(9))};
    chain.receipt = query.natural(10);
    chain.cursor = query.natural(11);
    return chain;
}

#define KONTOR_SELECT_CHAIN                                                                                            \
    "SELECT ref, id, terminal, public_key, sequence, hash, hlc_ms, hlc_counter, effective_ms, effective_counter, "     \
    "receipt, cursor FROM chain"

StoredCommit readCommit(Query& query)
{
    StoredCommit commit;
    commit.n = query.integer(0);
    commit.key.effective = {query.natural(1), static_cast<std::uint32_t>(query.integer(2))};
    commit.verdict = static_cast<schema::Verdict>(query.integer(3));
    commit.key.origin = RawId::of(query.bytes(4));
    commit.key.sequence = query.natural(5);
    commit.key.hash = Bytes(query.bytes(6));
    commit.store = query.integer(7);
    return commit;
}

#define KONTOR_SELECT_COMMIT                                                                                           \
    "SELECT j.n, j.effective_ms, j.effective_counter, j.verdict, c.id, j.sequence, j.hash, j.store "                   \
    "FROM journal j JOIN chain c ON c.ref = j.origin"

/// An acceptance is nearly always what its commit's row says of it: then its bytes are made from there again, and are not kept.
Bytes acceptanceBytes(BytesView hash, const schema::Acceptance& said)
{
    schema::Acceptance acceptance;
    acceptance.set_commit(Bytes(hash));
    *acceptance.mutable_cursor() = said.cursor();
    acceptance.set_received_us(said.received_us());
    acceptance.set_effective_ms(said.effective_ms());
    acceptance.set_effective_counter(said.effective_counter());
    acceptance.set_verdict(said.verdict());
    return acceptance.SerializeAsString();
}

/// The origin's row with its head moved forwards; the greatest effective time stays. A fork's second branch leaves the head alone.
std::int64_t moveHead(Database& database, const SignedCommit& commit, Hlc effective, std::uint64_t cursor)
{
    const RawId origin = commit.origin();
    Query query(database,
                "INSERT INTO chain(id, terminal, public_key, sequence, hash, hlc_ms, hlc_counter, effective_ms, "
                "effective_counter, receipt, cursor) VALUES(?1, x'', x'', ?2, ?3, ?4, ?5, ?6, ?7, 0, ?8) ON "
                "CONFLICT(id) DO UPDATE SET "
                "hash = CASE WHEN ?2 > sequence THEN ?3 ELSE hash END, "
                "hlc_ms = CASE WHEN ?2 > sequence THEN ?4 ELSE hlc_ms END, "
                "hlc_counter = CASE WHEN ?2 > sequence THEN ?5 ELSE hlc_counter END, "
                "effective_ms = CASE WHEN (?6, ?7) > (effective_ms, effective_counter) THEN ?6 ELSE effective_ms END, "
                "effective_counter = CASE WHEN (?6, ?7) > (effective_ms, effective_counter) THEN ?7 ELSE "
                "effective_counter END, sequence = max(sequence, ?2), cursor = max(cursor, ?8) RETURNING ref");
    query.blob(origin.bytes()).bind(commit.header.sequence()).blob(commit.hash);
    query.bind(commit.header.hlc_ms()).bind(commit.header.hlc_counter()).bind(effective.ms).bind(effective.counter);
    query.bind(cursor);
    const bool row = query.step();
    KONTOR_ASSERT(row);
    const std::int64_t ref = query.integer(0);
    (void)query.step(); // RETURNING has to be stepped to its end for the statement to finish.
    return ref;
}

} // namespace

void create(Database& database)
{
    upgradeFromSchema1(database);
    database.run(R"sql(
CREATE TABLE IF NOT EXISTS meta(key TEXT PRIMARY KEY, value BLOB NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS chain(ref INTEGER PRIMARY KEY, id BLOB NOT NULL UNIQUE, terminal BLOB NOT NULL,
    public_key BLOB NOT NULL, sequence INTEGER NOT NULL, hash BLOB NOT NULL, hlc_ms INTEGER NOT NULL,
    hlc_counter INTEGER NOT NULL, effective_ms INTEGER NOT NULL, effective_counter INTEGER NOT NULL, receipt INTEGER NOT NULL,
    cursor INTEGER NOT NULL) STRICT;
CREATE TABLE IF NOT EXISTS journal(n INTEGER PRIMARY KEY, origin INTEGER NOT NULL, sequence INTEGER NOT NULL,
    hash BLOB NOT NULL, header BLOB NOT NULL, signature BLOB NOT NULL, effective_ms INTEGER NOT NULL,
    effective_counter INTEGER NOT NULL, verdict INTEGER NOT NULL, epoch INTEGER, cursor INTEGER,
    store INTEGER NOT NULL DEFAULT 0, received_us INTEGER, batch INTEGER, place INTEGER, acceptance BLOB) STRICT;
CREATE INDEX IF NOT EXISTS journal_hash8 ON journal(substr(hash, 1, 8));
CREATE INDEX IF NOT EXISTS journal_origin ON journal(origin, sequence);
CREATE INDEX IF NOT EXISTS journal_cursor ON journal(cursor) WHERE cursor IS NOT NULL;
CREATE INDEX IF NOT EXISTS journal_pending ON journal(n) WHERE verdict = 0;
CREATE TABLE IF NOT EXISTS journal_part(id INTEGER PRIMARY KEY, body BLOB NOT NULL) STRICT;
CREATE TABLE IF NOT EXISTS accept_batch(id INTEGER PRIMARY KEY, hashes BLOB NOT NULL, signature BLOB NOT NULL) STRICT;
CREATE TABLE IF NOT EXISTS log_high(cursor INTEGER PRIMARY KEY, effective_ms INTEGER NOT NULL,
    effective_counter INTEGER NOT NULL) STRICT;
)sql");
}

std::optional<Chain> chain(Database& database, const RawId& origin)
{
    Query query(database, KONTOR_SELECT_CHAIN " WHERE id=?");
    if (!query.blob(origin.bytes()).step())
        return std::nullopt;
    return readChain(query);
}

std::vector<Chain> chains(Database& database)
{
    std::vector<Chain> all;
    for (Query query(database, KONTOR_SELECT_CHAIN " ORDER BY id"); query.step();)
        all.push_back(readChain(query));
    return all;
}

namespace {

StoredCommit insert(Database& database, const SignedCommit& commit, Hlc effective, schema::Verdict verdict,
                    const schema::Acceptance* parsed, const StoredAcceptance* acceptance, std::int64_t store)
{
    // What is not accepted has no effective time yet, only a header's, which may be years ahead.
    const std::int64_t ref = moveHead(database, commit, verdict == schema::PENDING ? Hlc{} : effective,
                                      parsed != nullptr ? parsed->cursor().n() : 0);
    const Bytes header = pack(commit.headerBytes);
    {
        Query query(database,
                    "INSERT INTO journal(origin, sequence, hash, header, signature, effective_ms, effective_counter, "
                    "verdict, store, epoch, cursor, received_us, batch, place, acceptance) "
                    "VALUES(?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)");
        query.bind(ref).bind(commit.header.sequence()).blob(commit.hash).blob(header).blob(commit.signature);
        query.bind(effective.ms).bind(effective.counter).bind(static_cast<int>(verdict)).bind(store);
        if (parsed != nullptr) {
            query.bind(parsed->cursor().epoch()).bind(parsed->cursor().n()).bind(std::int64_t{parsed->received_us()});
            query.bind(acceptance->batch).bind(acceptance->place);
            if (acceptance->acceptance != acceptanceBytes(commit.hash, *parsed))
                query.blob(acceptance->acceptance);
        }
        query.exec();
    }
    StoredCommit stored;
    stored.n = database.raw().getLastInsertRowid();
    stored.key = {effective, commit.origin(), commit.header.sequence(), commit.hash};
    stored.verdict = verdict;
    stored.store = store;
    for (std::size_t i = 0; i < commit.parts.size(); ++i)
        if (!commit.parts[i].empty()) {
            const Bytes body = pack(commit.parts[i]);
            Query(database, "INSERT INTO journal_part(id, body) VALUES(?,?)")
                .bind(stored.n * partsPerCommit + static_cast<std::int64_t>(i))
                .blob(body)
                .exec();
        }
    return stored;
}

} // namespace

StoredCommit append(Database& database, const SignedCommit& commit, Hlc effective, schema::Verdict verdict,
                    std::int64_t store)
{
    return insert(database, commit, effective, verdict, nullptr, nullptr, store);
}

StoredCommit append(Database& database, const SignedCommit& commit, const schema::Acceptance& parsed,
                    const StoredAcceptance& stored, std::int64_t store)
{
    return insert(database, commit, {parsed.effective_ms(), parsed.effective_counter()}, parsed.verdict(), &parsed,
                  &stored, store);
}

void setReceipt(Database& database, const RawId& origin, std::uint64_t number)
{
    Query(database, "UPDATE chain SET receipt=? WHERE id=?").bind(number).blob(origin.bytes()).exec();
}

void setOriginKey(Database& database, const RawId& origin, const RawId& terminal, BytesView publicKey)
{
    Query(database, "UPDATE chain SET terminal=?, public_key=? WHERE id=?")
        .blob(terminal.bytes())
        .blob(publicKey)
        .blob(origin.bytes())
        .exec();
}

std::optional<StoredCommit> byHash(Database& database, BytesView hash)
{
    Query query(database, KONTOR_SELECT_COMMIT " WHERE substr(j.hash, 1, 8) = ?1 AND j.hash = ?2");
    if (!query.blob(hash.substr(0, 8)).blob(hash).step())
        return std::nullopt;
    return readCommit(query);
}

std::optional<StoredCommit> byNumber(Database& database, std::int64_t n)
{
    Query query(database, KONTOR_SELECT_COMMIT " WHERE j.n=?");
    if (!query.bind(n).step())
        return std::nullopt;
    return readCommit(query);
}

std::optional<SignedCommit> load(Database& database, std::int64_t n)
{
    SignedCommit commit;
    {
        Query query(database, "SELECT header, signature, hash FROM journal WHERE n=?");
        if (!query.bind(n).step())
            return std::nullopt;
        commit.headerBytes = unpack(query.bytes(0)).value_or(Bytes());
        commit.signature = Bytes(query.bytes(1));
        commit.hash = Bytes(query.bytes(2));
    }
    if (commit.headerBytes.empty() || !commit.header.ParseFromString(commit.headerBytes))
        return std::nullopt; // Compacted, or damaged on disk; verify() names it.
    commit.parts.resize(static_cast<std::size_t>(commit.header.part_size()));
    Query query(database, "SELECT id, body FROM journal_part WHERE id BETWEEN ? AND ?");
    query.bind(n * partsPerCommit).bind(n * partsPerCommit + partsPerCommit - 1);
    while (query.step()) {
        const auto place = static_cast<std::size_t>(query.integer(0) - n * partsPerCommit);
        if (place < commit.parts.size())
            commit.parts[place] =
                unpack(query.bytes(1)).value_or(Bytes()); // Damaged: as if left out. verify() names it.
    }
    return commit;
}

schema::Header header(Database& database, std::int64_t n)
{
    schema::Header header;
    Query query(database, "SELECT header FROM journal WHERE n=?");
    if (query.bind(n).step()) {
        const auto bytes = unpack(query.bytes(0));
        if (!bytes || !header.ParseFromString(*bytes))
            header.Clear();
    }
    return header;
}

void setStore(Database& database, std::int64_t n, std::int64_t store)
{
    Query(database, "UPDATE journal SET store=? WHERE n=? AND store<>?").bind(store).bind(n).bind(store).exec();
}

void eachPart(Database& database, std::int64_t n,
              const std::function<void(std::size_t place, const std::optional<Bytes>& bytes)>& visit)
{
    Query query(database, "SELECT id, body FROM journal_part WHERE id BETWEEN ? AND ?");
    query.bind(n * partsPerCommit).bind(n * partsPerCommit + partsPerCommit - 1);
    while (query.step())
        visit(static_cast<std::size_t>(query.integer(0) - n * partsPerCommit), unpack(query.bytes(1)));
}

std::vector<schema::Change> changes(Database& database, std::int64_t n)
{
    std::vector<schema::Change> all;
    Query query(database, "SELECT body FROM journal_part WHERE id BETWEEN ? AND ? ORDER BY id");
    query.bind(n * partsPerCommit).bind(n * partsPerCommit + partsPerCommit - 1);
    while (query.step()) {
        const auto bytes = unpack(query.bytes(0));
        schema::Part part;
        if (bytes && part.ParseFromString(*bytes))
            for (schema::Change& change : *part.mutable_change())
                all.push_back(std::move(change));
    }
    return all;
}

bool isCompacted(Database& database, std::int64_t n)
{
    Query query(database, "SELECT 1 FROM journal WHERE n=? AND header = x''");
    return query.bind(n).step();
}

bool hasAllParts(Database& database, std::int64_t n)
{
    const auto commit = load(database, n);
    if (!commit)
        return false;
    for (int i = 0; i < commit->header.part_size(); ++i)
        if (blake2b256(commit->parts[static_cast<std::size_t>(i)]) != commit->header.part(i).hash())
            return false;
    return true;
}

void makeWhole(Database& database, std::int64_t n, BytesView header, BytesView signature)
{
    const Bytes packed = pack(header);
    Query(database, "UPDATE journal SET header=?, signature=? WHERE n=?").blob(packed).blob(signature).bind(n).exec();
}

void addPart(Database& database, std::int64_t n, std::size_t place, BytesView part)
{
    const Bytes body = pack(part);
    Query(database, "INSERT OR IGNORE INTO journal_part(id, body) VALUES(?,?)")
        .bind(n * partsPerCommit + static_cast<std::int64_t>(place))
        .blob(body)
        .exec();
}

void dropPart(Database& database, std::int64_t n, std::size_t place)
{
    Query(database, "DELETE FROM journal_part WHERE id=?")
        .bind(n * partsPerCommit + static_cast<std::int64_t>(place))
        .exec();
}

std::int64_t appendBatch(Database& database, const schema::AcceptBatch& batch)
{
    Query(database, "INSERT INTO accept_batch(hashes, signature) VALUES(?,?)")
        .blob(batch.hashes())
        .blob(batch.signature())
        .exec();
    return database.raw().getLastInsertRowid();
}

schema::AcceptBatch batch(Database& database, std::int64_t id)
{
    schema::AcceptBatch batch;
    Query query(database, "SELECT hashes, signature FROM accept_batch WHERE id=?");
    if (query.bind(id).step()) {
        batch.set_hashes(Bytes(query.bytes(0)));
        batch.set_signature(Bytes(query.bytes(1)));
    }
    return batch;
}

void setBatch(Database& database, std::int64_t id, const schema::AcceptBatch& batch)
{
    Query(database, "UPDATE accept_batch SET hashes=?, signature=? WHERE id=?")
        .blob(batch.hashes())
        .blob(batch.signature())
        .bind(id)
        .exec();
}

std::optional<StoredAcceptance> acceptance(Database& database, std::int64_t n)
{
    Query query(database, "SELECT hash, epoch, cursor, received_us, effective_ms, effective_counter, verdict, batch, "
                          "place, acceptance FROM journal WHERE n=?");
    if (!query.bind(n).step() || query.isNull(7))
        return std::nullopt;
    StoredAcceptance stored{{}, query.integer(7), static_cast<std::uint32_t>(query.integer(8))};
    if (!query.isNull(9)) {
        stored.acceptance = Bytes(query.bytes(9));
        return stored;
    }
    schema::Acceptance said;
    said.mutable_cursor()->set_epoch(query.natural(1));
    said.mutable_cursor()->set_n(query.natural(2));
    said.set_received_us(query.integer(3));
    said.set_effective_ms(query.natural(4));
    said.set_effective_counter(static_cast<std::uint32_t>(query.integer(5)));
    said.set_verdict(static_cast<schema::Verdict>(query.integer(6)));
    stored.acceptance = acceptanceBytes(query.bytes(0), said);
    return stored;
}

void setAcceptance(Database& database, std::int64_t n, const schema::Acceptance& parsed, const StoredAcceptance& stored)
{
    const bool isPlain = stored.acceptance == acceptanceBytes(parsed.commit(), parsed);
    {
        Query query(database, "UPDATE journal SET effective_ms=?, effective_counter=?, verdict=?, epoch=?, cursor=?, "
                              "received_us=?, batch=?, place=?, acceptance=? WHERE n=?");
        query.bind(parsed.effective_ms()).bind(parsed.effective_counter()).bind(static_cast<int>(parsed.verdict()));
        query.bind(parsed.cursor().epoch()).bind(parsed.cursor().n()).bind(std::int64_t{parsed.received_us()});
        query.bind(stored.batch).bind(stored.place);
        if (isPlain)
            query.null();
        else
            query.blob(stored.acceptance);
        query.bind(n).exec();
    }
    Query(database,
          "UPDATE chain SET effective_ms = CASE WHEN (?1, ?2) > (effective_ms, effective_counter) THEN ?1 ELSE "
          "effective_ms END, effective_counter = CASE WHEN (?1, ?2) > (effective_ms, effective_counter) THEN ?2 ELSE "
          "effective_counter END, cursor = max(cursor, ?4) WHERE ref=(SELECT origin FROM journal WHERE n=?3)")
        .bind(parsed.effective_ms())
        .bind(parsed.effective_counter())
        .bind(n)
        .bind(parsed.cursor().n())
        .exec();
}

void dropAcceptance(Database& database, std::int64_t n)
{
    Query(database, "UPDATE journal SET verdict=0, epoch=NULL, cursor=NULL, received_us=NULL, batch=NULL, place=NULL, "
                    "acceptance=NULL WHERE n=?")
        .bind(n)
        .exec();
}

schema::Cursor lastCursor(Database& database)
{
    schema::Cursor cursor;
    Query query(database, "SELECT epoch, cursor FROM journal WHERE cursor IS NOT NULL ORDER BY cursor DESC LIMIT 1");
    if (query.step()) {
        cursor.set_epoch(query.natural(0));
        cursor.set_n(query.natural(1));
    }
    return cursor;
}

std::uint64_t lastCursorOfOthers(Database& database, const RawId& origin)
{
    Query query(database, "SELECT coalesce(max(cursor), 0) FROM chain WHERE id <> ?");
    return query.blob(origin.bytes()).step() ? query.natural(0) : 0;
}

void noteHigh(Database& database, std::uint64_t cursor, Hlc effective)
{
    Query(database, "INSERT OR IGNORE INTO log_high(cursor, effective_ms, effective_counter) VALUES(?,?,?)")
        .bind(cursor)
        .bind(effective.ms)
        .bind(effective.counter)
        .exec();
}

Hlc highAt(Database& database, std::uint64_t cursor)
{
    Query query(database,
                "SELECT effective_ms, effective_counter FROM log_high WHERE cursor <= ? ORDER BY cursor DESC LIMIT 1");
    query.bind(std::min<std::uint64_t>(cursor, INT64_MAX));
    return query.step() ? Hlc{query.natural(0), static_cast<std::uint32_t>(query.integer(1))} : Hlc{};
}

std::vector<std::int64_t> pending(Database& database, std::size_t limit)
{
    std::vector<std::int64_t> numbers;
    const auto last = meta(database, lastKey);
    Query query(database, last ? "SELECT j.n FROM journal j JOIN chain c ON c.ref=j.origin WHERE j.verdict=0 "
                                 "ORDER BY c.public_key=?2, j.n LIMIT ?1"
                               : "SELECT n FROM journal WHERE verdict = 0 ORDER BY n LIMIT ?1");
    query.bind(static_cast<std::int64_t>(limit));
    if (last)
        query.blob(*last);
    while (query.step())
        numbers.push_back(query.integer(0));
    return numbers;
}

std::optional<Bytes> meta(Database& database, const std::string& key)
{
    Query query(database, "SELECT value FROM meta WHERE key=?");
    if (!query.text(key).step())
        return std::nullopt;
    return Bytes(query.bytes(0));
}

void setMeta(Database& database, const std::string& key, BytesView value)
{
    Query(database, "INSERT INTO meta(key, value) VALUES(?,?) ON CONFLICT(key) DO UPDATE SET value=excluded.value")
        .text(key)
        .blob(value)
        .exec();
}

void dropMeta(Database& database, const std::string& key)
{
    Query(database, "DELETE FROM meta WHERE key=?").text(key).exec();
}

} // namespace kontor::journal
