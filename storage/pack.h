#pragma once

#include "domain/base/bytes.h"

#include <optional>

namespace kontor {

/// How headers and parts lie in the journal: zstd with a dictionary made of commits, since one alone is too short to compress.
/// What is signed and hashed are the bytes before; unpack gives exactly those back.
///
/// First byte: 0, the bytes follow as they are; 1, a zstd frame with dictionary 1 (storage/dictionary_1.bin). A dictionary is
/// never changed; a better one gets the next number.
[[nodiscard]] Bytes pack(BytesView raw);
/// Nothing when the bytes are damaged, of an unknown kind, or larger than a commit may be.
[[nodiscard]] std::optional<Bytes> unpack(BytesView packed);

} // namespace kontor
