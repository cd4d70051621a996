#include "ui/sell/receipt_layout.h"

#include <QFile>
#include <QGuiApplication>
#include <QPainter>
#include <QPdfWriter>
#include <QSaveFile>
#include <QScreen>

// A receipt as a file.

namespace kontor {
namespace {

constexpr double paperMm = 80;

} // namespace

Theme onReceiptPaper(Theme theme)
{
    theme.text = Qt::black;
    theme.muted = QColor(60, 60, 60);
    theme.line = QColor(120, 120, 120);
    return theme;
}

Result<Done> writeReceiptPdf(const ReceiptLayout& receipt, const Theme& theme, const QString& file)
{
    const auto failed = [&](const QString& why) {
        return fail(Error::Kind::Storage, file.toStdString(), "cannot be written: " + why.toStdString());
    };
    QSaveFile out(file);
    if (!out.open(QIODevice::WriteOnly))
        return failed(out.errorString());
    const auto* screen = QGuiApplication::primaryScreen();
    // At the screen's own resolution the theme's fonts are as large as on it; the painter then takes all of it to the paper's width.
    const double dpi = screen != nullptr ? screen->logicalDotsPerInchY() : 96.0;
    const double scale = paperMm / 25.4 * dpi / ReceiptLayout::width;
    {
        QPdfWriter writer(&out);
        writer.setCreator(QStringLiteral("Kontor"));
        writer.setResolution(int(dpi));
        writer.setPageSize(QPageSize(QSizeF(paperMm, receipt.height() * scale / dpi * 25.4), QPageSize::Millimeter, {},
                                     QPageSize::ExactMatch));
        writer.setPageMargins(QMarginsF(0, 0, 0, 0));
        QPainter painter;
        if (!painter.begin(&writer))
            return failed(QStringLiteral("no PDF can be made"));
        painter.scale(scale, scale);
        receipt.paint(painter, QRectF(0, 0, ReceiptLayout::width, receipt.height()), onReceiptPaper(theme));
        painter.end();
    }
    if (!out.commit())
        return failed(out.errorString());
    return Done{};
}

} // namespace kontor
