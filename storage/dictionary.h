#pragma once

#include "domain/base/bytes.h"

namespace kontor {

/// The bytes of dictionary_1.bin: a zstd dictionary trained on headers and parts of a shop's commits by
/// packaging/train-dictionary. It is part of the format: journals cannot be read without it.
[[nodiscard]] BytesView dictionary1();

} // namespace kontor
