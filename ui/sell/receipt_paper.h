#pragma once

#include "domain/orders/receipt.h"
#include "ui/theme/theme.h"

#include <QTimeZone>
#include <QWidget>

#include <vector>

namespace kontor {

/// A receipt as on paper, from a stored order. Its accessible name is its whole text.
class ReceiptPaper : public QWidget
{
    Q_OBJECT
public:
    explicit ReceiptPaper(const Theme& theme, QWidget* parent = nullptr);

    void setReceipt(const ReceiptView& receipt, const QTimeZone& zone);

    [[nodiscard]] QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    struct Row {
        enum class Kind { Head, Centred, Pair, Strong, Muted, Rule, Gap };
        Kind kind;
        QString left;
        QString right;
    };
    [[nodiscard]] static int heightOf(Row::Kind kind);
    void addLines(const ReceiptView& receipt);
    void addSums(const ReceiptView& receipt);

    const Theme& m_theme;
    std::vector<Row> m_rows;
};

} // namespace kontor
