#pragma once

#include "ui/sell/payment_model.h"

#include <QString>

namespace kontor {

/// "Cash", "Gift card", …; of cash in another currency its letters.
[[nodiscard]] QString tenderName(schema::PaymentMethod method, const std::optional<Currency>& foreign = {});
/// The same with what is known of the payment: "Card ···· 7731". Of a gift card and a store credit only the end of the code is
/// shown, since whoever knows all of it can spend it.
[[nodiscard]] QString tenderText(schema::PaymentMethod method, const std::string& label);
/// Of the bundled Lucide icons.
[[nodiscard]] QString tenderIcon(schema::PaymentMethod method, bool isForeign = false);

} // namespace kontor
