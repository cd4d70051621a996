#pragma once

#include "domain/base/id.h"
#include "domain/base/result.h"

#include <cstdint>
#include <span>
#include <string_view>

namespace kontor {

/// How a setting's value is written.
enum class SettingForm {
    Bool,         ///< "true" or "false".
    Text,         ///< UTF-8, at most 2,000 bytes.
    Whole,        ///< Digits, 0 to 1,000,000.
    Amount,       ///< Minor units, in digits: at most mostAmountUnits whole units of the owner's currency.
    LabelFormats, ///< As parseLabelFormats reads them (domain/catalog/label_format.h).
    CashUnits,    ///< As parseCashUnits reads them (domain/payments/cash_rounding.h).
    Choice        ///< One of SettingKey::choices.
};

/// One thing that can be set, for the organisation, a store or a terminal: the nearest owner's value wins.
struct SettingKey {
    std::string_view key;
    SettingForm form;
    std::string_view defaultValue;
    std::string_view meaning;
    std::string_view choices = {}; ///< "line|order".
};

inline constexpr std::string_view stockAllowNegative = "stock.allow-negative";
inline constexpr std::string_view stockCostMethod = "stock.cost-method";
inline constexpr std::string_view receiptHeader = "receipt.header";
inline constexpr std::string_view receiptFooter = "receipt.footer";
inline constexpr std::string_view scanLabelFormats = "scan.label-formats";
inline constexpr std::string_view cashUnits = "cash.units";
inline constexpr std::string_view rateMaxAgeDays = "rate.max-age-days";
inline constexpr std::string_view tillLockAfterSeconds = "till.lock-after-seconds";
inline constexpr std::string_view pricingTaxRounding = "pricing.tax-rounding";
inline constexpr std::string_view pricingRounding = "pricing.rounding";
inline constexpr std::string_view pricingDiscountRounding = "pricing.discount-rounding";

inline constexpr std::string_view cartMaxLines = "cart.max-lines";
inline constexpr std::string_view cartMaxQuantity = "cart.max-quantity";
inline constexpr std::string_view cartParkHours = "cart.park-hours";
inline constexpr std::string_view tillTraining = "till.training";
inline constexpr std::string_view returnsRefundTo = "returns.refund-to";
inline constexpr std::string_view returnsDays = "returns.days";
inline constexpr std::string_view returnsNoReceipt = "returns.no-receipt";
inline constexpr std::string_view returnsNoReceiptLimit = "returns.no-receipt-limit";
inline constexpr std::string_view storedValueDayCap = "stored-value.day-cap";
inline constexpr std::string_view accountLimit = "account.limit";
inline constexpr std::string_view paymentMethods = "payments.methods";
inline constexpr std::string_view tipsMaxPercent = "tips.max-percent";
inline constexpr std::string_view shiftDifferenceLimit = "shift.difference-limit";
inline constexpr std::string_view layawayDepositPercent = "layaway.deposit-percent";
inline constexpr std::string_view placedOrderDays = "placed-order.days";
inline constexpr std::string_view fraudRefundsPerDay = "fraud.refunds-per-day";
inline constexpr std::string_view fraudNoReceiptPerDay = "fraud.no-receipt-per-day";
inline constexpr std::string_view fraudDiscountPercent = "fraud.discount-percent";
inline constexpr std::string_view fraudLargeRefund = "fraud.large-refund";
inline constexpr std::string_view fraudVoidsPerDay = "fraud.voids-per-day";
inline constexpr std::string_view fraudDiscountsPerDay = "fraud.discounts-per-day";
inline constexpr std::string_view fraudNoSalesPerDay = "fraud.no-sales-per-day";
inline constexpr std::string_view fraudLargeSale = "fraud.large-sale";
inline constexpr std::string_view fraudLargeCashOut = "fraud.large-cash-out";
inline constexpr std::string_view fraudLargeGiftCard = "fraud.large-gift-card";
inline constexpr std::string_view giftCardExpiresDays = "gift-card.expires-days";
inline constexpr std::string_view shiftBlind = "shift.blind";
inline constexpr std::string_view giftCardPrefixes = "gift-card.prefixes";

/// Whole units of a currency that a setting of the form Amount may be of: in rials as in dinars no shop's limit is beyond it, and it
/// times a hundred stays far within an int64.
inline constexpr std::int64_t mostAmountUnits = 1'000'000'000;

[[nodiscard]] std::span<const SettingKey> settingKeys();
[[nodiscard]] const SettingKey* settingKey(std::string_view key); ///< Null for an unknown one.

/// Invalid about "key" for an unknown key, about the key itself for a value not of its form.
[[nodiscard]] Result<Done> checkSetting(std::string_view key, std::string_view value);

/// The id of the row that holds `owner`'s value of `key`: the same on every device.
[[nodiscard]] RawId settingId(const RawId& owner, std::string_view key);

} // namespace kontor
