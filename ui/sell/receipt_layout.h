#pragma once

#include "domain/orders/receipt.h"
#include "ui/theme/theme.h"

#include <QCoreApplication>
#include <QString>
#include <QTimeZone>

#include <vector>

class QPainter;
class QRectF;

namespace kontor {

/// A receipt line by line, as on a roll of paper, from a stored order alone: the screen and every copy show the same.
class ReceiptLayout
{
    Q_DECLARE_TR_FUNCTIONS(kontor::ReceiptLayout)
public:
    struct Row {
        enum class Kind { Head, Centred, Pair, Strong, Muted, Rule, Gap, Code }; ///< Code: `left` as bars.
        Kind kind;
        QString left;
        QString right;
    };

    ReceiptLayout() = default;
    /// `zone`: the store's. `copy`: 0 for the first print; otherwise it says at its head that it is a duplicate, and which.
    ReceiptLayout(const ReceiptView& receipt, const QTimeZone& zone, std::uint32_t copy = 0);

    static constexpr int width = 360; ///< In px, that of paper of 80 mm.
    [[nodiscard]] int height() const;
    [[nodiscard]] QString text() const; ///< All of it, for who hears it.
    [[nodiscard]] const std::vector<Row>& rows() const { return m_rows; }

    /// From the top of `area`, as wide as it is.
    void paint(QPainter& painter, const QRectF& area, const Theme& theme) const;

private:
    void addWrapped(Row::Kind kind, const QString& text, const QString& right = {});
    void addLines(const ReceiptView& receipt);
    void addSums(const ReceiptView& receipt);
    void addPayments(const ReceiptView& receipt);

    std::vector<Row> m_rows;
};

/// The theme's fonts, black on white, whatever the screen shows.
[[nodiscard]] Theme onReceiptPaper(Theme theme);

/// Writes it as a PDF of one page as long as the receipt, 80 mm wide, in the colours of paper. The file is there whole or not at
/// all. Errors: Storage about the file.
[[nodiscard]] Result<Done> writeReceiptPdf(const ReceiptLayout& receipt, const Theme& theme, const QString& file);

} // namespace kontor
