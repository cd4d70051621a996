#pragma once

#include <QString>

#include <vector>

namespace kontor {

/// The bars of a Code 128 symbol for a text of printable ASCII: widths in modules, bar and gap in turn, beginning and ending with a
/// bar; without the quiet zone of ten modules that belongs on either side. Letters are in code set B; four or more digits at the end,
/// as receipt numbers have them, in the denser C. Empty for an empty text, one of more than 40 characters, and one with others.
/// Source: ISO/IEC 15417.
[[nodiscard]] std::vector<int> code128(const QString& text);

} // namespace kontor
