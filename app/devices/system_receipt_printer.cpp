#include "app/devices/system_receipt_printer.h"

#include "ui/sell/receipt_layout.h"

#include <QGuiApplication>
#include <QPainter>
#include <QPrinter>
#include <QPrinterInfo>
#include <QScreen>

#include <chrono>
#include <condition_variable>
#include <mutex>
#include <thread>

namespace kontor {
namespace {

constexpr int mostWaiting = 8;
constexpr std::chrono::seconds lastWait{5};
constexpr double mmPerInch = 25.4;
constexpr double marginMm = 4; ///< Paper of 80 mm is printed on 72.

Result<Done> paintOn(QPrinter& printer, const ReceiptLayout& receipt, const Theme& theme, int paperMm, int dpi)
{
    const auto failed = [&](const char* why) {
        return fail(Error::Kind::Storage, printer.printerName().toStdString(), why);
    };
    const double scale = (paperMm - 2 * marginMm) / mmPerInch * dpi / ReceiptLayout::width;
    const double lengthMm = receipt.height() * scale / dpi * mmPerInch + 2 * marginMm;
    printer.setResolution(dpi); // The theme's fonts are sized for the screen; the rest is the painter's scale.
    printer.setFullPage(true);
    printer.setPageSize(
        QPageSize(QSizeF(paperMm, lengthMm), QPageSize::Millimeter, QStringLiteral("receipt"), QPageSize::ExactMatch));
    printer.setPageMargins(QMarginsF(0, 0, 0, 0));
    printer.setDocName(QStringLiteral("Kontor"));
    printer.setColorMode(QPrinter::GrayScale);
    QPainter painter;
    if (!painter.begin(&printer))
        return failed("takes no page");
    painter.translate(marginMm / mmPerInch * dpi, marginMm / mmPerInch * dpi);
    painter.scale(scale, scale);
    receipt.paint(painter, QRectF(0, 0, ReceiptLayout::width, receipt.height()), onReceiptPaper(theme));
    const bool ended = painter.end();
    if (!ended || printer.printerState() == QPrinter::Error || printer.printerState() == QPrinter::Aborted)
        return failed("did not take the whole page");
    return Done{};
}

Result<std::unique_ptr<QPrinter>> findSystemPrinter(const QString& name)
{
    const auto names = QPrinterInfo::availablePrinterNames();
    if (!names.contains(name))
        return fail(Error::Kind::NotFound, name.toStdString(),
                    names.isEmpty() ? std::string("the system has no printer")
                                    : "the system has: " + names.join(QStringLiteral(", ")).toStdString());
    auto printer = std::make_unique<QPrinter>(QPrinter::ScreenResolution);
    printer->setPrinterName(name);
    return printer;
}

} // namespace

struct SystemReceiptPrinter::Queue {
    std::mutex mutex;
    std::condition_variable quiet;
    std::mutex one; ///< Receipts come out in their order, one at a time.
    int waiting = 0;
    Find find;
};

SystemReceiptPrinter::SystemReceiptPrinter() : SystemReceiptPrinter(Find(findSystemPrinter)) {}

SystemReceiptPrinter::SystemReceiptPrinter(Find find) : m_queue(std::make_shared<Queue>())
{
    m_queue->find = std::move(find);
}

SystemReceiptPrinter::~SystemReceiptPrinter()
{
    std::unique_lock lock(m_queue->mutex);
    m_queue->quiet.wait_for(lock, lastWait, [this] { return m_queue->waiting == 0; });
}

void SystemReceiptPrinter::print(const ReceiptLayout& receipt, const Theme& theme, const PrinterChoice& choice,
                                 Printed printed)
{
    {
        const std::lock_guard lock(m_queue->mutex);
        if (m_queue->waiting >= mostWaiting) {
            printed(fail(Error::Kind::Storage, choice.name.toStdString(), "does not answer; other receipts wait"));
            return;
        }
        ++m_queue->waiting;
    }
    const auto* screen = QGuiApplication::primaryScreen();
    const int dpi = screen != nullptr ? int(screen->logicalDotsPerInchY()) : 96;
    std::thread([queue = m_queue, receipt, theme, choice, dpi, printed = std::move(printed)] {
        Result<Done> done = Done{};
        {
            const std::lock_guard lock(queue->one);
            const auto printer = queue->find(choice.name);
            done = printer ? paintOn(**printer, receipt, theme, choice.paperMm, dpi) : tl::unexpected(printer.error());
        }
        printed(done);
        const std::lock_guard lock(queue->mutex);
        --queue->waiting;
        queue->quiet.notify_all();
    }).detach();
}

Result<Done> SystemReceiptPrinter::checkSystemPrinter(const QString& name)
{
    return findSystemPrinter(name).map([](const auto&) { return Done{}; });
}

} // namespace kontor
