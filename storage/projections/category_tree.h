#pragma once

#include "domain/base/id.h"
#include "domain/journal/row_type.h"
#include "domain/schema/catalog.pb.h"
#include "storage/commit_cache.h"
#include "storage/database.h"

#include <functional>
#include <optional>
#include <set>

namespace kontor::projections {

/// The tree of categories without circles. Scope: organisation. Inputs: the change rows of Category.parent. Kind: fold.
///
/// Where parents form a circle, the one of them with the greatest merge key does not count and its category stays where the
/// change before had put it; again until there is no circle. So the tree is a pure function of the changes that count, and
/// without a circle at every step. What does not count is an exception.
class CategoryTree
{
public:
    explicit CategoryTree(Database& database) : m_database(database) {}

    static void create(Database& database);
    static void clear(Database& database);

    /// A category was written.
    void note(const RowType& type, const google::protobuf::Message* before, const google::protobuf::Message* after);
    void finish(CommitCache& commits);

    /// The parent that counts; nothing at the top.
    [[nodiscard]] static std::optional<RawId> parentOf(Database& database, const RawId& category);
    static void dump(Database& database, const std::function<void(std::string_view line)>& line);

private:
    [[nodiscard]] bool closesCircle(const RawId& category);
    void makeAgain(CommitCache& commits);

    Database& m_database;
    std::set<RawId> m_moved;
};

} // namespace kontor::projections
