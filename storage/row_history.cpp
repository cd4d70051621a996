#include "domain/journal/fold.h"
#include "domain/journal/row_type.h"
#include "storage/journal_tables.h"
#include "storage/row_table.h"
#include "storage/sqlite_view.h"

#include <algorithm>

namespace kontor {

using google::protobuf::Message;

namespace {

/// Who made a commit, when and where.
View::RowVersion versionOf(Database& database, const StoredCommit& commit)
{
    const schema::Header header = journal::header(database, commit.n);
    View::RowVersion version;
    version.at = static_cast<TimeUs>(commit.key.effective.ms) * 1000;
    version.author = Id<schema::Staff>(header.author());
    version.approver = Id<schema::Staff>(header.approver());
    version.command = header.command();
    Query terminal(database, "SELECT terminal FROM chain WHERE id=?");
    if (terminal.blob(commit.key.origin.bytes()).step())
        version.terminal = Id<schema::Terminal>(RawId::of(terminal.bytes(0)));
    return version;
}

} // namespace

std::vector<View::RowVersion> SqliteView::historyOf(const Message& prototype, const RawId& row, std::size_t most) const
{
    return asked(std::vector<RowVersion>(), [&] {
        const RowType& type = rowTypeOf(prototype.GetDescriptor());
        if (type.kind == schema::FACT) { // Once, and as it is.
            std::shared_ptr<Message> fact(prototype.New());
            Query query(m_database, RowTable::of(prototype.GetDescriptor()).commitSql());
            if (!find(row, *fact) || !query.blob(row.bytes()).step())
                return std::vector<RowVersion>();
            const auto commit = journal::byNumber(m_database, query.integer(0));
            if (!commit)
                return std::vector<RowVersion>();
            auto version = versionOf(m_database, *commit);
            version.row = std::move(fact);
            return std::vector<RowVersion>{std::move(version)};
        }
        std::vector<StoredCommit> commits;
        {
            Query query(m_database, "SELECT DISTINCT commit_n FROM change WHERE type=? AND row=?");
            query.bind(type.type).blob(row.bytes());
            while (query.step())
                if (auto commit = journal::byNumber(m_database, query.integer(0)); commit && commit->counts())
                    commits.push_back(std::move(*commit));
        }
        std::sort(commits.begin(), commits.end(), [](const auto& a, const auto& b) { return a.key < b.key; });

        CommitCache cache(m_database);
        std::vector<RowVersion> versions;
        std::shared_ptr<Message> standing(prototype.New());
        standing->GetReflection()->SetString(standing.get(), type.idField, row.string());
        for (const StoredCommit& commit : commits) {
            std::shared_ptr<Message> after(prototype.New());
            after->CopyFrom(*standing);
            for (const schema::Change& change : cache.of(commit.n, type.type, row))
                (void)applyChange(type, change, *after); // One that cannot be read writes nothing.
            after->GetReflection()->SetString(after.get(), type.idField, row.string());
            standing = after;
            RowVersion version = versionOf(m_database, commit);
            version.row = std::move(after);
            versions.push_back(std::move(version));
        }
        if (versions.size() > most)
            versions.erase(versions.begin(), versions.end() - static_cast<std::ptrdiff_t>(most));
        return versions;
    });
}

} // namespace kontor
