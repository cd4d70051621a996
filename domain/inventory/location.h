#pragma once

#include "domain/base/id.h"
#include "domain/base/result.h"
#include "domain/commands/command.h"
#include "domain/schema/inventory.pb.h"
#include "domain/schema/settings.pb.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace kontor {

[[nodiscard]] std::string_view locationKindName(schema::LocationKind kind); ///< "back-room"
[[nodiscard]] std::optional<schema::LocationKind> locationKindByName(std::string_view name);
[[nodiscard]] std::string_view movementReasonName(schema::MovementReason reason); ///< "written-off"
[[nodiscard]] std::optional<schema::MovementReason> movementReasonByName(std::string_view name);

struct AddLocation {
    std::string name;
    schema::LocationKind kind = schema::BACK_ROOM;
    Id<schema::Store> store = {}; ///< Nil: this terminal's.
};
/// "add-location"; ADJUST_STOCK. The commit's mainId is its id. Errors: Invalid about "name"; Conflict about "name" when the store
/// has one called so; storeOfWork's.
[[nodiscard]] Result<Commit> addLocation(const Reader& shop, const Context& context, const Actor& actor,
                                         const AddLocation& input);

struct ChangeLocation {
    Id<schema::Location> location;
    std::optional<std::string> name = {};
    std::optional<schema::LocationKind> kind = {};
    std::optional<bool> archived = {}; ///< Not the one a store sells from.
};
/// "change-location"; ADJUST_STOCK. Errors: NotFound about "location"; Invalid about "name", "archived"; Conflict about "location"
/// when nothing would change, about "archived" while goods are in it or to come to it. Archiving asks for the level of every product.
[[nodiscard]] Result<Commit> changeLocation(const Reader& shop, const Context& context, const Actor& actor,
                                            const ChangeLocation& input);

/// Of a store, by name; archived ones too.
[[nodiscard]] std::vector<schema::Location> locationsOf(const Reader& shop, Id<schema::Store> store);
/// By its name in a store, else in any; empty: where the store sells from. Errors: NotFound, Invalid about "location".
[[nodiscard]] Result<Id<schema::Location>> findLocation(const Reader& shop, Id<schema::Store> store,
                                                        std::string_view name);

/// Where a command at this terminal may move stock: a location that is there, not archived, and of the store it works for (nil:
/// the store sells from it). Returns it with that store. Errors: NotFound about "location"; storeOfWork's.
struct Place {
    Id<schema::Location> location;
    Id<schema::Store> store;
};
[[nodiscard]] Result<Place> placeOfWork(const Reader& shop, const Context& context, Id<schema::Location> location);

} // namespace kontor
