#pragma once

#include "domain/base/id.h"
#include "domain/base/result.h"
#include "domain/commands/command.h"
#include "domain/schema/identity.pb.h"

#include <functional>
#include <span>
#include <string>
#include <string_view>

namespace kontor {

// What an inspector asks for, as far as the shop's facts have it. Neither is certified: there is no security module (TSE) behind a
// till and so no transactions_tse, and no body has examined the French one. What is here is worked out of facts alone, so that the
// same export made next year is the same to the byte.

/// Takes one row of a file, without its line's end; the first row of each file is its heads.
using FiscalSink = std::function<Result<Done>(std::string_view file, std::string_view row)>;

/// In both: what does not add up and is not as it should be, a row each, so that a whole export says it is whole: orders that a Z lists
/// as bad, orders of a Z that are not here, and sums that are not the Z's.
inline constexpr std::string_view incompleteFile = "incomplete.csv";

/// Closings of one till by the business day of their shift, both ends included.
struct FiscalSpan {
    Id<schema::Terminal> terminal;
    std::uint32_t from = 0; ///< 20101201
    std::uint32_t to = 0;
};

/// The tables of DSFinV-K (taxonomy 2.3) that a shop without a security module can fill: closings with their taxes, payments and
/// currencies, and each order of them with its lines, taxes and payments. Fields apart by semicolons, amounts with a decimal comma,
/// UTF-8. What the drawer had, and what went in and out of it without a sale, is in businesscases and no receipt of its own.
///
/// What is sold (businesscases) and what tips and coins added to it is what was paid (payment), by each tax what the orders have
/// (transactions_vat) and the Z says; where a line has several taxes, each has its own base. Source: Bundeszentralamt für Steuern, Digitale Schnittstelle der Finanzverwaltung für Kassensysteme.
/// Errors: NotFound about "terminal", "closings" when there are none; the sink's.
[[nodiscard]] Result<Done> exportDsfinvk(const Reader& shop, const FiscalSpan& span, const FiscalSink& sink);

/// Closings of days, months and years with cumulative and perpetual totals, of shifts with theirs, receipts printed again, goods taken
/// out of carts, and what was practised: what the French rules (BOI-TVA-DECLA-30-10-30) ask to be kept. Errors as above.
[[nodiscard]] Result<Done> exportFrenchClosings(const Reader& shop, const FiscalSpan& span, const FiscalSink& sink);

} // namespace kontor
