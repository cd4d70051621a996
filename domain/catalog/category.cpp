#include "domain/catalog/category.h"

#include "domain/base/text.h"
#include "domain/catalog/name_limits.h"
#include "domain/identity/actor.h"
#include "domain/journal/commit.h"

#include <algorithm>

namespace kontor {

namespace {

constexpr int maxDepth = 32;

/// Whether `category` is `above` or somewhere below it.
bool isBelow(const Reader& shop, Id<schema::Category> category, Id<schema::Category> above)
{
    for (int depth = 0; depth < maxDepth && !category.isNil(); ++depth) {
        if (category == above)
            return true;
        const auto row = shop.get(category);
        category = row ? Id<schema::Category>(row->parent()) : Id<schema::Category>();
    }
    return false;
}

} // namespace

Result<Commit> addCategory(const Reader& shop, const Context& context, const Actor& actor, const NewCategory& input)
{
    if (auto allowed = actor.may(schema::EDIT_CATALOG); !allowed)
        return tl::unexpected(allowed.error());
    const auto name = requiredText(input.name, "name", maxCategoryNameBytes);
    if (!name)
        return tl::unexpected(name.error());
    if (!input.parent.isNil() && !shop.get(input.parent))
        return fail(Error::Kind::NotFound, "category", "there is no such category to put it into");
    if (input.id && shop.get(Id<schema::Category>(*input.id)))
        return fail(Error::Kind::Conflict, "category", "is there already");
    Commit commit{"add-category", context, actor};
    schema::Category row;
    if (input.id)
        row.set_id(input.id->string());
    row.set_name(*name);
    if (!input.parent.isNil())
        row.set_parent(input.parent.string());
    commit.insert(row);
    return commit;
}

Result<Commit> changeCategory(const Reader& shop, const Context& context, const Actor& actor,
                              const ChangeCategory& input)
{
    if (auto allowed = actor.may(schema::EDIT_CATALOG); !allowed)
        return tl::unexpected(allowed.error());
    const auto before = shop.get(input.category);
    if (!before)
        return fail(Error::Kind::NotFound, "category", "there is no such category");
    auto after = *before;
    if (input.name) {
        const auto name = requiredText(*input.name, "name", maxCategoryNameBytes);
        if (!name)
            return tl::unexpected(name.error());
        after.set_name(*name);
    }
    if (input.parent) {
        if (!input.parent->isNil() && !shop.get(*input.parent))
            return fail(Error::Kind::NotFound, "category", "there is no such category to put it into");
        if (isBelow(shop, *input.parent, input.category))
            return invalid("parent", "a category cannot be put below itself");
        after.clear_parent();
        if (!input.parent->isNil())
            after.set_parent(input.parent->string());
    }
    if (input.archived)
        after.set_archived(*input.archived);
    Commit commit{"change-category", context, actor};
    commit.update(*before, after);
    if (commit.changes().empty())
        return fail(Error::Kind::Conflict, "category", "is so already");
    return commit;
}

std::vector<schema::Category> liveCategories(const Reader& shop)
{
    auto all = shop.all<schema::Category>();
    std::erase_if(all, [](const schema::Category& category) { return category.archived(); });
    std::stable_sort(all.begin(), all.end(), [](const auto& a, const auto& b) { return a.name() < b.name(); });
    return all;
}

} // namespace kontor
