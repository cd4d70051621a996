#include "domain/settings/keys.h"

#include "domain/base/text.h"
#include "domain/catalog/label_format.h"
#include "domain/payments/cash_rounding.h"
#include "domain/settings/receipt_keys.h"

#include <algorithm>

namespace kontor {

namespace {

constexpr SettingKey keys[] = {
    {pricingTaxRounding, SettingForm::Choice, "line", "Where taxes are rounded: on every line, or once for the order.",
     "line|order"},
    {pricingRounding, SettingForm::Choice, "half_up", "How prices and taxes are rounded to the minor unit.",
     "half_up|half_even|half_down|down"},
    {pricingDiscountRounding, SettingForm::Choice, "as-amounts", "How discounts are rounded to the minor unit.",
     "as-amounts|half_up|half_even|half_down|down"},
    {stockAllowNegative, SettingForm::Bool, "true", "Goods may be sold when the stock says there are none left."},
    {stockCostMethod, SettingForm::Choice, "average",
     "What goods cost: the average of what is there, or first in first out.", "average|fifo"},
    {receiptHeader, SettingForm::Text, "", "Printed above the lines of a receipt: address, tax number."},
    {receiptFooter, SettingForm::Text, "", "Printed below the lines of a receipt."},
    {receiptPrinter, SettingForm::Text, "", "The printer of a till's receipts, as the system calls it; empty: none."},
    {receiptPaperMm, SettingForm::Choice, "80", "How wide its paper is, in millimetres.", "80|58"},
    {receiptPrinting, SettingForm::Choice, "asked", "Every receipt is printed, or those that are asked for.",
     "asked|always"},
    {scanLabelFormats, SettingForm::LabelFormats, "",
     "How labels of scales carry a weight or a price: 21IIIIIWWwwwC 23IIIIIPPPppC."},
    {cashUnits, SettingForm::CashUnits, "",
     "The smallest coins, where they differ from the custom: EUR=0.05 SEK=none."},
    {rateMaxAgeDays, SettingForm::Whole, "0",
     "An exchange rate set longer ago is not taken any more; 0: it holds until it is changed."},
    {cartMaxLines, SettingForm::Whole, "2000", "How many lines a cart may have, at most 2000."},
    {cartMaxQuantity, SettingForm::Whole, "100000", "How many of one thing a line may be of."},
    {cartParkHours, SettingForm::Whole, "72", "A parked cart is offered for so many hours; 0: without end."},
    {tillTraining, SettingForm::Bool, "false",
     "Everything sold is for practice: marked, without a number, in no sum, and no stock moves."},
    {returnsRefundTo, SettingForm::Choice, "tenders",
     "Where money goes back to: how it was paid, store credit instead, or whatever is chosen.",
     "tenders|store-credit|any"},
    {returnsDays, SettingForm::Whole, "0", "Goods come back within so many days; 0: without end. Later: manage-till."},
    {returnsNoReceipt, SettingForm::Choice, "cash", "What goods without a receipt are given back in.",
     "cash|store-credit|refused"},
    {returnsNoReceiptLimit, SettingForm::Amount, "0",
     "In minor units: what goods without a receipt may come to without manage-till; 0: no limit."},
    {storedValueDayCap, SettingForm::Amount, "10000",
     "In minor units: what one till may take of a gift card or store credit in a day, connected or not."},
    {accountLimit, SettingForm::Amount, "0", "In minor units: what a customer may owe without manage-till."},
    {paymentMethods, SettingForm::Text, "cash card gift-card store-credit on-account voucher cheque points",
     "What is taken at the till."},
    {tipsMaxPercent, SettingForm::Whole, "50", "A tip above this part of the total is taken for a slip of the keys."},
    {shiftDifferenceLimit, SettingForm::Amount, "500",
     "In minor units: how far the drawer may be off without manage-till."},
    {layawayDepositPercent, SettingForm::Whole, "20", "The least deposit on goods that are put aside."},
    {placedOrderDays, SettingForm::Whole, "90", "For how long layaways, quotations and pre-orders hold their prices."},
    {fraudRefundsPerDay, SettingForm::Whole, "10", "More returns than this by one person in a day are looked at."},
    {fraudNoReceiptPerDay, SettingForm::Whole, "3",
     "More returns without a receipt than this by one person in a day are looked at."},
    {fraudDiscountPercent, SettingForm::Whole, "40", "A line keyed in at so much below its list price is looked at."},
    {fraudLargeRefund, SettingForm::Amount, "20000", "In minor units: a refund from here on is looked at."},
    {fraudVoidsPerDay, SettingForm::Whole, "20",
     "More carts than this in a day out of which one person took goods again are looked at."},
    {fraudDiscountsPerDay, SettingForm::Whole, "20",
     "More lines keyed in below their list price, and sales with a code, than this by one person in a day are looked "
     "at."},
    {fraudNoSalesPerDay, SettingForm::Whole, "10",
     "A drawer that one person opens more often than this in a day without a sale is looked at."},
    {fraudLargeSale, SettingForm::Amount, "1000000", "In minor units: a sale from here on is looked at."},
    {fraudLargeCashOut, SettingForm::Amount, "20000", "In minor units: cash paid out from here on is looked at."},
    {fraudLargeGiftCard, SettingForm::Amount, "50000",
     "In minor units: a gift card sold for so much, or corrected by so much, is looked at."},
    {giftCardExpiresDays, SettingForm::Whole, "0",
     "A gift card pays for so many days after it was sold; 0: without end."},
    {shiftBlind, SettingForm::Bool, "false",
     "Whoever may not manage-till counts the drawer without having been told what is expected in it."},
    {giftCardPrefixes, SettingForm::Text, "",
     "What the numbers of the shop's own gift cards begin with, apart by blanks: such a number is no bank card's."},
    {tillLockAfterSeconds, SettingForm::Whole, "0", "The till asks for a PIN after so long without a touch; 0: never."},
};

bool isAmong(std::string_view choices, std::string_view value)
{
    for (;;) {
        const auto bar = choices.find('|');
        if (choices.substr(0, bar) == value)
            return true;
        if (bar == std::string_view::npos)
            return false;
        choices.remove_prefix(bar + 1);
    }
}

bool hasForm(const SettingKey& key, std::string_view value)
{
    switch (key.form) {
    case SettingForm::Choice: return isAmong(key.choices, value);
    case SettingForm::Bool: return value == "true" || value == "false";
    case SettingForm::Text:
        return value.size() <= 2000 && isUtf8(value) && std::none_of(value.begin(), value.end(), [](char c) {
                   return static_cast<unsigned char>(c) < 0x20 && c != '\n';
               });
    case SettingForm::LabelFormats: return value.size() <= 2000 && parseLabelFormats(value).has_value();
    case SettingForm::CashUnits: return value.size() <= 2000 && parseCashUnits(value).has_value();
    case SettingForm::Whole: {
        if (value.empty() || value.size() > 7 || (value.size() > 1 && value.front() == '0'))
            return false;
        if (!std::all_of(value.begin(), value.end(), [](char c) { return c >= '0' && c <= '9'; }))
            return false;
        return value.size() < 7 || value == "1000000";
    }
    case SettingForm::Amount: { // Of a currency with the most decimals; changeSetting knows which it is.
        constexpr std::string_view most = "10000000000000";
        return !value.empty() && (value.size() == 1 || value.front() != '0') &&
               std::all_of(value.begin(), value.end(), [](char c) { return c >= '0' && c <= '9'; }) &&
               (value.size() < most.size() || value == most);
    }
    }
    return false;
}

std::string formText(const SettingKey& key)
{
    switch (key.form) {
    case SettingForm::Choice: return "must be one of " + std::string(key.choices);
    case SettingForm::Bool: return "must be true or false";
    case SettingForm::Text: return "must be at most 2,000 bytes of text";
    case SettingForm::LabelFormats: return "must be formats of 13 characters such as 21IIIIIWWwwwC";
    case SettingForm::CashUnits: return "must be smallest coins such as EUR=0.05 SEK=none";
    case SettingForm::Whole: return "must be a whole number from 0 to 1000000";
    case SettingForm::Amount: return "must be a whole number of minor units";
    }
    return "";
}

} // namespace

std::span<const SettingKey> settingKeys()
{
    return keys;
}

const SettingKey* settingKey(std::string_view key)
{
    const auto* const found =
        std::find_if(std::begin(keys), std::end(keys), [&](const SettingKey& known) { return known.key == key; });
    return found == std::end(keys) ? nullptr : found;
}

Result<Done> checkSetting(std::string_view key, std::string_view value)
{
    const SettingKey* known = settingKey(key);
    if (known == nullptr)
        return invalid("key", "there is no setting '" + std::string(key.substr(0, 60)) + "'");
    // Lists say which of their entries is wrong.
    if (known->form == SettingForm::LabelFormats)
        if (const auto formats = parseLabelFormats(value); !formats)
            return invalid(std::string(key), formats.error().detail);
    if (known->form == SettingForm::CashUnits)
        if (const auto units = parseCashUnits(value); !units)
            return invalid(std::string(key), units.error().detail);
    if (!hasForm(*known, value))
        return invalid(std::string(key), formText(*known));
    return Done{};
}

RawId settingId(const RawId& owner, std::string_view key)
{
    return RawId::imported("setting", Bytes(owner.bytes()) + std::string(key), 0);
}

} // namespace kontor
