#include "storage/waiting.h"

namespace kontor::waiting {

void create(Database& database)
{
    database.run(
        "CREATE TABLE IF NOT EXISTS waiting(hash BLOB PRIMARY KEY, previous BLOB NOT NULL, envelope BLOB NOT NULL, "
        "acceptance BLOB NOT NULL, epoch INTEGER NOT NULL, cursor INTEGER NOT NULL, batch INTEGER NOT NULL, place "
        "INTEGER NOT NULL) STRICT;"
        "CREATE INDEX IF NOT EXISTS waiting_previous ON waiting(previous);");
}

void keep(Database& database, const SignedCommit& commit, const schema::Acceptance& parsed,
          const journal::StoredAcceptance& acceptance)
{
    Query(database, "INSERT INTO waiting(hash, previous, envelope, acceptance, epoch, cursor, batch, place) "
                    "VALUES(?,?,?,?,?,?,?,?) ON CONFLICT(hash) DO UPDATE SET acceptance=excluded.acceptance, "
                    "epoch=excluded.epoch, cursor=excluded.cursor, batch=excluded.batch, place=excluded.place "
                    "WHERE (excluded.epoch, excluded.cursor) < (epoch, cursor)")
        .blob(commit.hash)
        .blob(commit.header.previous())
        .blob(commit.envelope().SerializeAsString())
        .blob(acceptance.acceptance)
        .bind(parsed.cursor().epoch())
        .bind(parsed.cursor().n())
        .bind(acceptance.batch)
        .bind(static_cast<std::int64_t>(acceptance.place))
        .exec();
}

bool isAny(Database& database)
{
    Query query(database, "SELECT EXISTS(SELECT 1 FROM waiting)");
    return query.step() && query.integer(0) != 0;
}

std::optional<Commit> takeBehind(Database& database, BytesView hash)
{
    Commit found;
    Bytes id;
    {
        Query query(database, "SELECT hash, envelope, acceptance, batch, place FROM waiting WHERE previous=? LIMIT 1");
        if (!query.blob(hash).step())
            return std::nullopt;
        id = Bytes(query.bytes(0));
        found.acceptance = {Bytes(query.bytes(2)), query.integer(3), static_cast<std::uint32_t>(query.integer(4))};
        // Damaged on this disk it is no commit any more, and whoever takes it in finds that.
        if (!found.envelope.ParseFromString(Bytes(query.bytes(1))))
            found.envelope.Clear();
    }
    Query(database, "DELETE FROM waiting WHERE hash=?").blob(id).exec();
    return found;
}

} // namespace kontor::waiting
