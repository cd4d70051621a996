#pragma once

#include "domain/base/result.h"
#include "domain/commands/command.h"

#include <cstdint>
#include <string>

namespace kontor {

struct AddTax {
    std::string name;          ///< As receipts show it: "VAT 20 %".
    std::uint32_t ratePpm = 0; ///< Of the net price, contained in the price; at most ten times the net.
};
/// "add-tax"; EDIT_CATALOG. The tax's id is the commit's mainId; NewProduct::tax names it.
/// Errors: Invalid about "name", "rate"; Conflict about "name" when a tax has it.
[[nodiscard]] Result<Commit> addTax(const Reader& shop, const Context& context, const Actor& actor,
                                    const AddTax& input);

} // namespace kontor
