#include "domain/base/time.h"
#include "domain/journal/reader.h"
#include "domain/orders/fiscal/closing_faults.h"
#include "domain/orders/fiscal/csv_row.h"
#include "domain/orders/fiscal/fiscal_export.h"
#include "domain/orders/shift.h"

#include <algorithm>
#include <tuple>

namespace kontor {

namespace {

constexpr std::string_view closings = "clotures.csv";
constexpr std::string_view taxes = "clotures_tva.csv";
constexpr std::string_view copies = "duplicatas.csv";
constexpr std::string_view voids = "annulations.csv";

std::string_view kindName(schema::PeriodKind kind)
{
    switch (kind) {
    case schema::PERIOD_DAY: return "jour";
    case schema::PERIOD_MONTH: return "mois";
    case schema::PERIOD_YEAR: return "annee";
    default: return "?";
    }
}

class Exporting
{
public:
    Exporting(const FiscalSink& sink, Currency currency) : m_sink(sink), m_currency(currency) {}

    Result<Done> heads()
    {
        write(closings,
              "NATURE;NUMERO;PERIODE;HORODATAGE;PREMIER_Z;DERNIER_Z;VENTES;RETOURS;TOTAL_VENTES_TTC;TOTAL_RETOURS_TTC;"
              "TVA;ARRONDI;GRAND_TOTAL_VENTES;GRAND_TOTAL_RETOURS;GRAND_TOTAL_TICKETS;ECOLE;ANNULATIONS;"
              "MONTANT_ANNULE");
        write(taxes, "NATURE;NUMERO;TAXE;TAUX;TOTAL_TTC;TVA");
        write(copies, "TICKET;HORODATAGE;OPERATEUR;MOTIF");
        write(voids, "HORODATAGE;OPERATEUR;LIGNES;MONTANT;TICKET");
        write(incompleteFile, "NATURE;NUMERO;TICKET;MOTIF");
        return state();
    }
    template <typename Closing>
    void add(std::string_view kind, std::uint32_t period, std::uint64_t first, std::uint64_t last,
             const Closing& closing, std::uint64_t voidLines, std::int64_t voidMinor)
    {
        const auto& sums = closing.sums();
        CsvRow row;
        row.text(kind).number(closing.number()).number(period).text(formatTime(closing.at_us()));
        row.number(first).number(last).number(sums.sales()).number(sums.returns());
        for (const auto minor : {sums.sales_minor(), sums.returns_minor(), sums.tax_minor(), sums.rounding_minor(),
                                 closing.perpetual_sales_minor(), closing.perpetual_returns_minor()})
            row.money(minor, m_currency);
        row.number(closing.perpetual_orders()).number(sums.training()).number(voidLines).money(voidMinor, m_currency);
        write(closings, row.row());
        for (const auto& tax : sums.tax()) {
            CsvRow one;
            one.text(kind).number(closing.number()).text(tax.name()).percent(tax.rate_ppm());
            one.money(tax.gross_minor(), m_currency).money(tax.tax_minor(), m_currency);
            write(taxes, one.row());
        }
    }
    void write(std::string_view file, std::string_view row)
    {
        if (m_failed)
            return;
        if (auto done = m_sink(file, row); !done)
            m_failed = done.error();
    }
    [[nodiscard]] Result<Done> state() const
    {
        return m_failed ? Result<Done>(tl::unexpected(*m_failed)) : Result<Done>(Done{});
    }

private:
    const FiscalSink& m_sink;
    Currency m_currency;
    std::optional<Error> m_failed;
};

std::string nameOf(const Reader& shop, const Bytes& staff)
{
    const auto row = shop.get(Id<schema::Staff>(staff));
    return row ? row->name() : hex(staff);
}

} // namespace

Result<Done> exportFrenchClosings(const Reader& shop, const FiscalSpan& span, const FiscalSink& sink)
{
    if (!shop.get(span.terminal))
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
    Exporting exporting(sink, *currency);
    if (auto done = exporting.heads(); !done)
        return done;
    TimeUs begin = INT64_MAX;
    TimeUs end = 0;
    for (const auto& closing : wanted) {
        exporting.add("z", closing.business_date(), closing.number(), closing.number(), closing, closing.voids(),
                      closing.void_minor());
        for (const auto& fault : closingFaults(ofTill, closing)) {
            CsvRow row;
            row.text("z").number(closing.number()).text(fault.receipt).text(fault.what);
            exporting.write(incompleteFile, row.row());
        }
        const auto opening = shop.get(Id<schema::ShiftOpening>(closing.shift()));
        begin = std::min(begin, opening ? opening->at_us() : closing.at_us());
        end = std::max(end, closing.at_us());
        eachOrderOf(shop, closing, [&](const schema::Order& order) {
            for (const auto& copy :
                 shop.where<schema::ReceiptCopy>(schema::ReceiptCopy::kOrderFieldNumber, order.id())) {
                CsvRow row;
                row.text(order.receipt()).text(formatTime(copy.at_us())).text(nameOf(shop, copy.staff()));
                exporting.write(copies, row.text(copy.reason()).row());
            }
        });
    }
    auto periods =
        shop.where<schema::PeriodClosing>(schema::PeriodClosing::kTerminalFieldNumber, span.terminal.bytes());
    std::sort(periods.begin(), periods.end(), [](const auto& a, const auto& b) {
        return std::tuple(a.kind(), a.number(), a.id()) < std::tuple(b.kind(), b.number(), b.id());
    });
    for (const auto& period : periods) {
        const std::uint32_t divisor = period.kind() == schema::PERIOD_DAY     ? 1
                                      : period.kind() == schema::PERIOD_MONTH ? 100
                                                                              : 10'000;
        if (period.period() < span.from / divisor || period.period() > span.to / divisor)
            continue;
        std::uint64_t voidLines = 0;
        std::int64_t voidMinor = 0;
        for (const auto& closing : ofTill)
            if (closing.number() >= period.first_closing() && closing.number() <= period.last_closing()) {
                voidLines += closing.voids();
                voidMinor += closing.void_minor();
            }
        const auto sums = periodSums(shop, span.terminal, period.kind(), period.period());
        if (sums.sums().SerializeAsString() != period.sums().SerializeAsString() ||
            sums.perpetual_sales_minor() != period.perpetual_sales_minor()) {
            CsvRow row;
            row.text(kindName(period.kind())).number(period.number()).text("");
            exporting.write(incompleteFile, row.text("its sums are not those of its shifts' closings here").row());
        }
        exporting.add(kindName(period.kind()), period.period(), period.first_closing(), period.last_closing(), period,
                      voidLines, voidMinor);
    }
    schema::CartVoid taken;
    shop.eachBetween(schema::CartVoid::kAtUsFieldNumber, begin, end, taken, [&] {
        if (taken.terminal() != span.terminal.bytes())
            return true;
        const auto order = shop.get(Id<schema::Order>(taken.order()));
        CsvRow row;
        row.text(formatTime(taken.at_us())).text(nameOf(shop, taken.staff())).number(taken.lines());
        exporting.write(voids, row.money(taken.amount().minor(), *currency).text(order ? order->receipt() : "").row());
        return true;
    });
    return exporting.state();
}

} // namespace kontor
