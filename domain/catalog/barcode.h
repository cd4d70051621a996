#pragma once

#include "domain/base/id.h"
#include "domain/base/result.h"
#include "domain/commands/command.h"
#include "domain/schema/catalog.pb.h"

#include <string>

namespace kontor {

struct ChangeBarcode {
    Id<schema::Barcode> barcode;
    std::string code; ///< Empty: nothing has this code any more; the row stays, for whoever asks what it was.
};
/// "change-barcode"; EDIT_CATALOG. Errors: NotFound about "barcode"; Invalid about "barcode"; Conflict about "barcode <code>" when
/// something has that code, about "barcode" when it has it already.
[[nodiscard]] Result<Commit> changeBarcode(const Reader& shop, const Context& context, const Actor& actor,
                                           const ChangeBarcode& input);

} // namespace kontor
