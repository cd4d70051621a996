#pragma once

#include "domain/base/bytes.h"
#include "domain/base/id.h"
#include "domain/base/result.h"
#include "domain/commands/command.h"
#include "domain/identity/pin.h"
#include "domain/schema/identity.pb.h"
#include "domain/schema/settings.pb.h"

#include <string>

namespace kontor {

/// What `kontorctl init` asks. The three ids are chosen before and are the context's too, since the commit's parts are theirs.
struct FoundOrganisation {
    Id<schema::Organisation> organisation;
    Id<schema::Store> store;
    Id<schema::Terminal> terminal;
    std::string organisationName;
    std::string storeName;
    std::string zone = "UTC";     ///< IANA, e.g. "Europe/London".
    std::string currency = "GBP"; ///< Letters of ISO 4217.
    schema::TerminalKind terminalKind = schema::TILL;
    std::string terminalName; ///< Empty: "Till 1".
    Bytes publicKey;          ///< Of the first terminal, Ed25519.
    std::string administratorName;
    PinSecret administratorPin; ///< From newPin.
};

/// "found-organisation", by Actor::founder(): organisation, store, price list, location, first terminal, the roles
/// "Administrator" (every permission) and "Cashier", the first administrator. Once, in the root origin, as commit 2.
/// Errors: Conflict about "organisation" when there is one; Invalid about "organisation", "store", "terminal" (nil or not the
/// context's ids), "organisation_name", "store_name", "zone", "currency", "public_key", "administrator_name", "pin".
[[nodiscard]] Result<Commit> foundOrganisation(const Reader& shop, const Context& context, const Actor& actor,
                                               const FoundOrganisation& input);

} // namespace kontor
