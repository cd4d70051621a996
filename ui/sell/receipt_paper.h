#pragma once

#include "ui/sell/receipt_layout.h"
#include "ui/theme/theme.h"

#include <QWidget>

namespace kontor {

/// A receipt as on paper. Its accessible name is its whole text.
class ReceiptPaper : public QWidget
{
    Q_OBJECT
public:
    explicit ReceiptPaper(const Theme& theme, QWidget* parent = nullptr);

    void setReceipt(const ReceiptLayout& receipt);

    [[nodiscard]] QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    const Theme& m_theme;
    ReceiptLayout m_receipt;
};

} // namespace kontor
