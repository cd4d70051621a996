#include "domain/identity/move_terminal.h"

#include "domain/identity/actor.h"
#include "domain/journal/commit.h"

namespace kontor {

Result<Commit> moveTerminal(const Reader& shop, const Context& context, const Actor& actor, const MoveTerminal& input)
{
    if (auto allowed = actor.may(schema::ENROL_TERMINALS); !allowed)
        return tl::unexpected(allowed.error());
    const auto before = shop.get(input.terminal);
    if (!before)
        return fail(Error::Kind::NotFound, "terminal", "there is no such terminal");
    if (before->kind() == schema::SERVER)
        return invalid("terminal", "a server belongs to no store");
    if (before->revoked())
        return fail(Error::Kind::Conflict, "terminal", before->name() + " is revoked");
    if (input.terminal == context.terminal)
        return invalid("terminal", "move this terminal from another one");
    if (input.store.isNil() && before->kind() != schema::BACK_OFFICE)
        return invalid("store", "a till belongs to a store");
    if (!input.store.isNil() && !shop.get(input.store))
        return fail(Error::Kind::NotFound, "store", "there is no such store");
    if (Id<schema::Store>(BytesView(before->store())) == input.store)
        return fail(Error::Kind::Conflict, "store", before->name() + " is there already");

    Commit commit{"move-terminal", context, actor};
    schema::Terminal after = *before;
    if (input.store.isNil())
        after.clear_store();
    else
        after.set_store(input.store.string());
    commit.update(*before, after);
    return commit;
}

bool worksForAllStores(const schema::Terminal& terminal)
{
    return terminal.kind() == schema::BACK_OFFICE && terminal.store().empty();
}

Result<Id<schema::Store>> storeOfWork(const Reader& shop, const Context& context, Id<schema::Store> wanted)
{
    const auto none = [](const char* detail) { return fail(Error::Kind::NotFound, "store", detail); };
    if (!context.store.isNil()) {
        if (!wanted.isNil() && wanted != context.store)
            return none("this terminal belongs to another store");
        if (!shop.get(context.store))
            return none("this terminal's store is not known here yet");
        return context.store;
    }
    const auto terminal = shop.get(context.terminal);
    if (!terminal || !worksForAllStores(*terminal))
        return none("this terminal belongs to no store");
    if (wanted.isNil())
        return invalid("store", "a back office of all stores says for which one it works");
    if (!shop.get(wanted))
        return none("there is no such store");
    return wanted;
}

} // namespace kontor
