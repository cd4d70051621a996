#include <QTest> // Keep first: moc 6.4 cannot parse libstdc++'s <concepts> when that comes first.

#include "domain/catalog/product.h"
#include "domain/catalog/tax.h"
#include "domain/orders/fiscal/fiscal_export.h"
#include "domain/orders/receipt_copy.h"
#include "domain/orders/shift.h"
#include "domain/payments/exchange.h"
#include "support/selling_till.h"

#include <rapidcheck.h>

using namespace kontor;
using namespace kontor::testing;

namespace {

/// An export, taken apart by an own reader of its form.
class Tables
{
public:
    using Row = std::map<std::string, std::string>;

    using Export = Result<Done> (*)(const Reader&, const FiscalSpan&, const FiscalSink&);
    Tables(Export form, const Reader& shop, Id<schema::Terminal> terminal)
    {
        const FiscalSpan all{terminal, 0, 99'999'999};
        (void)form(shop, all, [this](std::string_view file, std::string_view text) -> Result<Done> {
            auto fields = fieldsOf(text);
            auto [heads, isNew] = m_heads.try_emplace(std::string(file), fields);
            if (isNew)
                return Done{};
            Row row;
            for (std::size_t i = 0; i < heads->second.size(); ++i)
                row[heads->second[i]] = fields.at(i);
            m_rows[std::string(file)].push_back(std::move(row));
            return Done{};
        }).value();
    }
    const std::vector<Row>& of(const std::string& file) { return m_rows[file]; }

    /// What `column` comes to by what `keys` say, of the rows of one closing.
    std::map<std::string, std::int64_t> sums(const std::string& file, std::uint64_t closing,
                                             const std::vector<std::string>& keys, const std::string& column)
    {
        std::map<std::string, std::int64_t> sums;
        for (const auto& row : of(file)) {
            if (row.at("Z_NR") != std::to_string(closing))
                continue;
            std::string key;
            for (const auto& one : keys)
                key += (key.empty() ? "" : " ") + row.at(one);
            sums[key] += minorOf(row.at(column));
        }
        std::erase_if(sums, [](const auto& one) { return one.second == 0; });
        return sums;
    }
    std::int64_t sum(const std::string& file, std::uint64_t closing, const std::string& column)
    {
        return sums(file, closing, {}, column)[""];
    }
    static std::int64_t minorOf(std::string text)
    {
        std::erase(text, ',');
        return std::stoll(text);
    }

private:
    static std::vector<std::string> fieldsOf(std::string_view text)
    {
        std::vector<std::string> fields(1);
        bool quoted = false;
        for (const char c : text) {
            if (c == '"')
                quoted = !quoted;
            else if (c == ';' && !quoted)
                fields.emplace_back();
            else
                fields.back() += c;
        }
        return fields;
    }
    std::map<std::string, std::vector<std::string>> m_heads;
    std::map<std::string, std::vector<Row>> m_rows;
};

/// A till with two taxes and none, another currency, and whatever happens at it.
struct Counter : Till {
    Currency euro = Currency::fromAlpha("EUR").value();
    std::vector<schema::OrderLine> sold;
    int cards = 0;

    explicit Counter(bool coins) : Till(coins)
    {
        const auto tax = [&](const char* name, std::uint32_t ppm, Id<schema::Variant> goods) {
            const Id<schema::Tax> id(run(addTax, boss, {name, ppm}).value().mainId());
            (void)run(classifyProduct, boss, {productOf(goods), {}, {}, {}, {}, id}).value();
        };
        tax("Mehrwertsteuer", 190'000, mug);
        tax("Reduced", 50'000, plate);
        (void)run(setExchangeRate, boss, {"EUR", {}, "0.85", true, {}, {}}).value();
    }
    void open(std::int64_t minor) { (void)run(openShift, boss, {Money(minor, currency())}).value(); }
    schema::ShiftClosing close(std::int64_t counted)
    {
        const auto made = run(closeShift, boss, {Money(counted, currency()), {}, {}}).value();
        tick(60);
        return reader.get(Id<schema::ShiftClosing>(made.mainId())).value();
    }
    void keep(const Result<Commit>& sale)
    {
        for (const auto& line : linesOf(sale.value()))
            if (line.quantity() > 0 && !line.has_issues())
                sold.push_back(line);
    }
    void scanSome()
    {
        scan(*rc::gen::element(mug, plate), *rc::gen::inRange(1, 4));
        if (*rc::gen::arbitrary<bool>())
            scan(plate);
    }
    void sellForCard()
    {
        scanSome();
        const Money total = cart().total;
        const auto tip = *rc::gen::inRange<std::int64_t>(0, total.minor() / 10);
        const Id<schema::PaymentAttempt> attempt(
            run(beginCardPayment, boss, {total + Money(tip, currency()), "simulated", {}, tip}).value().mainId());
        TerminalAnswer answer;
        answer.state = schema::CARD_CAPTURED;
        (void)run(noteCardAnswer, boss, {attempt, answer}).value();
        Tender tender{schema::CARD, total};
        tender.attempt = attempt;
        tender.tipMinor = tip;
        keep(pay({tender}));
    }
    void sellForEuros()
    {
        scanSome();
        const Money total = cart().total;
        const Money due =
            total + cashRounding(total, cashUnit(reader, {context.organisation, context.store, {}}, currency()));
        const auto rate = rateAt(reader, context.store, euro, currency(), context.now).value();
        const Money given(due.minor() * 2 + *rc::gen::inRange<std::int64_t>(0, 500), euro);
        keep(run(sell, boss, {total, {foreignPayment(due, given, rate).value()}}));
    }
    void sellForPaper()
    {
        scanSome();
        std::vector<Tender> tenders{by(schema::VOUCHER, money("1.00"))};
        if (cards > 0)
            if (const auto value = readStoredValue(reader, "GIFT-1"); value && value->balance.minor() >= 50)
                tenders.push_back(by(schema::GIFT_CARD, money("0.50"), "GIFT-1"));
        keep(pay(tenders));
    }
    void bringBack()
    {
        if (sold.empty())
            return;
        const auto line = sold[*rc::gen::inRange<std::size_t>(0, sold.size())];
        if (!giveBack(line, Quantity::whole(1)))
            return; // All of it is back.
        if (*rc::gen::arbitrary<bool>())
            scan(mug);
        const RefundChoice inCash{schema::CASH, {}};
        if (!pay({}, inCash))
            (void)take(clearCart(reader, context, boss)).value();
    }
    void move()
    {
        const auto kind = *rc::gen::element(schema::CASH_PAID_IN, schema::CASH_PAID_OUT, schema::CASH_DROPPED);
        (void)run(moveCash, boss, {kind, Money(*rc::gen::inRange<std::int64_t>(1, 2'000), currency()), "why"}).value();
    }
    void step()
    {
        tick(1);
        switch (*rc::gen::inRange(0, 8)) {
        case 0: return sellForCard();
        case 1: return sellForEuros();
        case 2: return sellForPaper();
        case 3: return void(giftCard("GIFT-" + std::to_string(++cards), "5.00"));
        case 4:
        case 5: return bringBack();
        case 6: return move();
        default: scanSome(); return keep(pay());
        }
    }
};

std::int64_t valueOf(const std::map<std::string, std::int64_t>& sums, const std::string& key)
{
    const auto found = sums.find(key);
    return found == sums.end() ? 0 : found->second;
}
std::int64_t total(const std::map<std::string, std::int64_t>& sums)
{
    std::int64_t total = 0;
    for (const auto& [key, minor] : sums)
        total += minor;
    return total;
}

void checkGerman(Tables& tables, const schema::ShiftClosing& z)
{
    const auto sums = [&](const char* file, const std::vector<std::string>& keys, const char* column) {
        return tables.sums(file, z.number(), keys, column);
    };
    // By tax: orders, cases and the Z are one.
    for (const auto& [ofOrders, ofCases] : {std::pair("BON_BRUTTO", "Z_UMS_BRUTTO"), std::pair("BON_UST", "Z_UST")}) {
        std::map<std::string, std::int64_t> cases;
        for (const auto& kind : {"Umsatz", "MehrzweckgutscheinKauf"})
            for (const auto& [key, minor] : sums("businesscases.csv", {"GV_TYP", "UST_SCHLUESSEL"}, ofCases))
                if (key.starts_with(std::string(kind) + " "))
                    cases[key.substr(std::string(kind).size() + 1)] += minor;
        std::erase_if(cases, [](const auto& one) { return one.second == 0; });
        RC_ASSERT(cases == sums("transactions_vat.csv", {"UST_SCHLUESSEL"}, ofOrders));
        RC_ASSERT(cases == sums("lines_vat.csv", {"UST_SCHLUESSEL"},
                                ofCases == std::string("Z_UST") ? "POS_UST" : "POS_BRUTTO"));
    }
    std::map<std::string, std::int64_t> taxes;
    for (const auto& tax : z.sums().tax())
        if (tax.tax_minor() != 0)
            taxes[tax.rate_ppm() == 190'000 ? "1" : "1000"] += tax.tax_minor();
    RC_ASSERT(sums("transactions_vat.csv", {"UST_SCHLUESSEL"}, "BON_UST") == taxes);
    RC_ASSERT(total(taxes) == z.sums().tax_minor());
    const auto kinds = sums("businesscases.csv", {"GV_TYP"}, "Z_UMS_BRUTTO");
    const auto sold = valueOf(kinds, "Umsatz") + valueOf(kinds, "MehrzweckgutscheinKauf");
    RC_ASSERT(sold == z.sums().sales_minor() + z.sums().returns_minor());
    RC_ASSERT(sold == total(sums("transactions.csv", {"BON_ID"}, "UMS_BRUTTO")));
    // By means of payment, tips and the rounding to coins with them.
    const auto paid = sums("payment.csv", {"ZAHLART_NAME"}, "Z_ZAHLART_BETRAG");
    RC_ASSERT(paid == sums("datapayment.csv", {"ZAHLART_NAME"}, "BASISWAEH_BETRAG"));
    std::map<std::string, std::int64_t> tenders;
    std::map<std::string, std::int64_t> foreign;
    for (const auto& tender : z.sums().tender())
        if (tender.currency() == z.expected().currency())
            tenders[std::string(methodName(tender.method()))] += tender.amount_minor() + tender.tip_minor();
        else
            foreign["EUR"] += tender.amount_minor();
    std::erase_if(tenders, [](const auto& one) { return one.second == 0; });
    RC_ASSERT(paid == tenders);
    RC_ASSERT(total(paid) == tables.sum("cashpointclosing.csv", z.number(), "Z_SE_ZAHLUNGEN"));
    RC_ASSERT(total(paid) ==
              sold + valueOf(kinds, "Aufschlag") + valueOf(kinds, "Rabatt") + valueOf(kinds, "TrinkgeldAN"));
    // By currency: what lies in the drawer, each coin once.
    const auto inDrawer = sums("cash_per_currency.csv", {"ZAHLART_WAEH"}, "ZAHLART_BETRAG_WAEH");
    std::map<std::string, std::int64_t> coins;
    for (const auto& [key, minor] : sums("datapayment.csv", {"ZAHLART_TYP", "ZAHLWAEH_CODE"}, "ZAHLWAEH_BETRAG"))
        if (key.starts_with("Bar "))
            coins[key.substr(4)] += minor;
    RC_ASSERT(inDrawer == coins);
    RC_ASSERT(valueOf(inDrawer, "EUR") == valueOf(foreign, "EUR"));
    const auto expected = valueOf(inDrawer, "GBP") + valueOf(kinds, "Anfangsbestand") + valueOf(kinds, "Einzahlung") +
                          valueOf(kinds, "Auszahlung") + valueOf(kinds, "Geldtransit");
    RC_ASSERT(expected == z.expected().minor());
    RC_ASSERT(expected + valueOf(kinds, "DifferenzSollIst") == z.counted().minor());
}

} // namespace

/// What an inspector is given is what the closings say, to the minor unit; what is not there is named.
class FiscalTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void everySumOfTheExportIsTheZs()
    {
        QVERIFY(rc::check("DSFinV-K tables and their Z", [] {
            Counter till(*rc::gen::arbitrary<bool>());
            std::vector<schema::ShiftClosing> closings;
            for (auto shifts = *rc::gen::inRange(1, 4); shifts > 0; --shifts) {
                till.open(*rc::gen::inRange<std::int64_t>(0, 10'000));
                for (auto steps = *rc::gen::inRange(0, 12); steps > 0; --steps)
                    till.step();
                closings.push_back(till.close(*rc::gen::inRange<std::int64_t>(0, 20'000)));
            }
            Tables tables(exportDsfinvk, till.reader, till.context.terminal);
            for (const auto& z : closings)
                checkGerman(tables, z);
            RC_ASSERT(tables.of(std::string(incompleteFile)).empty());
        }));
    }
    void closingsOfFranceAddUpToTheirGrandTotals()
    {
        QVERIFY(rc::check("closings of days and months", [] {
            Counter till(true);
            const auto days = *rc::gen::inRange(1, 5);
            for (int day = 0; day < days; ++day) {
                for (auto shifts = *rc::gen::inRange(1, 3); shifts > 0; --shifts) {
                    till.open(0);
                    for (auto steps = *rc::gen::inRange(0, 6); steps > 0; --steps)
                        till.step();
                    (void)till.close(0);
                }
                till.tick(86'400);
                (void)till.run(closePeriod, till.boss, {schema::PERIOD_DAY, 20101201 + static_cast<std::uint32_t>(day)})
                    .value();
            }
            till.tick(31 * 86'400);
            (void)till.run(closePeriod, till.boss, {schema::PERIOD_MONTH, 201012}).value();
            (void)till.run(closePeriod, till.boss, {schema::PERIOD_YEAR, 2010}).value();
            Tables tables(exportFrenchClosings, till.reader, till.context.terminal);
            std::map<std::string, std::map<std::string, std::int64_t>> sums;
            std::map<std::string, std::map<std::string, std::int64_t>> grand;
            for (const auto& row : tables.of("clotures.csv")) {
                auto& ofKind = sums[row.at("NATURE")];
                for (const auto* column : {"TOTAL_VENTES_TTC", "TOTAL_RETOURS_TTC", "TVA", "ARRONDI"})
                    ofKind[column] += Tables::minorOf(row.at(column));
                for (const auto* column : {"VENTES", "RETOURS", "ANNULATIONS", "ECOLE"})
                    ofKind[column] += std::stoll(row.at(column));
                // Never set back, and after each what all before it came to.
                auto& perpetual = grand[row.at("NATURE")];
                perpetual["sales"] = Tables::minorOf(row.at("GRAND_TOTAL_VENTES"));
                perpetual["returns"] = Tables::minorOf(row.at("GRAND_TOTAL_RETOURS"));
                perpetual["orders"] = std::stoll(row.at("GRAND_TOTAL_TICKETS"));
                RC_ASSERT(perpetual["sales"] == ofKind["TOTAL_VENTES_TTC"]);
                RC_ASSERT(perpetual["returns"] == ofKind["TOTAL_RETOURS_TTC"]);
                RC_ASSERT(perpetual["orders"] == ofKind["VENTES"] + ofKind["RETOURS"]);
            }
            for (const auto* kind : {"jour", "mois", "annee"}) {
                RC_ASSERT(sums[kind] == sums["z"]);
                RC_ASSERT(grand[kind] == grand["z"]);
            }
            std::map<std::string, std::map<std::string, std::int64_t>> taxes;
            for (const auto& row : tables.of("clotures_tva.csv")) {
                taxes[row.at("NATURE")][row.at("TAXE") + " gross"] += Tables::minorOf(row.at("TOTAL_TTC"));
                taxes[row.at("NATURE")][row.at("TAXE") + " tax"] += Tables::minorOf(row.at("TVA"));
            }
            for (const auto* kind : {"jour", "mois", "annee"})
                RC_ASSERT(taxes[kind] == taxes["z"]);
            RC_ASSERT(tables.of(std::string(incompleteFile)).empty());
        }));
    }
    void ordersThatAreNotHereAreNamed()
    {
        Counter till(false);
        till.open(0);
        till.scan(till.mug);
        QVERIFY(till.pay());
        const auto before = till.reader;
        till.scan(till.plate);
        QVERIFY(till.pay());
        auto elsewhere = before;
        elsewhere.apply(till.run(closeShift, till.boss, {till.money("0.00"), {}, {}}).value(), {});
        Tables whole(exportDsfinvk, till.reader, till.context.terminal);
        QVERIFY(whole.of(std::string(incompleteFile)).empty());
        Tables tables(exportDsfinvk, elsewhere, till.context.terminal);
        QStringList said;
        for (const auto& row : tables.of(std::string(incompleteFile)))
            said << QString::fromStdString(row.at("WAS"));
        QCOMPARE(said, (QStringList{QStringLiteral("payments by cash: the orders here come to 2.57, the Z to 12.56"),
                                    QStringLiteral("sales with tax 1000: the orders here come to 0.00, the Z to 9.99"),
                                    QStringLiteral("taxes of 1000: the orders here come to 0.00, the Z to 0.48"),
                                    QStringLiteral("orders: 1 are here, the Z has 2")}));
    }
    void badOrdersAndNumbersThatAreMissingAreNamed()
    {
        Counter till(false);
        till.open(0);
        till.scan(till.mug);
        QVERIFY(till.pay());
        ++till.context.nextReceiptNumber; // Its sale was set aside everywhere.
        schema::Order bad;
        bad.set_series(till.context.origin.string());
        bad.set_number(till.context.nextReceiptNumber);
        bad.set_receipt("BAD");
        bad.set_at_us(till.context.now);
        bad.mutable_total()->set_minor(INT64_MAX);
        bad.mutable_total()->set_currency(till.currency().numeric());
        Commit commit{"sell", till.context, till.boss};
        commit.insert(bad);
        schema::Payment payment; // Beyond any amount, as another till may claim: nothing stops the export.
        payment.set_order(bad.id());
        payment.set_method(schema::CARD);
        *payment.mutable_amount() = till.money("1.00").message();
        payment.mutable_amount()->set_minor(INT64_MAX);
        payment.mutable_details()->set_tip_minor(INT64_MAX);
        commit.insert(payment);
        (void)till.take(commit).value();
        (void)till.close(0);
        for (const auto form : {exportDsfinvk, exportFrenchClosings}) {
            Tables tables(form, till.reader, till.context.terminal);
            std::set<std::string> named;
            std::string all;
            for (const auto& row : tables.of(std::string(incompleteFile)))
                for (const auto& [head, field] : row)
                    all += field + "\n";
            QVERIFY2(all.find("its total is in another currency, or no amount") != std::string::npos, all.c_str());
            QVERIFY2(all.find("no order here has this number") != std::string::npos, all.c_str());
            QVERIFY2(all.find("BAD") != std::string::npos, all.c_str());
        }
    }
    void aClosingThatIsMissingIsNamed()
    {
        Counter till(false);
        std::vector<Commit> closings;
        auto elsewhere = till.reader;
        for (int shift = 0; shift < 3; ++shift) {
            const auto opened = till.run(openShift, till.boss, {till.money("0.00")}).value();
            till.scan(till.mug);
            const auto sale = till.pay().value();
            const auto closed = till.run(closeShift, till.boss, {till.money("0.00"), {}, {}}).value();
            for (const auto* commit : {&opened, &sale, &closed})
                if (shift != 1 || commit != &closed)
                    elsewhere.apply(*commit, {});
            till.tick(60);
        }
        for (const auto form : {exportDsfinvk, exportFrenchClosings}) {
            Tables tables(form, elsewhere, till.context.terminal);
            const auto& rows = tables.of(std::string(incompleteFile));
            QCOMPARE(rows.size(), std::size_t(1));
            const auto& row = rows.front();
            const auto said = row.contains("WAS") ? row.at("WAS") : row.at("MOTIF");
            QCOMPARE(said, std::string("the closing before it is not here"));
        }
    }
    void whatIsAskedOfATillThatHasNothingIsAnError()
    {
        Counter till(false);
        const FiscalSink nowhere = [](std::string_view, std::string_view) -> Result<Done> { return Done{}; };
        for (const auto form : {exportDsfinvk, exportFrenchClosings}) {
            QCOMPARE(form(till.reader, {{}, 0, 99'999'999}, nowhere).error().about, std::string("terminal"));
            QCOMPARE(form(till.reader, {till.context.terminal, 0, 99'999'999}, nowhere).error().about,
                     std::string("closings"));
        }
        till.open(0);
        (void)till.close(0);
        const FiscalSink full = [](std::string_view, std::string_view) -> Result<Done> {
            return fail(Error::Kind::Storage, "disk", "full");
        };
        for (const auto form : {exportDsfinvk, exportFrenchClosings})
            QCOMPARE(form(till.reader, {till.context.terminal, 0, 99'999'999}, full).error().about,
                     std::string("disk"));
    }
};

QTEST_GUILESS_MAIN(FiscalTest)
#include "tst_fiscal.moc"
