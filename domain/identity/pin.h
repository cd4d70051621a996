#pragma once

#include "domain/base/bytes.h"
#include "domain/base/result.h"

#include <functional>
#include <string_view>

namespace kontor {

namespace schema {
class Staff;
}

/// What is kept of a PIN: both belong together.
struct PinSecret {
    Bytes salt; ///< 16 random bytes.
    Bytes hash; ///< Argon2id, 32 bytes.
};

/// Invalid about "pin" unless it is four to eight digits.
[[nodiscard]] Result<Done> checkPinShape(std::string_view pin);

/// Takes tens of milliseconds on purpose: before the command, never on the GUI or the writer thread.
/// `pepper` is the organisation's, 16 to 64 bytes. Errors: Invalid about "pin" or "pepper"; Storage without the memory.
[[nodiscard]] Result<PinSecret> newPin(const std::function<Bytes(std::size_t)>& randomBytes, BytesView pepper,
                                       std::string_view pin);

/// Denied about "pin" when it is not this person's, or when they have none; about "staff" when they have left.
[[nodiscard]] Result<Done> checkPin(const schema::Staff& staff, BytesView pepper, std::string_view pin);

} // namespace kontor
