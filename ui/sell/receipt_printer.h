#pragma once

#include "domain/base/result.h"

#include <QString>

#include <functional>

namespace kontor {

class ReceiptLayout;
struct Theme;

/// What a till's settings say about its printer.
struct PrinterChoice {
    QString name; ///< As the system calls it; empty: none.
    int paperMm = 80;
    bool always = false; ///< Every receipt, not only those that are asked for.
};

/// A printer of receipts; app/devices has the one of the system. Printing never makes the till wait and never shows a dialog.
class ReceiptPrinter
{
public:
    /// On any thread. Errors: NotFound about the printer when there is none called so, Storage about it when it did not print; the
    /// detail says more.
    using Printed = std::function<void(Result<Done>)>;

    virtual ~ReceiptPrinter() = default;
    /// `receipt` and `theme` are copied before this returns.
    virtual void print(const ReceiptLayout& receipt, const Theme& theme, const PrinterChoice& choice,
                       Printed printed) = 0;
};

} // namespace kontor
