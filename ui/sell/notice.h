#pragma once

#include "domain/base/result.h"

#include <QString>

namespace kontor {

/// Something the cashier must know: what happened, and what to do next.
struct Notice {
    enum class Tone { Bad, Warn, Good };
    Tone tone = Tone::Bad;
    QString title;
    QString remedy;
};

/// What people read for an error of the domain or the store. The error's own detail is for the log.
[[nodiscard]] Notice noticeOf(const Error& error);

} // namespace kontor
