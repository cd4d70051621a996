#include "domain/base/exact.h"
#include "domain/base/time.h"
#include "domain/customers/free_words.h"
#include "domain/journal/reader.h"
#include "domain/orders/fiscal/closing_faults.h"
#include "domain/orders/fiscal/csv_row.h"
#include "domain/orders/fiscal/fiscal_export.h"
#include "domain/orders/shift.h"
#include "domain/orders/shift_sums.h"
#include "domain/payments/tender.h"
#include "domain/schema/catalog.pb.h"
#include "domain/schema/customers.pb.h"
#include "domain/schema/payments.pb.h"
#include "domain/schema/settings.pb.h"

#include <algorithm>
#include <map>

namespace kontor {

namespace {

struct Table {
    std::string_view file;
    std::string_view heads;
};
constexpr std::string_view key = "Z_KASSE_ID;Z_ERSTELLUNG;Z_NR;";
constexpr Table closings{"cashpointclosing.csv",
                         "Z_BUCHUNGSTAG;TAXONOMIE_VERSION;Z_START_ID;Z_ENDE_ID;NAME;Z_SE_ZAHLUNGEN;Z_SE_BARZAHLUNGEN"};
constexpr Table locations{"location.csv", "LOC_NAME"};
constexpr Table registers{"cashregister.csv", "KASSE_BRAND;KASSE_SERIENNR;KASSE_BASISWAEH_CODE;KEINE_UST_ZUORDNUNG"};
constexpr Table vats{"vat.csv", "UST_SCHLUESSEL;UST_SATZ;UST_BESCHR"};
constexpr Table cases{"businesscases.csv", "GV_TYP;GV_NAME;AGENTUR_ID;UST_SCHLUESSEL;Z_UMS_BRUTTO;Z_UMS_NETTO;Z_UST"};
constexpr Table payments{"payment.csv", "ZAHLART_TYP;ZAHLART_NAME;Z_ZAHLART_BETRAG"};
constexpr Table cash{"cash_per_currency.csv", "ZAHLART_WAEH;ZAHLART_BETRAG_WAEH"};
constexpr Table orders{"transactions.csv", "BON_ID;BON_NR;BON_TYP;BON_NAME;TERMINAL_ID;BON_STORNO;BON_ENDE;BEDIENER_ID;"
                                           "BEDIENER_NAME;UMS_BRUTTO;KUNDE_ID;BON_NOTIZ"};
constexpr Table orderVats{"transactions_vat.csv", "BON_ID;UST_SCHLUESSEL;BON_BRUTTO;BON_NETTO;BON_UST"};
constexpr Table orderPayments{"datapayment.csv",
                              "BON_ID;ZAHLART_TYP;ZAHLART_NAME;ZAHLWAEH_CODE;ZAHLWAEH_BETRAG;BASISWAEH_BETRAG"};
constexpr Table lines{"lines.csv",
                      "BON_ID;POS_ZEILE;GUTSCHEIN_NR;ARTIKELTEXT;GV_TYP;P_STORNO;ART_NR;MENGE;EINHEIT;STK_BR"};
constexpr Table lineVats{"lines_vat.csv", "BON_ID;POS_ZEILE;UST_SCHLUESSEL;POS_BRUTTO;POS_NETTO;POS_UST"};
constexpr Table incomplete{incompleteFile, "BON_NR;WAS"};
constexpr Table all[] = {closings, locations, registers,     vats,  cases,    payments,  cash,
                         orders,   orderVats, orderPayments, lines, lineVats, incomplete};

/// ZAHLART_TYP of the taxonomy.
std::string_view paymentType(schema::PaymentMethod method)
{
    switch (method) {
    case schema::CASH: return "Bar";
    case schema::CARD: return "Unbar"; // Debit or credit is not known here.
    case schema::GIFT_CARD:
    case schema::STORE_CREDIT: return "GuthabenKarte";
    default: return "Unbar";
    }
}

/// A tax of the shop's by the numbers of the taxonomy: 1 to 5 are Germany's own rates, the rest are numbered from 1000.
class VatKeys
{
public:
    std::uint32_t of(std::uint32_t ppm, const std::string& name)
    {
        switch (ppm) {
        case 190'000: return note(1, ppm, "Allgemeiner Steuersatz");
        case 70'000: return note(2, ppm, "Ermäßigter Steuersatz");
        case 107'000: return note(3, ppm, "Durchschnittsatz (§ 24 Abs. 1 Nr. 3 UStG)");
        case 55'000: return note(4, ppm, "Durchschnittsatz (§ 24 Abs. 1 Nr. 1 UStG)");
        case 0: return note(name.empty() ? 5 : own(ppm, name), ppm, name.empty() ? "Nicht steuerbar" : name);
        default: return note(own(ppm, name), ppm, name);
        }
    }
    [[nodiscard]] const std::map<std::uint32_t, std::pair<std::uint32_t, std::string>>& used() const { return m_used; }

private:
    std::uint32_t own(std::uint32_t ppm, const std::string& name)
    {
        const auto next = static_cast<std::uint32_t>(1'000 + m_own.size());
        return m_own.try_emplace({ppm, name}, next).first->second;
    }
    std::uint32_t note(std::uint32_t number, std::uint32_t ppm, const std::string& name)
    {
        m_used.try_emplace(number, ppm, name);
        return number;
    }
    std::map<std::pair<std::uint32_t, std::string>, std::uint32_t> m_own;
    std::map<std::uint32_t, std::pair<std::uint32_t, std::string>> m_used;
};

struct Vat {
    std::int64_t gross = 0;
    std::int64_t tax = 0;
};

constexpr std::uint32_t noVat = 5;

std::int64_t less(std::int64_t a, std::int64_t b)
{
    return static_cast<std::int64_t>(std::clamp<Int128>(static_cast<Int128>(a) - b, INT64_MIN, INT64_MAX));
}

/// What another till wrote may be beyond any amount: it stays at the end.
void addTo(Vat& sum, std::int64_t gross, std::int64_t tax)
{
    sum.gross = addClamped(sum.gross, gross);
    sum.tax = addClamped(sum.tax, tax);
}

/// What the orders of a closing come to, to be held against it.
struct OrderSums {
    std::map<std::uint32_t, Vat> byVat;
    std::map<std::uint32_t, Vat> giftCards; ///< Of it, cards that were sold or came back.
    std::map<int, std::int64_t> byMethod;   ///< Tips included.
    std::uint64_t orders = 0;
};

class Exporting
{
public:
    Exporting(const Reader& shop, const FiscalSink& sink, const schema::Terminal& terminal, Currency currency)
        : m_shop(shop),
          m_sink(sink),
          m_terminal(terminal),
          m_currency(currency)
    {}

    Result<Done> heads()
    {
        for (const auto& table : all)
            if (auto done = m_sink(table.file, std::string(key) + std::string(table.heads)); !done)
                return done;
        return Done{};
    }

    Result<Done> add(const std::vector<schema::ShiftClosing>& ofTill, const schema::ShiftClosing& closing)
    {
        m_closing = &closing;
        m_vats = {};
        m_sums = {};
        m_untaxed = 0;
        const auto store = m_shop.get(Id<schema::Store>(m_terminal.store()));
        std::string first;
        std::string last;
        eachOrderOf(m_shop, closing, [&](const schema::Order& order) {
            first = first.empty() ? order.receipt() : first;
            last = order.receipt();
            addOrder(order);
        });
        std::int64_t paid = 0;
        std::int64_t inCash = 0;
        std::int64_t tips = 0;
        for (const auto& tender : closing.sums().tender()) {
            if (tender.currency() != m_currency.numeric()) {
                if (const auto foreign = Currency::fromNumeric(tender.currency()))
                    row(cash, [&](CsvRow& out) { out.text(foreign->alpha()).money(tender.amount_minor(), *foreign); });
                continue;
            }
            const auto amount = addClamped(tender.amount_minor(), tender.tip_minor());
            paid = addClamped(paid, amount);
            tips = addClamped(tips, tender.tip_minor());
            inCash = addClamped(inCash, tender.method() == schema::CASH ? amount : 0);
            row(payments, [&](CsvRow& out) {
                out.text(paymentType(tender.method())).text(methodName(tender.method())).money(amount, m_currency);
            });
            compare("payments by " + std::string(methodName(tender.method())), m_sums.byMethod[tender.method()],
                    amount);
            m_sums.byMethod.erase(tender.method());
        }
        for (const auto& [method, amount] : m_sums.byMethod)
            compare("payments by " + std::string(methodName(static_cast<schema::PaymentMethod>(method))), amount, 0);
        addCases(closing, tips);
        addDrawer(closing);
        for (const auto& fault : closingFaults(ofTill, closing))
            addIncomplete(fault.receipt, fault.what);
        if (const auto counted = closing.sums().sales() + closing.sums().returns(); counted != m_sums.orders)
            addIncomplete("", "orders: " + std::to_string(m_sums.orders) + " are here, the Z has " +
                                  std::to_string(counted));
        row(closings, [&](CsvRow& out) {
            out.text(dateText(closing.business_date())).text("2.3").text(first).text(last);
            out.text(store ? store->name() : "").money(paid, m_currency).money(inCash, m_currency);
        });
        row(locations, [&](CsvRow& out) { out.text(store ? store->name() : ""); });
        row(registers,
            [&](CsvRow& out) { out.text("Kontor").text(hex(m_terminal.id())).text(m_currency.alpha()).text("0"); });
        for (const auto& [number, vat] : m_vats.used())
            row(vats, [&, vatNumber = number, &what = vat](CsvRow& out) {
                out.number(vatNumber).percent(what.first).text(what.second);
            });
        return m_failed ? Result<Done>(tl::unexpected(*m_failed)) : Result<Done>(Done{});
    }

private:
    static std::string dateText(std::uint32_t date)
    {
        auto text = std::to_string(date);
        return text.size() == 8 ? text.insert(6, "-").insert(4, "-") : text;
    }
    template <typename Fill>
    void row(const Table& table, Fill fill)
    {
        if (m_failed)
            return;
        CsvRow out;
        out.text(m_terminal.name()).text(formatTime(m_closing->at_us())).number(m_closing->number());
        fill(out);
        if (auto done = m_sink(table.file, out.row()); !done)
            m_failed = done.error();
    }

    void addCase(std::string_view kind, std::string_view name, std::uint32_t vat, const Vat& sum)
    {
        if (sum.gross != 0 || sum.tax != 0)
            row(cases, [&](CsvRow& out) {
                out.text(kind).text(name).text("").number(vat).money(sum.gross, m_currency);
                out.money(less(sum.gross, sum.tax), m_currency).money(sum.tax, m_currency);
            });
    }
    /// What was sold, as the Z has it by tax; what has none is in no tax of the Z, and is taken from the orders.
    void addCases(const schema::ShiftClosing& closing, std::int64_t tips)
    {
        std::map<std::uint32_t, Vat> sold;
        for (const auto& tax : closing.sums().tax())
            addTo(sold[m_vats.of(tax.rate_ppm(), tax.name())], tax.gross_minor(), tax.tax_minor());
        for (const auto& [number, sum] : m_sums.byVat)
            sold.try_emplace(number);
        if (m_untaxed != 0)
            addTo(sold[noVat], m_untaxed, 0);
        for (auto& [number, sum] : sold) {
            const Vat& here = m_sums.byVat[number];
            compare("sales with tax " + std::to_string(number), here.gross, sum.gross);
            compare("taxes of " + std::to_string(number), here.tax, sum.tax);
            const Vat& cards = m_sums.giftCards[number];
            addCase("MehrzweckgutscheinKauf", "", number, cards);
            addCase("Umsatz", "", number, {less(sum.gross, cards.gross), less(sum.tax, cards.tax)});
        }
        const auto rounding = closing.sums().rounding_minor();
        addCase(rounding > 0 ? "Aufschlag" : "Rabatt", "Rundung auf Münzen", noVat, {rounding, 0});
        addCase("TrinkgeldAN", "", noVat, {tips, 0});
    }
    /// The drawer's own money: what it began with, what went in and out without a sale, and what sales made of it.
    void addDrawer(const schema::ShiftClosing& closing)
    {
        const auto opening = m_shop.get(Id<schema::ShiftOpening>(closing.shift()));
        const auto begun = opening ? opening->opening_float().minor() : 0;
        if (!opening)
            addIncomplete("", "the opening of the shift is not here: what its drawer began with is in its cash");
        const auto moved = less(closing.cash_in_minor(), closing.cash_out_minor());
        const auto taken = less(less(closing.expected().minor(), begun), moved);
        row(cash, [&](CsvRow& out) { out.text(m_currency.alpha()).money(taken, m_currency); });
        std::int64_t dropped = 0;
        schema::CashMovement movement;
        m_shop.eachWhere(schema::CashMovement::kShiftFieldNumber, closing.shift(), movement, [&] {
            if (movement.kind() == schema::CASH_DROPPED)
                dropped = addClamped(dropped, movement.amount().minor());
            return true;
        });
        addCase("Anfangsbestand", "", noVat, {begun, 0});
        addCase("Einzahlung", "", noVat, {closing.cash_in_minor(), 0});
        addCase("Auszahlung", "", noVat, {less(dropped, closing.cash_out_minor()), 0});
        addCase("Geldtransit", "", noVat, {less(0, dropped), 0});
        addCase("DifferenzSollIst", closing.note(), noVat,
                {less(closing.counted().minor(), closing.expected().minor()), 0});
    }
    void addIncomplete(std::string_view receipt, std::string_view what)
    {
        row(incomplete, [&](CsvRow& out) { out.text(receipt).text(what); });
    }
    void compare(const std::string& what, std::int64_t here, std::int64_t closed)
    {
        if (here != closed)
            addIncomplete("", what + ": the orders here come to " + Money(here, m_currency).toString() + ", the Z to " +
                                  Money(closed, m_currency).toString());
    }

    void addOrder(const schema::Order& order)
    {
        ++m_sums.orders;
        const auto staff = m_shop.get(Id<schema::Staff>(order.staff()));
        row(orders, [&](CsvRow& out) {
            out.text(hex(order.id())).text(order.receipt()).text("Beleg").text("");
            out.text(m_terminal.name()).text("0").text(formatTime(order.at_us()));
            out.text(hex(order.staff())).text(staff ? staff->name() : "").money(order.total().minor(), m_currency);
            out.text(order.has_customer() ? hex(order.customer()) : "").text(wordsOf(m_shop, order).note);
        });
        std::map<std::uint32_t, Vat> byVat;
        auto taxRows = m_shop.where<schema::LineTax>(schema::LineTax::kOrderFieldNumber, order.id());
        auto rows = m_shop.where<schema::OrderLine>(schema::OrderLine::kOrderFieldNumber, order.id());
        std::sort(rows.begin(), rows.end(), [](const auto& a, const auto& b) { return a.ordinal() < b.ordinal(); });
        for (const auto& line : rows)
            addLine(order, line, taxRows, byVat);
        for (const auto& [number, vat] : byVat) {
            addTo(m_sums.byVat[number], vat.gross, vat.tax);
            row(orderVats, [&, vatNumber = number, &sum = vat](CsvRow& out) {
                out.text(hex(order.id())).number(vatNumber).money(sum.gross, m_currency);
                out.money(less(sum.gross, sum.tax), m_currency).money(sum.tax, m_currency);
            });
        }
        for (const auto& payment : m_shop.where<schema::Payment>(schema::Payment::kOrderFieldNumber, order.id()))
            addPayment(order, payment);
    }
    void addPayment(const schema::Order& order, const schema::Payment& payment)
    {
        const Money own(addClamped(payment.amount().minor(), payment.details().tip_minor()), m_currency);
        auto& paid = m_sums.byMethod[payment.method()];
        paid = addClamped(paid, own.minor());
        const auto write = [&](Money given, Money worth) {
            row(orderPayments, [&](CsvRow& out) {
                out.text(hex(order.id())).text(paymentType(payment.method())).text(methodName(payment.method()));
                out.text(given.currency().alpha()).money(given.minor(), given.currency());
                out.money(worth.minor(), m_currency);
            });
        };
        const auto foreign =
            payment.has_foreign() ? Money::from(payment.foreign()) : Result<Money>(invalid("foreign", "none"));
        if (!foreign)
            return write(own, own);
        const Money back(less(0, payment.change().minor()), m_currency); // Of one's own.
        write(*foreign, Money(less(own.minor(), back.minor()), m_currency));
        if (!back.isZero())
            write(back, back);
    }

    void addLine(const schema::Order& order, const schema::OrderLine& line, const std::vector<schema::LineTax>& taxRows,
                 std::map<std::uint32_t, Vat>& byVat)
    {
        const auto sold = line.has_returns() ? m_shop.get(Id<schema::OrderLine>(line.returns())) : std::nullopt;
        const Bytes issues = line.has_issues() ? line.issues() : sold ? sold->issues() : Bytes();
        const bool isCard = !issues.empty();
        const auto card = m_shop.get(Id<schema::StoredValue>(issues));
        row(lines, [&](CsvRow& out) {
            out.text(hex(order.id())).number(line.ordinal()).text(card ? card->code() : "").text(line.name());
            out.text(isCard ? "MehrzweckgutscheinKauf" : "Umsatz")
                .text(line.has_returns() ? "1" : "0")
                .text(line.sku());
            out.quantity(line.quantity()).text(line.unit_symbol());
            out.money(line.unit_price_e4() / 10'000, m_currency);
        });
        const auto addVat = [&](std::uint32_t number, std::int64_t gross, std::int64_t tax) {
            addTo(byVat[number], gross, tax);
            if (isCard)
                addTo(m_sums.giftCards[number], gross, tax);
            row(lineVats, [&](CsvRow& out) {
                out.text(hex(order.id())).number(line.ordinal()).number(number).money(gross, m_currency);
                out.money(less(gross, tax), m_currency).money(tax, m_currency);
            });
        };
        bool any = line.has_tax_rate_ppm();
        if (any)
            addVat(m_vats.of(line.tax_rate_ppm(), line.tax_name()), line.total_minor(), line.tax_minor());
        for (const auto& tax : taxRows)
            if (tax.line() == line.ordinal()) {
                any = true;
                addVat(m_vats.of(0, tax.name() + " " + tax.rate()), addClamped(tax.base_minor(), tax.amount_minor()),
                       tax.amount_minor());
            }
        if (!any) {
            m_untaxed = addClamped(m_untaxed, line.total_minor());
            addVat(m_vats.of(0, ""), line.total_minor(), 0);
        }
    }

    const Reader& m_shop;
    const FiscalSink& m_sink;
    const schema::Terminal& m_terminal;
    Currency m_currency;
    const schema::ShiftClosing* m_closing = nullptr;
    VatKeys m_vats;
    OrderSums m_sums;
    std::int64_t m_untaxed = 0; ///< Of lines that have no tax at all.
    std::optional<Error> m_failed;
};

} // namespace

Result<Done> exportDsfinvk(const Reader& shop, const FiscalSpan& span, const FiscalSink& sink)
{
    const auto terminal = shop.get(span.terminal);
    if (!terminal)
        return fail(Error::Kind::NotFound, "terminal", "there is no such till here");
    const auto ofTill = closingsOf(shop, span.terminal);
    std::vector<schema::ShiftClosing> wanted;
    for (const auto& closing : ofTill)
        if (closing.business_date() >= span.from && closing.business_date() <= span.to)
            wanted.push_back(closing);
    if (wanted.empty())
        return fail(Error::Kind::NotFound, "closings", "no shift of this till was closed in these days");
    const auto currency = Currency::fromNumeric(wanted.front().expected().currency());
    if (!currency)
        return tl::unexpected(currency.error());
    Exporting exporting(shop, sink, *terminal, *currency);
    if (auto done = exporting.heads(); !done)
        return done;
    for (const auto& closing : wanted)
        if (auto done = exporting.add(ofTill, closing); !done)
            return done;
    return Done{};
}

} // namespace kontor
