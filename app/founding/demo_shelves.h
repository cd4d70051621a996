#pragma once

#include "domain/base/id.h"
#include "domain/base/result.h"
#include "domain/schema/catalog.pb.h"
#include "domain/schema/identity.pb.h"

#include <map>
#include <string>
#include <string_view>

namespace kontor {

class Store;

/// The shelf of the demo shop on which a product of that name stands, "Kitchen"; empty for what stands nowhere (postage, fees). The
/// data has no categories; these go by words of the names.
[[nodiscard]] std::string_view demoShelf(std::string_view name);

/// Those shelves in the shop, by name; made where they are not there.
/// Errors: of the commands it runs.
[[nodiscard]] Result<std::map<std::string, Id<schema::Category>, std::less<>>> demoShelves(Store& store,
                                                                                           Id<schema::Staff> staff);

} // namespace kontor
