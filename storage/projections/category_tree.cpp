#include "storage/projections/category_tree.h"

#include "storage/exceptions.h"
#include "storage/journal_tables.h"

#include <algorithm>
#include <map>
#include <vector>

namespace kontor::projections {

namespace {

constexpr auto circleKind = ShopException::Kind::CategoryCircle;

/// One change of a category's parent; nil: to the top.
struct Move {
    MergeKey key;
    RawId parent;
};

/// Every move of a category that counts, the newest last.
std::vector<Move> movesOf(Database& database, CommitCache& commits, const RowType& type, const RawId& category)
{
    const FieldGroup& group = *type.groupOfField[schema::Category::kParentFieldNumber];
    std::set<std::int64_t> numbers;
    {
        Query query(database, "SELECT commit_n FROM change WHERE type=? AND row=? AND grp IN (0, ?)");
        query.bind(type.type).blob(category.bytes()).bind(group.number);
        while (query.step())
            numbers.insert(query.integer(0));
    }
    std::vector<Move> moves;
    for (const std::int64_t n : numbers) {
        const auto commit = journal::byNumber(database, n);
        if (!commit || !commit->counts())
            continue;
        for (const schema::Change& change : commits.of(n, type.type, category)) {
            schema::Category body;
            const bool clears =
                std::find(change.cleared().begin(), change.cleared().end(),
                          std::uint32_t{schema::Category::kParentFieldNumber}) != change.cleared().end();
            if (body.ParseFromString(change.body()) &&
                (change.kind() == schema::Change::INSERT || body.has_parent() || clears))
                moves.push_back({commit->key, RawId::of(body.parent())});
        }
    }
    std::stable_sort(moves.begin(), moves.end(), [](const Move& a, const Move& b) { return a.key < b.key; });
    return moves;
}

/// The members of the first circle there is, by id; empty when there is none.
std::vector<RawId> circleIn(const std::map<RawId, RawId>& parents)
{
    std::map<RawId, int> walks; // In which walk a category was met first.
    int walk = 0;
    for (const auto& [start, ignored] : parents) {
        ++walk;
        RawId at = start;
        for (auto found = parents.find(at); found != parents.end(); found = parents.find(at)) {
            const auto [met, isNew] = walks.try_emplace(at, walk);
            if (!isNew && met->second != walk)
                break;
            if (!isNew) {
                std::vector<RawId> circle{at};
                for (RawId next = parents.at(at); next != at; next = parents.at(next))
                    circle.push_back(next);
                std::sort(circle.begin(), circle.end());
                return circle;
            }
            at = found->second;
        }
    }
    return {};
}

} // namespace

void CategoryTree::create(Database& database)
{
    // Only where the parent that counts is another than the row's own.
    database.run(
        "CREATE TABLE IF NOT EXISTS category_tree(category BLOB PRIMARY KEY, parent BLOB) STRICT, WITHOUT ROWID");
}

void CategoryTree::clear(Database& database)
{
    database.run("DELETE FROM category_tree");
}

void CategoryTree::note(const RowType& type, const google::protobuf::Message* before,
                        const google::protobuf::Message* after)
{
    if (type.descriptor != schema::Category::descriptor())
        return;
    m_moved.insert(RawId::of(static_cast<const schema::Category*>(after != nullptr ? after : before)->id()));
}

bool CategoryTree::closesCircle(const RawId& category)
{
    std::set<RawId> met;
    RawId at = category;
    while (met.insert(at).second) {
        Query query(m_database, "SELECT parent FROM category WHERE id=?");
        if (!query.blob(at.bytes()).step() || query.isNull(0))
            return false;
        at = RawId::of(query.bytes(0));
    }
    return true;
}

void CategoryTree::finish(CommitCache& commits)
{
    if (m_moved.empty())
        return;
    const std::set<RawId> moved = std::exchange(m_moved, {});
    if (exceptions::any(m_database, circleKind) ||
        std::any_of(moved.begin(), moved.end(), [this](const RawId& category) { return closesCircle(category); }))
        makeAgain(commits);
}

void CategoryTree::makeAgain(CommitCache& commits)
{
    clear(m_database);
    exceptions::removeAll(m_database, circleKind);
    const RowType& type = rowTypeOf(schema::Category::descriptor());
    std::map<RawId, RawId> parents;
    for (Query query(m_database, "SELECT id, parent FROM category WHERE parent IS NOT NULL"); query.step();)
        parents[RawId::of(query.bytes(0))] = RawId::of(query.bytes(1));
    std::map<RawId, std::vector<Move>> histories;
    std::map<RawId, ShopException> circles;
    for (auto circle = circleIn(parents); !circle.empty(); circle = circleIn(parents)) {
        for (const RawId& member : circle)
            if (!histories.contains(member))
                histories[member] = movesOf(m_database, commits, type, member);
        // One without a history has a parent that no commit gave it: somebody wrote into the table.
        const auto keyOf = [&](const RawId& member) {
            return histories[member].empty() ? MergeKey{} : histories[member].back().key;
        };
        const RawId last = *std::max_element(circle.begin(), circle.end(),
                                             [&](const RawId& a, const RawId& b) { return keyOf(a) < keyOf(b); });
        const MergeKey dropped = keyOf(last);
        std::vector<Move>& history = histories[last];
        if (!history.empty())
            history.pop_back();
        if (history.empty() || history.back().parent.isNil())
            parents.erase(last);
        else
            parents[last] = history.back().parent;

        ShopException& exception = circles[last];
        if (exception.rows.empty()) {
            exception.kind = circleKind;
            exception.subject = last.string();
            exception.effective = dropped.effective;
            std::erase(circle, last);
            exception.rows = std::move(circle);
            exception.rows.insert(exception.rows.begin(), last);
        }
        exception.commits.push_back(dropped.hash);
    }
    for (const auto& [category, exception] : circles) {
        exceptions::put(m_database, exception);
        Query query(m_database, "INSERT INTO category_tree(category, parent) VALUES(?,?)");
        query.blob(category.bytes());
        const auto found = parents.find(category);
        if (found == parents.end())
            query.null();
        else
            query.blob(found->second.bytes());
        query.exec();
    }
}

std::optional<RawId> CategoryTree::parentOf(Database& database, const RawId& category)
{
    const auto read = [&](const char* sql, std::optional<RawId>& parent) {
        Query query(database, sql);
        if (!query.blob(category.bytes()).step())
            return false;
        if (!query.isNull(0))
            parent = RawId::of(query.bytes(0));
        return true;
    };
    std::optional<RawId> parent;
    if (!read("SELECT parent FROM category_tree WHERE category=?", parent))
        (void)read("SELECT parent FROM category WHERE id=?", parent);
    return parent;
}

void CategoryTree::dump(Database& database, const std::function<void(std::string_view line)>& line)
{
    for (Query query(database, "SELECT category, parent FROM category_tree ORDER BY category"); query.step();)
        line("category_tree " + hex(query.bytes(0)) + " " +
             (query.isNull(1) ? std::string("top") : hex(query.bytes(1))));
}

} // namespace kontor::projections
