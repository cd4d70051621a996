#pragma once

#include "domain/base/currency.h"
#include "domain/base/id.h"
#include "domain/base/result.h"
#include "domain/commands/command.h"
#include "domain/schema/settings.pb.h"
#include "domain/settings/keys.h"

#include <cstdint>
#include <string>
#include <string_view>

namespace kontor {

namespace schema {
class Location;
class PriceList;
class Terminal;
} // namespace schema

/// Whose settings hold: any of them may be nil.
struct SettingOwners {
    Id<schema::Organisation> organisation;
    Id<schema::Store> store;
    Id<schema::Terminal> terminal;
};

/// The value nearest to the terminal: terminal, store, organisation, the key's default. Stops on an unknown key.
[[nodiscard]] std::string readSetting(const Reader& shop, const SettingOwners& owners, std::string_view key);
[[nodiscard]] bool readBoolSetting(const Reader& shop, const SettingOwners& owners, std::string_view key);
/// Of a key whose form is Whole or Amount.
[[nodiscard]] std::int64_t readNumberSetting(const Reader& shop, const SettingOwners& owners, std::string_view key);

struct ChangeSetting {
    RawId owner; ///< An organisation, store or terminal there is.
    std::string key;
    std::string value;
};
/// "change-setting"; MANAGE_SETTINGS. Errors: as checkSetting; NotFound about "owner"; Conflict about the key when it has that
/// value already; Invalid about the key for an amount beyond mostAmountUnits of the owner's currency.
[[nodiscard]] Result<Commit> changeSetting(const Reader& shop, const Context& context, const Actor& actor,
                                           const ChangeSetting& input);

/// What a store sells with. NotFound about "store", Invalid about "currency".
struct StoreTerms {
    Id<schema::Store> store;
    Id<schema::PriceList> priceList;
    Id<schema::Location> location;
    Currency currency;
    std::string name;
};
[[nodiscard]] Result<StoreTerms> storeTerms(const Reader& shop, Id<schema::Store> store);

} // namespace kontor
