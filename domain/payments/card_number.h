#pragma once

#include "domain/base/result.h"
#include "domain/commands/command.h"

#include <string_view>

namespace kontor {

// A till never keeps a card number: only a provider's token and the last four digits. Somebody types or scans one into a note, a
// name or a code all the same; no command takes it, and what refuses it does not quote it.

/// Whether a text has something that looks like a card number: 13 to 19 digits, with single blanks or dashes between them, that
/// begin as an issuer's do and pass the check digit. Source: ISO/IEC 7812-1 (Luhn, annex B); issuer ranges as published by the
/// schemes (Visa 4, Mastercard 51-55 and 2221-2720, American Express 34 and 37, Diners 30, 36, 38, 39, Discover 6011, 644-649, 65,
/// JCB 3528-3589, UnionPay 62, Maestro 50 and 56-69).
[[nodiscard]] bool hasCardNumber(std::string_view text);

/// Every text a commit writes, local rows too, but what is scanned from goods (barcodes, SKUs, labels): those are numbers of
/// thirteen digits and more by right. Errors: Invalid about "card number", naming the kind of row and nothing of its content.
[[nodiscard]] Result<Done> refuseCardNumbers(const Commit& commit);

} // namespace kontor
