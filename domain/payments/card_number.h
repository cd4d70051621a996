#pragma once

#include "domain/base/bytes.h"
#include "domain/base/result.h"
#include "domain/commands/command.h"

#include <string_view>

namespace google::protobuf {
class Message;
} // namespace google::protobuf

namespace kontor {

struct SettingOwners;

// A till never keeps a card number: only a provider's token and the last four digits. Somebody types or scans one into a note, a
// name or a code all the same; no command takes it, and what refuses it does not quote it.

/// Whether a text has something that looks like a card number: 14 to 19 digits, with up to three blanks, dashes, dots or slashes
/// between them, that begin as an issuer's do and pass the check digit. Source: ISO/IEC 7812-1 (Luhn, annex B); issuer ranges as
/// published by the schemes (Visa 4, Mastercard 51-55 and 2221-2720, American Express 34 and 37, Diners 30, 36, 38, 39, Discover 6011,
/// 644-649, 65, JCB 3528-3589, UnionPay 62, Maestro 50 and 56-69).
[[nodiscard]] bool hasCardNumber(std::string_view text);

/// Whether the bytes of a row may hold one: cheap, and true too often.
[[nodiscard]] bool mayHoldCardNumber(BytesView body);

/// Whether some text of a row has one. Left out are what is scanned from goods (barcodes, SKUs, labels), which are numbers of thirteen
/// digits and more by right, and the codes of gift cards the shop knows or whose beginning is its own (setting gift-card.prefixes).
[[nodiscard]] bool hasCardNumber(const Reader& shop, const SettingOwners& owners, const google::protobuf::Message& row);

/// Every text a commit writes, local rows too. Errors: Invalid about "card number", naming the kind of row and nothing of its content.
[[nodiscard]] Result<Done> refuseCardNumbers(const Reader& shop, const SettingOwners& owners, const Commit& commit);

} // namespace kontor
