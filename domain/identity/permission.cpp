#include "domain/identity/permission.h"

#include <array>

namespace kontor {

namespace {

struct Named {
    schema::Permission permission;
    std::string_view name;
};
constexpr Named names[] = {
    {schema::SELL, "sell"},
    {schema::RETURN_GOODS, "return-goods"},
    {schema::OPEN_PRICE, "open-price"},
    {schema::CHANGE_PRICE, "change-price"},
    {schema::EDIT_CATALOG, "edit-catalog"},
    {schema::ADJUST_STOCK, "adjust-stock"},
    {schema::EDIT_CUSTOMERS, "edit-customers"},
    {schema::MANAGE_STAFF, "manage-staff"},
    {schema::MANAGE_SETTINGS, "manage-settings"},
    {schema::ENROL_TERMINALS, "enrol-terminals"},
    {schema::IMPORT_DATA, "import-data"},
    {schema::MANAGE_TILL, "manage-till"},
};
// A permission that is added to the schema is added here.
static_assert(std::size(names) == static_cast<std::size_t>(schema::Permission_ARRAYSIZE) - 1);

constexpr auto everything = [] {
    std::array<schema::Permission, std::size(names)> all{};
    for (std::size_t i = 0; i < all.size(); ++i)
        all[i] = names[i].permission;
    return all;
}();
constexpr schema::Permission cashier[] = {schema::SELL, schema::RETURN_GOODS, schema::EDIT_CUSTOMERS};

} // namespace

std::span<const schema::Permission> allPermissions()
{
    return everything;
}

std::span<const schema::Permission> cashierPermissions()
{
    return cashier;
}

std::string_view permissionName(schema::Permission permission)
{
    for (const auto& named : names)
        if (named.permission == permission)
            return named.name;
    return "unknown-permission";
}

std::optional<schema::Permission> permissionByName(std::string_view name)
{
    for (const auto& named : names)
        if (named.name == name)
            return named.permission;
    return std::nullopt;
}

} // namespace kontor
