#pragma once

#include "domain/base/currency.h"
#include "domain/base/result.h"
#include "domain/journal/reader.h"
#include "domain/schema/identity.pb.h"
#include "storage/store.h"

#include <filesystem>
#include <memory>
#include <string>

namespace kontor {

/// Opens a shop that is there. When another process has it open, a note on stderr says that this only reads.
/// Errors: NotFound about the folder when there is no shop in it; else Store::open's.
[[nodiscard]] Result<std::unique_ptr<Store>> openForReading(const std::filesystem::path& data);

/// The same for a verb that writes.
/// Errors: Conflict about the folder, naming the process that holds it.
[[nodiscard]] Result<std::unique_ptr<Store>> openForWriting(const std::filesystem::path& data);

/// Conflict, naming the process that holds the folder, when the store is read-only.
[[nodiscard]] Result<Done> requireWriter(const Store& store, const std::filesystem::path& data);

/// Who does it, as given on the command line.
struct Author {
    std::string name; ///< Of somebody who works here, or their id in hex. Empty: the only one with the permission.
    std::string pin;  ///< Checked when given: whoever can write the data folder needs none.
    bool pinFromStdin = false;
    std::string approver = {};    ///< A second person, who approves; empty: nobody.
    std::string approverPin = {}; ///< As `pin`.
};

/// Errors: NotFound about "staff", Invalid about "staff" when the name is not given and more than one could be meant, Denied
/// about "pin".
[[nodiscard]] Result<Id<schema::Staff>> findAuthor(const Store& store, const Author& author,
                                                   schema::Permission permission);

/// Who approves; nil when nobody is named. Errors: as findAuthor's.
[[nodiscard]] Result<Id<schema::Staff>> findApprover(const Store& store, const Author& author);

/// The organisation's currency. Errors: NotFound about "organisation".
[[nodiscard]] Result<Currency> organisationCurrency(const Store& store);

/// A store by its name; the only one when the name is empty. Errors: NotFound or Invalid about "store".
[[nodiscard]] Result<Id<schema::Store>> findStore(const Reader& shop, const std::string& name);

} // namespace kontor
