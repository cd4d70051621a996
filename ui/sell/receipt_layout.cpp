#include "ui/sell/receipt_layout.h"

#include "ui/sell/code128.h"
#include "ui/sell/tender_text.h"
#include "ui/text/money_text.h"
#include "ui/theme/paint.h"

#include <QDateTime>
#include <QFontMetricsF>
#include <QGuiApplication>
#include <QLocale>
#include <QPainter>
#include <QStringList>

#include <numeric>
#include <utility>

namespace kontor {
namespace {

constexpr int side = 24;
constexpr int top = 24;

int heightOf(ReceiptLayout::Row::Kind kind)
{
    using Kind = ReceiptLayout::Row::Kind;
    switch (kind) {
    case Kind::Head: return 26;
    case Kind::Strong: return 28;
    case Kind::Muted: return 18;
    case Kind::Rule: return 21;
    case Kind::Gap: return 8;
    case Kind::Code: return 72;
    case Kind::Centred:
    case Kind::Pair: return 21;
    }
    return 21;
}

/// So many letters of its type fit the paper beside an amount; wider ones are elided.
qsizetype lettersOf(ReceiptLayout::Row::Kind kind)
{
    using Kind = ReceiptLayout::Row::Kind;
    return kind == Kind::Centred ? 44 : kind == Kind::Head ? 30 : 32;
}

/// Broken at words, and at every line end that somebody has put there.
QStringList linesOf(const QString& text, qsizetype most)
{
    QStringList lines;
    for (const auto& paragraph : text.split(QLatin1Char('\n'))) {
        QString line;
        for (const auto& word : paragraph.split(QLatin1Char(' '), Qt::SkipEmptyParts)) {
            if (!line.isEmpty() && line.size() + 1 + word.size() > most)
                lines << std::exchange(line, QString());
            line += line.isEmpty() ? word : QLatin1Char(' ') + word;
        }
        lines << line;
    }
    return lines;
}

/// Dark on light in either theme: scanners read nothing else, from a screen neither.
void paintBars(QPainter& painter, const QRectF& box, const QString& text)
{
    const auto widths = code128(text);
    const int modules = std::accumulate(widths.begin(), widths.end(), 0);
    if (modules == 0)
        return;
    constexpr int quiet = 10;
    const double module = std::min(1.5, box.width() / (modules + 2 * quiet));
    double x = box.center().x() - modules * module / 2;
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing, false); // Edges as sharp as the paper can have them.
    painter.fillRect(QRectF(x - quiet * module, box.top() + 4, (modules + 2 * quiet) * module, box.height() - 8),
                     Qt::white);
    for (std::size_t i = 0; i < widths.size(); ++i) {
        const double width = widths[i] * module;
        if (i % 2 == 0)
            painter.fillRect(QRectF(x, box.top() + 8, width, box.height() - 16), Qt::black);
        x += width;
    }
    painter.restore();
}

} // namespace

void ReceiptLayout::addWrapped(Row::Kind kind, const QString& text, const QString& right)
{
    auto amount = right;
    for (const auto& line : linesOf(text, lettersOf(kind)))
        m_rows.push_back({kind, line, std::exchange(amount, QString())}); // The amount stands beside the first.
}

ReceiptLayout::ReceiptLayout(const ReceiptView& receipt, const QTimeZone& zone, std::uint32_t copy)
{
    addWrapped(Row::Kind::Head, qtext(receipt.organisation));
    if (receipt.store != receipt.organisation)
        addWrapped(Row::Kind::Centred, qtext(receipt.store));
    if (!receipt.header.empty())
        addWrapped(Row::Kind::Centred, qtext(receipt.header));
    if (receipt.isTraining)
        m_rows.push_back({Row::Kind::Head, tr("Practice: nothing was sold"), {}});
    if (copy > 0)
        m_rows.push_back({Row::Kind::Head, tr("Duplicate %1").arg(copy), {}});
    if (receipt.kind == schema::RETURN)
        m_rows.push_back({Row::Kind::Centred, tr("Return"), {}});
    m_rows.push_back({Row::Kind::Rule, {}, {}});
    addLines(receipt);
    m_rows.push_back({Row::Kind::Rule, {}, {}});
    addSums(receipt);
    m_rows.push_back({Row::Kind::Gap, {}, {}});
    addPayments(receipt);
    m_rows.push_back({Row::Kind::Rule, {}, {}});
    const auto at = QDateTime::fromMSecsSinceEpoch(receipt.at / 1000, zone);
    m_rows.push_back({Row::Kind::Muted, tr("Receipt %1").arg(qtext(receipt.receipt)),
                      QLocale().toString(at, tr("d MMM yyyy HH:mm", "date and time of a receipt"))});
    m_rows.push_back({Row::Kind::Muted, tr("Served by %1").arg(qtext(receipt.cashier)), qtext(receipt.terminal)});
    if (!receipt.customerNumber.empty())
        m_rows.push_back({Row::Kind::Muted, tr("Customer %1").arg(qtext(receipt.customerNumber)), {}});
    if (const auto number = qtext(receipt.receipt); !code128(number).empty())
        m_rows.push_back({Row::Kind::Code, number, {}});
    if (!receipt.footer.empty()) {
        m_rows.push_back({Row::Kind::Gap, {}, {}});
        addWrapped(Row::Kind::Centred, qtext(receipt.footer));
    }
}

void ReceiptLayout::addLines(const ReceiptView& receipt)
{
    for (const auto& line : receipt.lines) {
        addWrapped(Row::Kind::Pair, qtext(line.name), amountText(line.total));
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

void ReceiptLayout::addSums(const ReceiptView& receipt)
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
}

void ReceiptLayout::addPayments(const ReceiptView& receipt)
{
    for (const auto& payment : receipt.payments) {
        const bool back = payment.amount.minor() < 0;
        if (payment.foreign)
            m_rows.push_back({Row::Kind::Muted, tr("Received in another currency"), moneyText(*payment.foreign)});
        const bool given = payment.method == schema::CASH && payment.tendered.minor() > 0;
        // What goes onto a new store credit is spent by its code: the customer needs all of it.
        const bool issued = back && payment.method == schema::STORE_CREDIT;
        const auto label = payment.lastFour.empty() ? payment.reference : payment.lastFour;
        const auto name = issued ? tenderName(payment.method) : tenderText(payment.method, label);
        m_rows.push_back({Row::Kind::Pair, back ? tr("Paid back: %1").arg(name) : name,
                          amountText(given ? payment.tendered : payment.amount)});
        if (issued && !payment.reference.empty())
            m_rows.push_back({Row::Kind::Muted, tr("Code %1").arg(qtext(payment.reference)), {}});
        if (!payment.tip.isZero())
            m_rows.push_back({Row::Kind::Muted, tr("Tip on top of it"), amountText(payment.tip)});
        if (!payment.change.isZero())
            m_rows.push_back({Row::Kind::Pair, tr("Change"), amountText(payment.change)});
    }
}

QString ReceiptLayout::text() const
{
    QStringList words;
    for (const auto& row : m_rows) {
        if (!row.left.isEmpty() && row.kind != Row::Kind::Code) // Its number was said.
            words << (row.right.isEmpty() ? row.left : row.left + QLatin1Char(' ') + row.right);
    }
    return words.join(QStringLiteral(", "));
}

int ReceiptLayout::height() const
{
    int height = 2 * top;
    for (const auto& row : m_rows)
        height += heightOf(row.kind);
    return height;
}

void ReceiptLayout::paint(QPainter& painter, const QRectF& area, const Theme& theme) const
{
    const bool mirrored = QGuiApplication::layoutDirection() == Qt::RightToLeft;
    const auto lead = (mirrored ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter;
    const auto trail = (mirrored ? Qt::AlignLeft : Qt::AlignRight) | Qt::AlignVCenter;
    double y = area.top() + top;
    for (const auto& row : m_rows) {
        const int height = heightOf(row.kind);
        const QRectF box(area.left() + side, y, area.width() - 2 * side, height);
        y += height;
        const bool strong = row.kind == Row::Kind::Strong || row.kind == Row::Kind::Head;
        const auto font =
            theme.font(strong                                                           ? TextRole::Lead
                       : row.kind == Row::Kind::Muted || row.kind == Row::Kind::Centred ? TextRole::Secondary
                                                                                        : TextRole::Body);
        const auto colour = strong || row.kind == Row::Kind::Pair ? theme.text : theme.muted;
        switch (row.kind) {
        case Row::Kind::Gap: break;
        case Row::Kind::Code: paintBars(painter, box, row.left); break;
        case Row::Kind::Rule:
            painter.setPen(QPen(theme.line, 1, Qt::DashLine));
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
