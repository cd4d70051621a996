#include "app/ctl/verbs/verb.h"
#include "app/ctl/verbs/write_shop.h"
#include "domain/identity/permission.h"
#include "domain/identity/role.h"
#include "domain/identity/staff.h"

#include <algorithm>

namespace kontor {
namespace {

struct RoleOptions {
    std::string data;
    std::string role;
    std::vector<std::string> permissions;
    bool json = false;
    Author author;
};

nlohmann::ordered_json jsonOf(const schema::Role& role)
{
    auto permissions = nlohmann::ordered_json::array();
    for (const auto permission : role.permission())
        permissions.push_back(std::string(permissionName(static_cast<schema::Permission>(permission))));
    return {{"role", role.name()}, {"permissions", permissions}, {"id", hex(role.id())}};
}

Result<Done> list(const RoleOptions& options)
{
    const auto store = openForReading(options.data);
    if (!store)
        return tl::unexpected(store.error());
    auto rows = nlohmann::ordered_json::array();
    for (const auto& role : (*store)->read()->all<schema::Role>())
        rows.push_back(jsonOf(role));
    if (options.json)
        fmt::print("{}\n", rows.dump(2));
    else
        for (const auto& row : rows)
            fmt::print("{:<20} {}\n", row["role"].get<std::string>(), row["permissions"].dump());
    return Done{};
}

Result<Done> change(const RoleOptions& options, bool grants)
{
    const auto done =
        writeShop(options.data, options.author, schema::MANAGE_STAFF,
                  [&](const Reader& shop, const Context& context, const Actor& actor) -> Result<Commit> {
                      const auto role = findRole(shop, options.role);
                      if (!role)
                          return fail(Error::Kind::NotFound, "role", "there is no role \"" + options.role + "\"");
                      ChangeRole input{Id<schema::Role>(role->id()), {}};
                      for (const auto one : role->permission())
                          input.permissions.push_back(static_cast<schema::Permission>(one));
                      for (const auto& name : options.permissions) {
                          const auto permission = permissionByName(name);
                          if (!permission)
                              return invalid("permission", "there is no permission \"" + name + "\"");
                          std::erase(input.permissions, *permission);
                          if (grants)
                              input.permissions.push_back(*permission);
                      }
                      return changeRole(shop, context, actor, input);
                  });
    if (!done)
        return tl::unexpected(done.error());
    printWritten(*done, options.role, options.json);
    return Done{};
}

Result<Done> grant(const RoleOptions& options)
{
    return change(options, true);
}

Result<Done> withdraw(const RoleOptions& options)
{
    return change(options, false);
}

} // namespace

void addRoleVerbs(CLI::App& app, Chosen& chosen)
{
    auto* roles = app.add_subcommand("role", "What people may do");
    roles->require_subcommand(1);
    VerbOptions<RoleOptions> list_(*roles, "list", "All of them, with what they allow");
    addDataOption(*list_.app, list_->data);
    addJsonOption(*list_.app, list_->json);
    list_.runs(chosen, list);
    for (const bool grants : {true, false}) {
        VerbOptions<RoleOptions> one(*roles, grants ? "grant" : "withdraw",
                                     grants ? "A role allows more: also what a shop founded earlier has no role for"
                                            : "A role allows less");
        addDataOption(*one.app, one->data);
        one.app->add_option("--role", one->role, "Its name")->required();
        one.app->add_option("--permission", one->permissions, "As `role list` names them, e.g. manage-till")
            ->required();
        addAuthorOptions(*one.app, one->author);
        addJsonOption(*one.app, one->json);
        one.runs(chosen, grants ? grant : withdraw);
    }
}

} // namespace kontor
