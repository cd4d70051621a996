#include "ui/sell/receipt_paper.h"

#include "ui/theme/paint.h"

#include <QPainter>

namespace kontor {

ReceiptPaper::ReceiptPaper(const Theme& theme, QWidget* parent) : QWidget(parent), m_theme(theme)
{
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
}

void ReceiptPaper::setReceipt(const ReceiptLayout& receipt)
{
    m_receipt = receipt;
    setAccessibleName(m_receipt.text());
    updateGeometry();
    update();
}

QSize ReceiptPaper::sizeHint() const
{
    return {ReceiptLayout::width, m_receipt.height()};
}

void ReceiptPaper::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    paintBox(painter, rect(), metrics::cardRadius, m_theme.surface, m_theme.line);
    m_receipt.paint(painter, rect(), m_theme);
}

} // namespace kontor
