#pragma once

#include "domain/base/id.h"
#include "domain/base/result.h"
#include "domain/commands/command.h"

#include <string>

namespace kontor {

struct ClearSetting {
    RawId owner; ///< An organisation, store or terminal.
    std::string key;
};
/// "clear-setting"; MANAGE_SETTINGS. What is set there holds no more: the next further owner's value does, or the default. Writes a
/// version of the row without a value, so that two tills that clear and set merge like any two versions.
/// Errors: Invalid about "key" when there is none; Conflict about the key when nothing is set there.
[[nodiscard]] Result<Commit> clearSetting(const Reader& shop, const Context& context, const Actor& actor,
                                          const ClearSetting& input);

} // namespace kontor
