#include "app/ctl/verbs/write_shop.h"

#include "domain/customers/customer.h"
#include "domain/identity/actor.h"

namespace kontor {

Result<OpenedShop> openAs(const std::string& data, const Author& author, schema::Permission permission)
{
    auto store = openForWriting(data);
    if (!store)
        return tl::unexpected(store.error());
    const auto who = findAuthor(**store, author, permission);
    if (!who)
        return tl::unexpected(who.error());
    const auto approver = findApprover(**store, author);
    if (!approver)
        return tl::unexpected(approver.error());
    return OpenedShop{*std::move(store), *who, *approver};
}

Result<Committed> OpenedShop::run(const Store::ActorCommand& command) const
{
    if (approver.isNil())
        return store->execute(author, command);
    return store->execute([&](const Reader& shop, const Context& context) -> Result<Commit> {
        const auto both = Actor::loadApproved(shop, author, approver);
        return both ? command(shop, context, *both) : tl::unexpected(both.error());
    });
}

Result<Committed> writeShop(const std::string& data, const Author& author, schema::Permission permission,
                            const Store::ActorCommand& command)
{
    const auto opened = openAs(data, author, permission);
    return opened ? opened->run(command) : tl::unexpected(opened.error());
}

void printWritten(const Committed& committed, const std::string& text, bool json)
{
    if (json)
        fmt::print("{}\n",
                   nlohmann::ordered_json({{"id", committed.mainId.toHex()}, {"commit", hex(committed.hash)}}).dump(2));
    else
        fmt::print("{}: {}\n", text, committed.mainId.toHex());
}

Result<std::optional<TimeUs>> timeOption(const std::string& text, std::string_view about)
{
    if (text.empty())
        return std::optional<TimeUs>();
    return parseTime(text, about).map([](TimeUs at) { return std::optional(at); });
}

Result<Id<schema::Store>> storeOption(const Store& store, const Reader& shop, const std::string& name)
{
    const auto own = store.identity().store;
    return name.empty() && !own.isNil() ? Result<Id<schema::Store>>(own) : findStore(shop, name);
}

Result<Id<schema::Customer>> customerOption(const Reader& shop, const std::string& number)
{
    const auto customer = findCustomer(shop, number);
    if (!customer)
        return fail(Error::Kind::NotFound, "customer", "there is no customer \"" + number + "\"");
    return Id<schema::Customer>(customer->id());
}

} // namespace kontor
