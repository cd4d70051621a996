#include "app/ctl/console.h"
#include "app/ctl/shop_access.h"
#include "app/ctl/verbs/verb.h"
#include "app/ctl/verbs/write_shop.h"
#include "domain/base/text.h"
#include "domain/identity/lockout.h"
#include "domain/identity/staff.h"

#include <fmt/core.h>
#include <nlohmann/json.hpp>

namespace kontor {
namespace {

struct StaffOptions {
    std::string data;
    std::string name;
    std::string role = "Cashier";
    std::string newPin;
    bool newPinFromStdin = false;
    bool json = false;
    Author author;
};

Result<Done> add(const StaffOptions& options)
{
    const auto opened = openAs(options.data, options.author, schema::MANAGE_STAFF);
    if (!opened)
        return tl::unexpected(opened.error());
    const auto role = findRole(*opened->store->read(), options.role);
    if (!role)
        return fail(Error::Kind::NotFound, "role", "there is no role \"" + options.role + "\"");
    std::string digits = options.newPin;
    if (options.newPinFromStdin) {
        auto line = readSecretLine("PIN of " + options.name);
        if (!line)
            return tl::unexpected(line.error());
        digits = std::move(*line);
    }
    const auto pin = newPin(World::real().random, opened->store->pepper(), digits);
    if (!pin)
        return tl::unexpected(pin.error());
    const AddStaff input{options.name, Id<schema::Role>(role->id()), *pin};
    const auto added = opened->run([&](const Reader& shop, const Context& context, const Actor& actor) {
        return addStaff(shop, context, actor, input);
    });
    if (!added)
        return tl::unexpected(added.error());
    printAnswer(options.json, {{"name", options.name}, {"role", options.role}, {"id", added->mainId.toHex()}},
                fmt::format("{}: {}, {}", options.name, options.role, added->mainId.toHex()));
    return Done{};
}

Result<Done> liftLockOutOf(const StaffOptions& options)
{
    const auto opened = openAs(options.data, options.author, schema::MANAGE_STAFF);
    if (!opened)
        return tl::unexpected(opened.error());
    std::vector<schema::Staff> matching;
    for (auto& person : activeStaff(*opened->store->read()))
        if (person.name() == composed(options.name) || hex(person.id()) == options.name)
            matching.push_back(std::move(person));
    if (matching.size() != 1)
        return matching.empty()
                   ? fail(Error::Kind::NotFound, "staff", "nobody called \"" + options.name + "\" works here")
                   : invalid("staff", "there is more than one \"" + options.name + "\": give the id");
    const LiftLockOut input{Id<schema::Staff>(BytesView(matching.front().id()))};
    const auto lifted = opened->run([&](const Reader& shop, const Context& context, const Actor& actor) {
        return liftLockOut(shop, context, actor, input);
    });
    if (!lifted)
        return tl::unexpected(lifted.error());
    printAnswer(options.json, {{"name", matching.front().name()}, {"id", hex(matching.front().id())}},
                matching.front().name() + " may sign in again");
    return Done{};
}

Result<Done> list(const StaffOptions& options)
{
    const auto store = openForReading(options.data);
    if (!store)
        return tl::unexpected(store.error());
    const auto view = (*store)->read();
    auto people = nlohmann::ordered_json::array();
    for (const auto& person : activeStaff(*view)) {
        const auto role = view->get(Id<schema::Role>(person.role()));
        const auto roleName = role ? role->name() : std::string("no role");
        if (options.json)
            people.push_back({{"name", person.name()}, {"role", roleName}, {"id", hex(person.id())}});
        else
            fmt::print("{:<30} {:<20} {}\n", person.name(), roleName, hex(person.id()));
    }
    if (options.json)
        fmt::print("{}\n", people.dump(2));
    return Done{};
}

} // namespace

void addStaffVerbs(CLI::App& app, Chosen& chosen)
{
    auto* staff = app.add_subcommand("staff", "People who work here");
    staff->require_subcommand(1);

    VerbOptions<StaffOptions> add_(*staff, "add", "Add somebody");
    addDataOption(*add_.app, add_->data);
    add_.app->add_option("--name", add_->name, "Their name")->required();
    add_.app->add_option("--role", add_->role, "Their role")->capture_default_str();
    auto* pin = add_.app->add_option("--new-pin", add_->newPin, "Their PIN, four to eight digits");
    add_.app->add_flag("--new-pin-stdin", add_->newPinFromStdin, "Read it from standard input")->excludes(pin);
    addAuthorOptions(*add_.app, add_->author);
    addJsonOption(*add_.app, add_->json);
    add_.runs(chosen, add);

    VerbOptions<StaffOptions> lift_(*staff, "lift-lock-out", "Let somebody sign in again after too many wrong PINs");
    addDataOption(*lift_.app, lift_->data);
    lift_.app->add_option("--name", lift_->name, "Their name, or their id in hex")->required();
    addAuthorOptions(*lift_.app, lift_->author);
    addJsonOption(*lift_.app, lift_->json);
    lift_.runs(chosen, liftLockOutOf);

    VerbOptions<StaffOptions> list_(*staff, "list", "Everybody who may sign in");
    addDataOption(*list_.app, list_->data);
    list_.app->add_flag("--json", list_->json, "As JSON");
    list_.runs(chosen, list);
}

} // namespace kontor
