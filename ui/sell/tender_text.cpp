#include "ui/sell/tender_text.h"

#include "ui/text/money_text.h"

#include <QCoreApplication>

namespace kontor {
namespace {

/// The context of these words for translators.
struct TenderText {
    Q_DECLARE_TR_FUNCTIONS(kontor::TenderText)
};

} // namespace

QString tenderName(schema::PaymentMethod method, const std::optional<Currency>& foreign)
{
    if (foreign) {
        const auto letters = foreign->alpha();
        return TenderText::tr("Cash in %1", "currency").arg(QLatin1String(letters.data(), qsizetype(letters.size())));
    }
    switch (method) {
    case schema::CASH: return TenderText::tr("Cash");
    case schema::CARD: return TenderText::tr("Card");
    case schema::GIFT_CARD: return TenderText::tr("Gift card");
    case schema::STORE_CREDIT: return TenderText::tr("Store credit");
    case schema::ON_ACCOUNT: return TenderText::tr("On account");
    case schema::VOUCHER: return TenderText::tr("Voucher");
    case schema::CHEQUE: return TenderText::tr("Cheque");
    case schema::DEPOSIT: return TenderText::tr("Deposit");
    case schema::LOYALTY_POINTS: return TenderText::tr("Points");
    case schema::EXCHANGE: return TenderText::tr("Goods given back");
    default: return TenderText::tr("Paid elsewhere");
    }
}

QString tenderText(schema::PaymentMethod method, const std::string& label)
{
    const auto name = tenderName(method);
    if (label.empty())
        return name;
    const bool secret = method == schema::CARD || method == schema::GIFT_CARD || method == schema::STORE_CREDIT;
    return secret ? TenderText::tr("%1 ···· %2", "tender, last digits").arg(name, qtext(label).right(4))
                  : TenderText::tr("%1 %2", "tender, number").arg(name, qtext(label));
}

QString tenderIcon(schema::PaymentMethod method, bool isForeign)
{
    if (isForeign)
        return QStringLiteral("coins");
    switch (method) {
    case schema::CARD: return QStringLiteral("credit-card");
    case schema::GIFT_CARD: return QStringLiteral("gift");
    case schema::STORE_CREDIT: return QStringLiteral("wallet");
    case schema::ON_ACCOUNT: return QStringLiteral("file-text");
    case schema::VOUCHER: return QStringLiteral("ticket");
    case schema::LOYALTY_POINTS: return QStringLiteral("star");
    case schema::CHEQUE: return QStringLiteral("receipt-text");
    default: return QStringLiteral("banknote");
    }
}

} // namespace kontor
