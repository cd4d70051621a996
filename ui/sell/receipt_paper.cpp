#include "ui/sell/receipt_paper.h"

#include "ui/text/money_text.h"
#include "ui/theme/paint.h"

#include <QDateTime>
#include <QLocale>
#include <QPainter>

namespace kontor {
namespace {
constexpr int side = 24;
constexpr int top = 24;
} // namespace

ReceiptPaper::ReceiptPaper(const Theme& theme, QWidget* parent) : QWidget(parent), m_theme(theme)
{
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
}

int ReceiptPaper::heightOf(Row::Kind kind)
{
    switch (kind) {
    case Row::Kind::Head: return 26;
    case Row::Kind::Strong: return 28;
    case Row::Kind::Muted: return 18;
    case Row::Kind::Rule: return 21;
    case Row::Kind::Gap: return 8;
    case Row::Kind::Centred:
    case Row::Kind::Pair: return 21;
    }
    return 21;
}

void ReceiptPaper::addLines(const ReceiptView& receipt)
{
    for (const auto& line : receipt.lines) {
        m_rows.push_back({Row::Kind::Pair, qtext(line.name), amountText(line.total)});
        auto price = unitPriceText(line.unitPrice, line.total.currency());
        auto quantity = quantityText(line.quantity);
        if (!line.unitSymbol.empty())
            quantity = tr("%1 %2", "quantity, unit").arg(quantity, qtext(line.unitSymbol));
        if (!line.priceUnitSymbol.empty())
            price = tr("%1 / %2", "price, unit").arg(price, qtext(line.priceUnitSymbol));
        m_rows.push_back({Row::Kind::Muted, tr("%1 × %2", "quantity, price").arg(quantity, price), {}});
        for (const auto& discount : line.discounts)
            m_rows.push_back(
                {Row::Kind::Muted, qtext(discount.name), line.isGift ? tr("Gift") : amountText(-discount.amount)});
        if (!line.discount.isZero() && line.discounts.empty())
            m_rows.push_back({Row::Kind::Muted, tr("Discount"), amountText(-line.discount)});
        m_rows.push_back({Row::Kind::Gap, {}, {}});
    }
}

void ReceiptPaper::addSums(const ReceiptView& receipt)
{
    m_rows.push_back({Row::Kind::Strong, tr("Total"), moneyText(receipt.total)});
    for (const auto& tax : receipt.taxes) {
        m_rows.push_back({Row::Kind::Muted,
                          tr("%1 %2 included in %3", "tax, rate, gross amount")
                              .arg(qtext(tax.name), rateText(tax.ratePpm), amountText(tax.gross)),
                          amountText(tax.tax)});
    }
    if (!receipt.cashRounding.isZero()) {
        m_rows.push_back({Row::Kind::Pair, tr("Rounding to coins"), amountText(receipt.cashRounding)});
        m_rows.push_back({Row::Kind::Strong, tr("To pay"), moneyText(receipt.total + receipt.cashRounding)});
    }
    m_rows.push_back({Row::Kind::Gap, {}, {}});
    for (const auto& payment : receipt.payments) {
        if (payment.foreign)
            m_rows.push_back({Row::Kind::Muted, tr("Received in another currency"), moneyText(*payment.foreign)});
        const bool cash = payment.method == schema::CASH;
        m_rows.push_back({Row::Kind::Pair, cash ? tr("Cash") : tr("Paid elsewhere"),
                          amountText(cash && payment.tendered.minor() > 0 ? payment.tendered : payment.amount)});
        if (!payment.change.isZero())
            m_rows.push_back({Row::Kind::Pair, tr("Change"), amountText(payment.change)});
    }
}

void ReceiptPaper::setReceipt(const ReceiptView& receipt, const QTimeZone& zone)
{
    m_rows.clear();
    m_rows.push_back({Row::Kind::Head, qtext(receipt.organisation), {}});
    if (receipt.store != receipt.organisation)
        m_rows.push_back({Row::Kind::Centred, qtext(receipt.store), {}});
    if (!receipt.header.empty())
        m_rows.push_back({Row::Kind::Centred, qtext(receipt.header), {}});
    m_rows.push_back({Row::Kind::Rule, {}, {}});
    addLines(receipt);
    m_rows.push_back({Row::Kind::Rule, {}, {}});
    addSums(receipt);
    m_rows.push_back({Row::Kind::Rule, {}, {}});
    const auto at = QDateTime::fromMSecsSinceEpoch(receipt.at / 1000, zone);
    m_rows.push_back({Row::Kind::Muted, tr("Receipt %1").arg(qtext(receipt.receipt)),
                      QLocale().toString(at, tr("d MMM yyyy HH:mm", "date and time of a receipt"))});
    m_rows.push_back({Row::Kind::Muted, tr("Served by %1").arg(qtext(receipt.cashier)), qtext(receipt.terminal)});
    if (!receipt.footer.empty()) {
        m_rows.push_back({Row::Kind::Gap, {}, {}});
        m_rows.push_back({Row::Kind::Centred, qtext(receipt.footer), {}});
    }

    QStringList words;
    for (const auto& row : m_rows) {
        if (!row.left.isEmpty())
            words << (row.right.isEmpty() ? row.left : row.left + QLatin1Char(' ') + row.right);
    }
    setAccessibleName(words.join(QStringLiteral(", ")));
    updateGeometry();
    update();
}

QSize ReceiptPaper::sizeHint() const
{
    int height = 2 * top;
    for (const auto& row : m_rows)
        height += heightOf(row.kind);
    return {360, height};
}

void ReceiptPaper::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    paintBox(painter, rect(), metrics::cardRadius, m_theme.surface, m_theme.line);
    const bool mirrored = layoutDirection() == Qt::RightToLeft;
    const auto lead = (mirrored ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter;
    const auto trail = (mirrored ? Qt::AlignLeft : Qt::AlignRight) | Qt::AlignVCenter;
    double y = top;
    for (const auto& row : m_rows) {
        const int height = heightOf(row.kind);
        const QRectF box(side, y, width() - 2 * side, height);
        y += height;
        const bool strong = row.kind == Row::Kind::Strong || row.kind == Row::Kind::Head;
        const auto font =
            m_theme.font(strong                                                           ? TextRole::Lead
                         : row.kind == Row::Kind::Muted || row.kind == Row::Kind::Centred ? TextRole::Secondary
                                                                                          : TextRole::Body);
        const auto colour = strong || row.kind == Row::Kind::Pair ? m_theme.text : m_theme.muted;
        switch (row.kind) {
        case Row::Kind::Gap: break;
        case Row::Kind::Rule:
            painter.setPen(QPen(m_theme.line, 1, Qt::DashLine));
            painter.drawLine(QPointF(box.left(), box.center().y()), QPointF(box.right(), box.center().y()));
            break;
        case Row::Kind::Head:
        case Row::Kind::Centred: paintLine(painter, box, Qt::AlignCenter, font, colour, row.left); break;
        case Row::Kind::Pair:
        case Row::Kind::Strong:
        case Row::Kind::Muted: {
            const double taken = row.right.isEmpty() ? 0 : QFontMetricsF(font).horizontalAdvance(row.right) + 12;
            const auto words = mirrored ? box.adjusted(taken, 0, 0, 0) : box.adjusted(0, 0, -taken, 0);
            paintLine(painter, words, lead, font, colour, row.left);
            paintLine(painter, box, trail, font, colour, row.right);
            break;
        }
        }
    }
}

} // namespace kontor
