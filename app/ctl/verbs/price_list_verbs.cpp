#include "app/ctl/verbs/verb.h"
#include "app/ctl/verbs/write_shop.h"
#include "domain/catalog/price_list.h"
#include "domain/customers/customer_group.h"
#include "domain/schema/customers.pb.h"

namespace kontor {
namespace {

struct ListOptions {
    std::string data;
    std::string name;
    std::string currency;
    std::string store;
    std::string group;
    std::string customer;
    std::string from;
    std::string until;
    std::uint32_t rank = 0;
    bool json = false;
    Author author;
};

Result<Done> addList(const ListOptions& options)
{
    const auto done = writeShop(options.data, options.author, schema::CHANGE_PRICE,
                                [&](const Reader& shop, const Context& context, const Actor& actor) {
                                    return addPriceList(shop, context, actor, {options.name, options.currency});
                                });
    if (!done)
        return tl::unexpected(done.error());
    printWritten(*done, options.name + ", " + options.currency, options.json);
    return Done{};
}

Result<RawId> ownerOf(const Reader& shop, const ListOptions& options)
{
    const int given =
        (options.store.empty() ? 0 : 1) + (options.group.empty() ? 0 : 1) + (options.customer.empty() ? 0 : 1);
    if (given != 1)
        return invalid("owner", "say who buys by it: one of --store, --group, --customer");
    const auto raw = [](auto found) { return found.map([](auto id) { return id.raw; }); };
    if (!options.store.empty())
        return raw(findStore(shop, options.store));
    if (!options.group.empty())
        return raw(findCustomerGroup(shop, options.group));
    return raw(customerOption(shop, options.customer));
}

Result<Done> assign(const ListOptions& options)
{
    const auto from = timeOption(options.from, "from");
    const auto until = timeOption(options.until, "until");
    if (!from || !until)
        return tl::unexpected(from ? until.error() : from.error());
    const auto done =
        writeShop(options.data, options.author, schema::CHANGE_PRICE,
                  [&](const Reader& shop, const Context& context, const Actor& actor) -> Result<Commit> {
                      const auto list = findPriceList(shop, options.name);
                      const auto owner = ownerOf(shop, options);
                      if (!list || !owner)
                          return tl::unexpected(list ? owner.error() : list.error());
                      return assignPriceList(shop, context, actor, {*list, *owner, options.rank, *from, *until});
                  });
    if (!done)
        return tl::unexpected(done.error());
    printWritten(*done, options.name + " for " + options.store + options.group + options.customer, options.json);
    return Done{};
}

Result<Done> unassign(const ListOptions& options)
{
    const auto done = writeShop(options.data, options.author, schema::CHANGE_PRICE,
                                [&](const Reader& shop, const Context& context, const Actor& actor) -> Result<Commit> {
                                    const auto list = findPriceList(shop, options.name);
                                    const auto owner = ownerOf(shop, options);
                                    if (!list || !owner)
                                        return tl::unexpected(list ? owner.error() : list.error());
                                    return unassignPriceList(shop, context, actor, {*list, *owner});
                                });
    if (!done)
        return tl::unexpected(done.error());
    printWritten(*done, options.name + " no longer for " + options.store + options.group + options.customer,
                 options.json);
    return Done{};
}

/// "store Airport": who an assignment is for.
std::pair<std::string, std::string> ownerText(const Reader& shop, const RawId& owner)
{
    if (const auto store = shop.get(Id<schema::Store>(owner)))
        return {"store", store->name()};
    if (const auto group = shop.get(Id<schema::CustomerGroup>(owner)))
        return {"group", group->name()};
    if (const auto customer = shop.get(Id<schema::Customer>(owner)))
        return {"customer", customer->number()};
    return {"unknown", owner.toHex()};
}

Result<Done> showLists(const ListOptions& options)
{
    const auto store = openForReading(options.data);
    if (!store)
        return tl::unexpected(store.error());
    const auto view = (*store)->read();
    const auto stores = view->all<schema::Store>();
    const auto assignments = view->all<schema::PriceListAssignment>();
    auto rows = nlohmann::ordered_json::array();
    for (const auto& list : view->all<schema::PriceList>()) {
        const auto currency = Currency::fromNumeric(list.currency());
        auto owners = nlohmann::ordered_json::array();
        std::string text;
        for (const auto& one : stores)
            if (one.price_list() == list.id()) {
                owners.push_back({{"store", one.name()}, {"own", true}});
                text += "; store " + one.name() + " (its own)";
            }
        for (const auto& assigned : assignments) {
            if (assigned.list() != list.id() || assigned.removed())
                continue;
            const auto [kind, name] = ownerText(*view, RawId::of(assigned.owner()));
            owners.push_back({{kind, name}, {"rank", assigned.rank()}, {"from", formatTime(assigned.valid_from_us())}});
            text += "; " + kind + " " + name + " from " + formatTime(assigned.valid_from_us());
            if (assigned.has_valid_until_us()) {
                owners.back()["until"] = formatTime(assigned.valid_until_us());
                text += " until " + formatTime(assigned.valid_until_us());
            }
        }
        const std::string letters(currency ? currency->alpha() : "?");
        const auto name = list.name().empty() ? hex(list.id()) : list.name();
        if (options.json)
            rows.push_back({{"name", list.name()}, {"currency", letters}, {"for", owners}, {"id", hex(list.id())}});
        else
            fmt::print("{:<30} {} {}\n", name, letters, text.empty() ? "for nobody yet" : text.substr(2));
    }
    if (options.json)
        fmt::print("{}\n", rows.dump(2));
    return Done{};
}

Result<Done> addGroup(const ListOptions& options)
{
    const auto done = writeShop(options.data, options.author, schema::EDIT_CUSTOMERS,
                                [&](const Reader& shop, const Context& context, const Actor& actor) {
                                    return addCustomerGroup(shop, context, actor, {options.name});
                                });
    if (!done)
        return tl::unexpected(done.error());
    printWritten(*done, options.name, options.json);
    return Done{};
}

Result<Done> regroup(const ListOptions& options,
                     Result<Commit> (*command)(const Reader&, const Context&, const Actor&, const GroupMember&))
{
    const auto done = writeShop(options.data, options.author, schema::CHANGE_PRICE,
                                [&](const Reader& shop, const Context& context, const Actor& actor) -> Result<Commit> {
                                    const auto group = findCustomerGroup(shop, options.name);
                                    const auto customer = customerOption(shop, options.customer);
                                    if (!group || !customer)
                                        return tl::unexpected(group ? customer.error() : group.error());
                                    return command(shop, context, actor, {*customer, *group});
                                });
    if (!done)
        return tl::unexpected(done.error());
    printWritten(*done, options.customer + ", " + options.name, options.json);
    return Done{};
}

Result<Done> put(const ListOptions& options)
{
    return regroup(options, putIntoGroup);
}

Result<Done> take(const ListOptions& options)
{
    return regroup(options, takeOutOfGroup);
}

Result<Done> showGroups(const ListOptions& options)
{
    const auto store = openForReading(options.data);
    if (!store)
        return tl::unexpected(store.error());
    const auto view = (*store)->read();
    auto rows = nlohmann::ordered_json::array();
    for (const auto& group : view->all<schema::CustomerGroup>()) {
        if (options.json)
            rows.push_back({{"name", group.name()}, {"id", hex(group.id())}});
        else
            fmt::print("{:<30} {}\n", group.name(), hex(group.id()));
    }
    if (options.json)
        fmt::print("{}\n", rows.dump(2));
    return Done{};
}

/// A verb with the options that all of them have.
VerbOptions<ListOptions> declare(CLI::App& parent, const char* name, const char* meaning, bool writes)
{
    VerbOptions<ListOptions> verb(parent, name, meaning);
    addDataOption(*verb.app, verb->data);
    verb.app->add_flag("--json", verb->json, "As JSON");
    if (writes)
        addAuthorOptions(*verb.app, verb->author);
    return verb;
}

} // namespace

void addPriceListVerbs(CLI::App& app, Chosen& chosen)
{
    auto* lists = app.add_subcommand("price-list", "Price lists, and who buys by them");
    lists->require_subcommand(1);
    auto add = declare(*lists, "add", "A list; nobody buys by it before it is assigned", true);
    add.app->add_option("--name", add->name, "Its name")->required();
    add.app->add_option("--currency", add->currency, "Of its prices, e.g. EUR")->required();
    add.runs(chosen, addList);
    for (const bool in : {true, false}) {
        auto verb = declare(*lists, in ? "assign" : "unassign",
                            in ? "A store, customer or group buys by it" : "They do not any more", true);
        verb.app->add_option("--list", verb->name, "The list's name")->required();
        verb.app->add_option("--store", verb->store, "A store, by name");
        verb.app->add_option("--group", verb->group, "A customer group, by name");
        verb.app->add_option("--customer", verb->customer, "A customer, by number");
        if (in) {
            verb.app->add_option("--rank", verb->rank, "Of several lists of theirs the lowest is asked first");
            verb.app->add_option("--from", verb->from, "UTC, e.g. 2026-12-01T06:00:00 (default: now)");
            verb.app->add_option("--until", verb->until, "UTC (default: for good)");
        }
        verb.runs(chosen, in ? assign : unassign);
    }
    auto showLists_ = declare(*lists, "list", "All of them", false);
    showLists_.runs(chosen, showLists);

    auto* groups = app.add_subcommand("customer-group", "Customers who are treated alike");
    groups->require_subcommand(1);
    auto addOne = declare(*groups, "add", "A group", true);
    addOne.app->add_option("--name", addOne->name, "Its name")->required();
    addOne.runs(chosen, addGroup);
    for (const bool in : {true, false}) {
        auto verb = declare(*groups, in ? "put" : "take", in ? "A customer into a group" : "Out of it", true);
        verb.app->add_option("--group", verb->name, "The group's name")->required();
        verb.app->add_option("--customer", verb->customer, "The customer's number")->required();
        verb.runs(chosen, in ? put : take);
    }
    auto showGroups_ = declare(*groups, "list", "All of them", false);
    showGroups_.runs(chosen, showGroups);
}

} // namespace kontor
