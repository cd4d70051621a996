#pragma once

#include "domain/base/id.h"
#include "domain/base/result.h"
#include "domain/commands/command.h"
#include "domain/schema/catalog.pb.h"

#include <optional>
#include <string>
#include <vector>

namespace kontor {

struct NewCategory {
    std::string name = {};
    Id<schema::Category> parent = {}; ///< Nil: at the top.
    std::optional<RawId> id = {};     ///< For imports.
};
/// "add-category"; EDIT_CATALOG. The category's id is `input.id` or the commit's mainId.
/// Errors: Invalid about "name"; NotFound about "category" (the parent); Conflict about "category" for an id that is there.
[[nodiscard]] Result<Commit> addCategory(const Reader& shop, const Context& context, const Actor& actor,
                                         const NewCategory& input);

struct ChangeCategory {
    Id<schema::Category> category;
    std::optional<std::string> name = {};
    std::optional<Id<schema::Category>> parent = {}; ///< Nil: to the top.
    std::optional<bool> archived = {};
};
/// "change-category"; EDIT_CATALOG. Absent members stay as they are. A category below itself is refused here; two tills may still
/// make a circle together, which the tree's projection opens again.
/// Errors: NotFound about "category"; Invalid about "name", "parent"; Conflict about "category" when nothing changes.
[[nodiscard]] Result<Commit> changeCategory(const Reader& shop, const Context& context, const Actor& actor,
                                            const ChangeCategory& input);

/// Those in use, by name: the shelves that tills and tables offer.
[[nodiscard]] std::vector<schema::Category> liveCategories(const Reader& shop);

} // namespace kontor
