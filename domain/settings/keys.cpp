#include "domain/settings/keys.h"

#include "domain/base/text.h"
#include "domain/catalog/label_format.h"
#include "domain/payments/cash_rounding.h"

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
    {receiptHeader, SettingForm::Text, "", "Printed above the lines of a receipt: address, tax number."},
    {receiptFooter, SettingForm::Text, "", "Printed below the lines of a receipt."},
    {scanLabelFormats, SettingForm::LabelFormats, "",
     "How labels of scales carry a weight or a price: 21IIIIIWWwwwC 23IIIIIPPPppC."},
    {cashUnits, SettingForm::CashUnits, "",
     "The smallest coins, where they differ from the custom: EUR=0.05 SEK=none."},
    {rateMaxAgeDays, SettingForm::Whole, "0",
     "An exchange rate set longer ago is not taken any more; 0: it holds until it is changed."},
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
