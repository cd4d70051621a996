#include "ui/backoffice/settings/setting_texts.h"

#include "domain/settings/keys.h"
#include "domain/settings/receipt_keys.h"

#include <QCoreApplication>

#include <algorithm>

namespace kontor {
namespace {

struct Texts {
    Q_DECLARE_TR_FUNCTIONS(SettingTexts)
};

const std::vector<SettingLevel> everywhere{SettingLevel::Organisation, SettingLevel::Store, SettingLevel::Till};
const std::vector<SettingLevel> shops{SettingLevel::Organisation, SettingLevel::Store};
const std::vector<SettingLevel> organisation{SettingLevel::Organisation};
const std::vector<SettingLevel> till{SettingLevel::Till};

std::vector<SettingText> receiptTexts()
{
    return {{receiptHeader, Texts::tr("Above the lines"),
             Texts::tr("Printed on top of a receipt: address, tax number."), false, shops},
            {receiptFooter, Texts::tr("Below the lines"), Texts::tr("Printed at its end: thanks, opening hours."),
             false, shops},
            {receiptPrinter, Texts::tr("Printer"),
             Texts::tr("Of this till's receipts, as the system calls it; empty: none."), false, till},
            {receiptPaperMm, Texts::tr("Paper"), Texts::tr("How wide it is, in millimetres."), false, till},
            {receiptPrinting, Texts::tr("Print"), Texts::tr("Every receipt, or those that are asked for."), false,
             everywhere}};
}

std::vector<SettingText> tillTexts()
{
    return {
        {tillLockAfterSeconds, Texts::tr("Lock after"),
         Texts::tr("Seconds without a touch until the till asks for a PIN; 0: never."), false, everywhere},
        {tillTraining, Texts::tr("Training mode"),
         Texts::tr("Everything sold is for practice: marked, without a number, in no sum, and no stock moves."), false,
         till},
        {scanLabelFormats, Texts::tr("Labels of scales"),
         Texts::tr("How a label carries a weight or a price, e.g. 21IIIIIWWwwwC 23IIIIIPPPppC."), false, shops},
        {cartMaxLines, Texts::tr("Lines of a cart"), Texts::tr("At most so many, 2000 at the very most."), false,
         organisation},
        {cartMaxQuantity, Texts::tr("Quantity of a line"), Texts::tr("At most so many of one thing."), false,
         organisation},
        {cartParkHours, Texts::tr("Parked carts"),
         Texts::tr("Hours for which a parked cart is offered; 0: without end."), false, organisation},
        {stockAllowNegative, Texts::tr("Sell without stock"),
         Texts::tr("Goods may be sold when the stock says there are none left."), false, shops},
    };
}

std::vector<SettingText> moneyTexts()
{
    return {
        {paymentMethods, Texts::tr("Ways to pay"),
         Texts::tr("Apart by blanks: cash card gift-card store-credit on-account voucher cheque."), false, everywhere},
        {cashUnits, Texts::tr("Smallest coins"),
         Texts::tr("Where they differ from the custom, e.g. EUR=0.05 SEK=none."), false, shops},
        {rateMaxAgeDays, Texts::tr("Age of exchange rates"),
         Texts::tr("Days after which a rate is not taken any more; 0: it holds until it is changed."), false,
         organisation},
        {tipsMaxPercent, Texts::tr("Largest tip"), Texts::tr("Percent of the total; more is a slip of the keys."),
         false, shops},
        {shiftDifferenceLimit, Texts::tr("Difference of a drawer"),
         Texts::tr("How far a count may be off before a manager has to close it."), true, shops},
        {storedValueDayCap, Texts::tr("Gift card in a day"),
         Texts::tr("What one till may take of a card or store credit in a day, connected or not."), true, shops},
        {giftCardExpiresDays, Texts::tr("Gift cards expire"), Texts::tr("Days after they are sold; 0: without end."),
         false, organisation},
        {shiftBlind, Texts::tr("Blind count"), Texts::tr("Who counts the drawer is not shown what should be in it."),
         false, shops},
        {accountLimit, Texts::tr("On account"), Texts::tr("What a customer may owe before a manager has to agree."),
         true, organisation},
    };
}

std::vector<SettingText> roundingTexts()
{
    return {{pricingTaxRounding, Texts::tr("Taxes are rounded"), Texts::tr("On every line, or once for the order."),
             false, organisation},
            {pricingRounding, Texts::tr("Prices and taxes"), Texts::tr("How they are rounded to the smallest unit."),
             false, organisation},
            {pricingDiscountRounding, Texts::tr("Discounts"), Texts::tr("How they are rounded to the smallest unit."),
             false, organisation}};
}

std::vector<SettingText> returnTexts()
{
    return {{returnsRefundTo, Texts::tr("Money goes back"),
             Texts::tr("How it was paid, as store credit, or whatever is chosen."), false, shops},
            {returnsDays, Texts::tr("Goods come back within"),
             Texts::tr("Days; 0: without end. Later a manager has to agree."), false, shops},
            {returnsNoReceipt, Texts::tr("Without a receipt"), Texts::tr("What such goods are given back in."), false,
             shops},
            {returnsNoReceiptLimit, Texts::tr("Without a receipt, at most"),
             Texts::tr("More has to be agreed by a manager; 0: no limit."), true, shops}};
}

std::vector<SettingText> orderTexts()
{
    return {{layawayDepositPercent, Texts::tr("Deposit"), Texts::tr("Percent: the least for goods that are put aside."),
             false, organisation},
            {placedOrderDays, Texts::tr("Prices hold"), Texts::tr("Days for layaways, quotations and pre-orders."),
             false, organisation}};
}

std::vector<SettingText> watchTexts()
{
    return {
        {fraudRefundsPerDay, Texts::tr("Returns in a day"), Texts::tr("More than this by one person are looked at."),
         false, organisation},
        {fraudNoReceiptPerDay, Texts::tr("Returns without a receipt"),
         Texts::tr("More than this by one person in a day are looked at."), false, organisation},
        {fraudDiscountPercent, Texts::tr("Keyed-in discount"),
         Texts::tr("Percent below the list price from which a line is looked at."), false, organisation},
        {fraudDiscountsPerDay, Texts::tr("Discounts in a day"),
         Texts::tr("More lines below their list price by one person are looked at."), false, organisation},
        {fraudNoSalesPerDay, Texts::tr("Drawer opened without a sale"),
         Texts::tr("More than this by one person in a day are looked at."), false, organisation},
        {fraudLargeRefund, Texts::tr("Large refund"), Texts::tr("From here on a refund is looked at."), true,
         organisation},
        {fraudLargeSale, Texts::tr("Large sale"), Texts::tr("From here on a sale is looked at."), true, organisation},
        {fraudLargeCashOut, Texts::tr("Large cash paid out"),
         Texts::tr("From here on cash out of the drawer is looked at."), true, organisation},
        {fraudLargeGiftCard, Texts::tr("Large gift card"),
         Texts::tr("From here on a card that is sold or corrected is looked at."), true, organisation}};
}

} // namespace

std::vector<SettingGroup> settingGroups()
{
    std::vector<SettingGroup> groups{
        {Texts::tr("Receipt"), receiptTexts()},         {Texts::tr("Selling"), tillTexts()},
        {Texts::tr("Payments and cash"), moneyTexts()}, {Texts::tr("Rounding"), roundingTexts()},
        {Texts::tr("Returns"), returnTexts()},          {Texts::tr("Placed orders"), orderTexts()},
        {Texts::tr("Worth a look"), watchTexts()}};
    // A key that nobody has put into words yet is there all the same, as keys.h explains it.
    SettingGroup rest{Texts::tr("More"), {}};
    for (const auto& key : settingKeys()) {
        const bool isThere = std::any_of(groups.begin(), groups.end(), [&](const SettingGroup& group) {
            return std::any_of(group.settings.begin(), group.settings.end(),
                               [&](const SettingText& one) { return one.key == key.key; });
        });
        if (!isThere)
            rest.settings.push_back({key.key, QString::fromUtf8(key.key.data(), qsizetype(key.key.size())),
                                     QString::fromUtf8(key.meaning.data(), qsizetype(key.meaning.size())), false,
                                     everywhere});
    }
    if (!rest.settings.empty())
        groups.push_back(std::move(rest));
    return groups;
}

QString settingChoiceText(std::string_view choice)
{
    if (choice == "true")
        return Texts::tr("Yes");
    if (choice == "false")
        return Texts::tr("No");
    if (choice == "line")
        return Texts::tr("on every line");
    if (choice == "order")
        return Texts::tr("once for the order");
    if (choice == "half_up")
        return Texts::tr("half up");
    if (choice == "half_even")
        return Texts::tr("half to even");
    if (choice == "half_down")
        return Texts::tr("half down");
    if (choice == "down")
        return Texts::tr("down");
    if (choice == "as-amounts")
        return Texts::tr("as prices are");
    if (choice == "tenders")
        return Texts::tr("how it was paid");
    if (choice == "store-credit")
        return Texts::tr("store credit");
    if (choice == "any")
        return Texts::tr("whatever is chosen");
    if (choice == "cash")
        return Texts::tr("cash");
    if (choice == "refused")
        return Texts::tr("nothing: refused");
    if (choice == "asked")
        return Texts::tr("when asked");
    if (choice == "always")
        return Texts::tr("every receipt");
    return QString::fromUtf8(choice.data(), qsizetype(choice.size()));
}

} // namespace kontor
