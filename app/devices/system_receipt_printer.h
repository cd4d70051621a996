#pragma once

#include "ui/sell/receipt_printer.h"

#include <memory>

class QPrinter;

namespace kontor {

/// Receipts on a printer of the operating system (CUPS on Linux), as Qt knows it. Each is handed over on a thread of its own, since
/// a spooler may take seconds to answer; at most eight wait.
class SystemReceiptPrinter : public ReceiptPrinter
{
public:
    /// A printer by its name. Errors: NotFound about it; the detail names those there are.
    using Find = std::function<Result<std::unique_ptr<QPrinter>>(const QString& name)>;

    SystemReceiptPrinter(); ///< Those the system has.
    explicit SystemReceiptPrinter(Find find);
    /// Waits for what is under way, five seconds at most.
    ~SystemReceiptPrinter() override;

    void print(const ReceiptLayout& receipt, const Theme& theme, const PrinterChoice& choice, Printed printed) override;

    [[nodiscard]] static Result<Done> checkSystemPrinter(const QString& name); ///< As Find, and lets go of it.

private:
    struct Queue;
    std::shared_ptr<Queue> m_queue; ///< Shared with the threads, one of which may hang in a spooler for ever.
};

} // namespace kontor
