#include "domain/settings/rename.h"

#include "domain/base/text.h"
#include "domain/identity/actor.h"
#include "domain/journal/commit.h"
#include "domain/journal/context.h"
#include "domain/journal/reader.h"

namespace kontor {

namespace {

template <typename Row>
Result<Commit> renamed(const char* command, const Row& before, const std::string& wanted, const Context& context,
                       const Actor& actor)
{
    const auto name = requiredText(wanted, "name");
    if (!name)
        return tl::unexpected(name.error());
    if (before.name() == *name)
        return fail(Error::Kind::Conflict, "name", "it has this name already");
    Commit commit{command, context, actor};
    Row after = before;
    after.set_name(*name);
    commit.update(before, after);
    return commit;
}

} // namespace

Result<Commit> renameOrganisation(const Reader& shop, const Context& context, const Actor& actor,
                                  const RenameOrganisation& input)
{
    if (auto allowed = actor.may(schema::MANAGE_SETTINGS); !allowed)
        return tl::unexpected(allowed.error());
    const auto before = shop.get(context.organisation);
    if (!before)
        return fail(Error::Kind::NotFound, "organisation", "this terminal belongs to none yet");
    return renamed("rename-organisation", *before, input.name, context, actor);
}

Result<Commit> renameStore(const Reader& shop, const Context& context, const Actor& actor, const RenameStore& input)
{
    if (auto allowed = actor.may(schema::MANAGE_SETTINGS); !allowed)
        return tl::unexpected(allowed.error());
    const auto before = shop.get(input.store);
    if (!before)
        return fail(Error::Kind::NotFound, "store", "there is no such store");
    const std::string wanted(trimmed(input.name));
    for (const auto& other : shop.all<schema::Store>())
        if (other.id() != before->id() && other.name() == wanted)
            return fail(Error::Kind::Conflict, "name", "a store is called so already");
    return renamed("rename-store", *before, input.name, context, actor);
}

} // namespace kontor
