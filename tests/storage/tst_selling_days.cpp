#include <QTest> // Keep first: moc 6.4 cannot parse libstdc++'s <concepts> when that comes first.

#include "domain/catalog/tax.h"
#include "domain/commands/review.h"
#include "domain/customers/customer.h"
#include "domain/identity/actor.h"
#include "domain/loyalty/pay_points.h"
#include "domain/loyalty/points.h"
#include "domain/loyalty/program.h"
#include "domain/orders/line_share.h"
#include "domain/orders/park.h"
#include "domain/orders/pay_account.h"
#include "domain/orders/placed_order.h"
#include "domain/orders/return_goods.h"
#include "domain/orders/shift.h"
#include "domain/payments/card_payment.h"
#include "domain/payments/card_state.h"
#include "domain/payments/cash_rounding.h"
#include "domain/payments/exchange.h"
#include "domain/payments/stored_value.h"
#include "domain/promotions/publish.h"
#include "domain/settings/settings.h"
#include "selling_books.h"
#include "storage/exceptions.h"
#include "till_and_server.h"

#include <rapidcheck.h>

#include <array>
#include <random>

using namespace kontor;
using namespace kontor::test;

namespace {

/// A shop where anything happens that may happen at a till, in any order, and the money is counted beside it.
class Days
{
public:
    /// Which of the shop's ways of rounding, prices, points and promotions.
    explicit Days(unsigned terms)
        : m_pounds(need(Currency::fromAlpha("GBP"))),
          m_euros(need(Currency::fromAlpha("EUR")))
    {
        m_goods = {goods("Mug", "MUG", "2.57", 200'000), goods("Plate", "PLATE", "9.99", 50'000),
                   m_shop.product("Screw", "SCREW", "0.03")};
        need(run(setExchangeRate, SetExchangeRate{"EUR", "GBP", "0.8537"}));
        Promotion byCode;
        byCode.code = "SAVE";
        byCode.effect.value = static_cast<std::int64_t>(7 + terms % 3 * 10);
        byCode.codes = {{"FEW", {}, 4}};
        Promotion always;
        always.code = "ALWAYS";
        always.automatic = true;
        always.effect.value = 3;
        SetPromotions promotions{{}, {byCode}};
        if (terms % 4 == 1)
            promotions.promotions.push_back(always);
        need(run(setPromotions, promotions));
        NewProduct card;
        card.name = card.sku = "CARD";
        card.kind = schema::SERVICE;
        card.price = need(UnitPrice::parse("1.00", m_pounds, "price"));
        need(run(addProduct, card));
        m_card = m_shop.store->read()->holder<schema::Variant>(schema::Variant::kSkuFieldNumber, "CARD").value();
        m_customer = Id<schema::Customer>(need(run(addCustomer, NewCustomer{"C1", "Ann", {}})).mainId);
        set(cashUnits, terms % 2 == 0 ? "GBP=0.05" : "GBP=none");
        set(accountLimit, "1000000");
        set(storedValueDayCap, "1000000");
        schema::LoyaltyProgram program;
        program.set_name("Club");
        program.set_active(true);
        program.set_minor_per_point(20);
        static constexpr std::array<std::int64_t, 3> values{3'333, 10'000, 25'000};
        program.set_point_value_e4(values[terms % values.size()]);
        program.set_expiry_days(30);
        need(run(setLoyaltyProgram, program));
    }

    void step(std::uint32_t from)
    {
        m_random.seed(from);
        static constexpr std::array steps{
            &Days::scan,     &Days::scan,     &Days::scan,     &Days::pay,     &Days::pay,      &Days::pay,
            &Days::giveBack, &Days::giveBack, &Days::sellCard, &Days::park,    &Days::recall,   &Days::openIt,
            &Days::closeIt,  &Days::moveIt,   &Days::place,    &Days::deposit, &Days::handIt,   &Days::cancel,
            &Days::clear,    &Days::payOwed,  &Days::advance,  &Days::give,    &Days::practise, &Days::take,
            &Days::change,   &Days::split,    &Days::night,    &Days::settle};
        (this->*steps[below(steps.size())])();
    }

    /// What has to hold whatever happened.
    void check()
    {
        settle();
        const auto view = m_shop.store->read();
        std::int64_t cards = 0;
        for (const auto& code : m_cards) {
            const auto value = need(readStoredValue(*view, code));
            RC_ASSERT(value.balance.minor() >= 0);
            cards += value.balance.minor();
        }
        // What was taken is what was sold, what is still on cards and accounts, and what is on deposit: no value out of nothing.
        Int128 paid = 0;
        for (const auto& payment : view->all<schema::Payment>())
            paid += payment.amount().minor();
        Int128 sold = 0;
        Int128 deposits = 0;
        std::map<RawId, std::int64_t> roundings;
        for (const auto& order : view->all<schema::Order>())
            if (isPlaced(order.kind()))
                deposits += need(depositLeft(*view, Id<schema::Order>(order.id()))).minor();
            else
                sold += order.total().minor();
        for (const auto& payment : view->all<schema::Payment>())
            deposits += payment.method() == schema::DEPOSIT ? payment.amount().minor() : 0;
        for (const auto& rounding : view->all<schema::CashRounding>())
            sold += rounding.amount().minor();
        // Deposits that went back and accounts that were paid have theirs in the payment.
        for (const auto& payment : view->all<schema::Payment>()) {
            const auto order = view->get(Id<schema::Order>(payment.order()));
            if (!order || isPlaced(order->kind()))
                sold += payment.details().rounding_minor();
        }
        RC_ASSERT(paid == sold + deposits + m_paidOwed);
        for (const auto& line : view->all<schema::OrderLine>()) {
            const Id<schema::OrderLine> id(line.id());
            RC_ASSERT(returnedOf(*view, id).thousandths <= std::max<std::int64_t>(line.quantity(), 0));
            RC_ASSERT(fulfilledOf(*view, id).thousandths <= std::max<std::int64_t>(line.quantity(), 0));
        }
        // Whatever went back, by whatever means and in however many parts, is no more than was taken for it.
        for (const auto& id : m_orders)
            for (const auto& leg : need(refundLegs(*view, id))) {
                RC_ASSERT(leg.refunded <= leg.value);
                // What was taken in coins goes back as what was taken: 16.00 where it was 15.99 of goods. All else is never rounded up.
                if (leg.method != schema::CASH)
                    RC_ASSERT(leg.coins <= leg.inCash);
                RC_ASSERT(leg.pointsGone >= 0 && leg.pointsGone <= leg.points);
                if (leg.refunded == leg.value) // All of it, in whatever parts.
                    RC_ASSERT(leg.pointsGone == leg.points);
                if (leg.method == schema::CASH)
                    RC_ASSERT(leg.wentOut <= leg.value + leg.rounding);
            }
        std::int64_t owed = -m_paidOwed; // Below zero where goods came back that were paid for meanwhile.
        for (const auto& payment : view->all<schema::Payment>())
            owed += payment.method() == schema::ON_ACCOUNT ? payment.amount().minor() : 0;
        RC_ASSERT(need(owedBy(*view, m_customer, m_pounds)).minor() == owed);
        const auto points = readPoints(*view, m_customer, m_shop.store->now());
        RC_ASSERT(points.earned == points.balance + points.taken + points.expired);
        RC_ASSERT(points.overspent == std::int64_t(0));
        std::int64_t byPayments = 0;
        std::int64_t byEntries = 0;
        for (const auto& payment : view->all<schema::Payment>())
            byPayments += payment.method() == schema::LOYALTY_POINTS ? payment.details().points() : 0;
        for (const auto& entry : points.entries)
            byEntries -= isOfPayment(entry) ? entry.points() : 0;
        RC_ASSERT(byEntries == byPayments);
        m_books.check(*view);
        m_books.checkStock(*view, m_goods, need(storeTerms(*view, m_shop.store->identity().store)).location);
        checkCards(*view);
        // One till has nothing to say but who spent points whose goods came back.
        const auto exceptions = view->exceptions({}, 10);
        RC_ASSERT(exceptions.size() == std::size_t(points.owed > 0 ? 1 : 0));
        for (const auto& one : exceptions)
            RC_ASSERT(one.kind == ShopException::Kind::PointsOwed);
        checkWithServer();
        const auto maintained = m_shop.dump();
        need(m_shop.store->rebuild());
        RC_ASSERT(m_shop.dump() == maintained);
        need(m_shop.store->verify());
    }

    std::uint64_t done() const { return m_done; }

private:
    /// Of no card more went back than it paid, tip and all.
    void checkCards(const Reader& view)
    {
        std::map<Bytes, std::int64_t> left;
        for (const auto& attempt : view.all<schema::PaymentAttempt>()) {
            const auto card = need(readCardPayment(view, Id<schema::PaymentAttempt>(attempt.id())));
            if (card.holdsMoney())
                left[attempt.has_refund_of() ? attempt.refund_of() : attempt.id()] += attempt.amount().minor();
        }
        for (const auto& [attempt, minor] : left)
            RC_ASSERT(minor >= 0);
    }
    /// A server gets all of it, and has nothing to say.
    void checkWithServer()
    {
        const Judge judge = [](const Reader& seen, const Reader& now, const SignedCommit& commit,
                               const std::vector<schema::Change>& changes) {
            auto made = review(seen, now, commit, changes);
            if (made.verdict != schema::ACCEPTED)
                qWarning("%s: %s: %s", commit.header.command().c_str(), made.reasons.at(0).subject().c_str(),
                         made.reasons.at(0).detail().c_str());
            return std::pair(made.verdict, std::move(made.reasons));
        };
        for (auto run = need(m_two.till.store->pending(200, 1U << 20U)); !run.empty();
             run = need(m_two.till.store->pending(200, 1U << 20U))) {
            const auto entries = need(m_two.take(std::move(run), judge));
            for (const auto& entry : entries) {
                schema::Acceptance acceptance;
                RC_ASSERT(acceptance.ParseFromString(entry.acceptance));
                RC_ASSERT(acceptance.verdict() == schema::ACCEPTED);
            }
            m_two.pullAtTill();
        }
    }
    Id<schema::Variant> goods(const char* name, const char* sku, const char* price, std::uint32_t taxPpm)
    {
        NewProduct input;
        input.name = name;
        input.sku = sku;
        input.price = need(UnitPrice::parse(price, m_pounds, "price"));
        input.tax = Id<schema::Tax>(need(run(addTax, AddTax{std::string("VAT on ") + name, taxPpm})).mainId);
        need(run(addProduct, input));
        return m_shop.store->read()->holder<schema::Variant>(schema::Variant::kSkuFieldNumber, sku).value();
    }
    std::size_t below(std::size_t most) { return m_random() % most; }
    Money money(std::int64_t minor) const { return {minor, m_pounds}; }
    void set(std::string_view key, std::string_view value)
    {
        need(run(changeSetting,
                 ChangeSetting{m_shop.store->identity().store.raw, std::string(key), std::string(value)}));
    }
    template <typename Input>
    Result<Committed> run(Result<Commit> (*command)(const Reader&, const Context&, const Actor&, const Input&),
                          const Input& input)
    {
        auto committed = m_shop.run([&](const Reader& shop, const Context& context, const Actor& actor) {
            return command(shop, context, actor, input);
        });
        m_done += committed ? 1 : 0;
        return committed;
    }
    CartView cart() const { return m_shop.cart(); }
    static World aheadBy(const std::shared_ptr<TimeUs>& ahead)
    {
        World world = World::real();
        world.now = [ahead, now = world.now] { return now() + *ahead; };
        world.utcOffsetSeconds = [](TimeUs) { return 0; };
        return world;
    }
    /// By an X that is asked for now.
    std::int64_t expected() const
    {
        std::int64_t minor = 0;
        (void)m_shop.run([&](const Reader& shop, const Context& context, const Actor&) -> Result<Commit> {
            const auto open = openShiftOf(shop, context.terminal).value();
            minor =
                need(shiftReport(shop, Id<schema::ShiftOpening>(open.id()), context.origin, context.nextReceiptNumber))
                    .expected.minor();
            return tl::unexpected(Error{Error::Kind::Conflict, "nothing", "was to be written"});
        });
        return minor;
    }

    void scan()
    {
        AddToCart input{m_goods[below(m_goods.size())],
                        Quantity::whole(static_cast<std::int64_t>(below(7)) - (below(8) == 0 ? 5 : 0))};
        if (below(8) == 0) // Keyed in, whatever the list says.
            input.openPrice = UnitPrice::of(money(static_cast<std::int64_t>(below(1'500)) + 1));
        (void)run(addToCart, input);
    }
    void sellCard()
    {
        AddToCart input{m_card, Quantity::whole(1), UnitPrice::of(money(static_cast<std::int64_t>(below(5'000)) + 1))};
        input.issues = "GIFT-" + std::to_string(m_nextCard++);
        if (run(addToCart, input))
            m_inCart.push_back(input.issues);
    }
    void pay()
    {
        if (below(3) == 0)
            (void)run(setCartCustomer, SetCartCustomer{m_customer});
        const auto view = cart();
        if (view.isEmpty() || !view.isSellable())
            return clear();
        SellInput input{view.total, {}};
        Money rest = view.total;
        const auto store = m_shop.store->read();
        const auto spend = [&](schema::PaymentMethod method, const std::string& code) {
            const auto value = readStoredValue(*store, code);
            if (!value || rest.minor() <= 0 || below(2) != 0)
                return;
            const Money part = std::min(
                value->balance, money(static_cast<std::int64_t>(below(static_cast<std::size_t>(rest.minor()))) + 1));
            if (part.minor() > 0) {
                input.tenders.push_back({method, part});
                input.tenders.back().code = code;
                rest -= part;
            }
        };
        if (!m_cards.empty())
            spend(schema::GIFT_CARD, m_cards[below(m_cards.size())]);
        spend(schema::STORE_CREDIT, "CREDIT-1");
        if (!view.customer.isNil() && rest.minor() > 0 && below(2) == 0) {
            const Money most = money(1 + static_cast<std::int64_t>(below(static_cast<std::size_t>(rest.minor()))));
            const auto payable = need(payablePoints(*store, view.customer, most, m_shop.store->now()));
            if (!payable.worth.isZero()) {
                input.tenders.push_back({schema::LOYALTY_POINTS, payable.worth});
                rest -= payable.worth;
            }
        }
        if (!view.customer.isNil() && rest.minor() > 0 && below(4) == 0) {
            const Money part = money(static_cast<std::int64_t>(below(static_cast<std::size_t>(rest.minor()))) + 1);
            input.tenders.push_back({schema::ON_ACCOUNT, part});
            rest -= part;
        }
        for (const auto method : {schema::VOUCHER, schema::CHEQUE})
            if (rest.minor() > 0 && below(6) == 0) {
                const Money part = money(static_cast<std::int64_t>(below(static_cast<std::size_t>(rest.minor()))) + 1);
                input.tenders.push_back({method, part});
                input.tenders.back().reference = "PAPER-" + std::to_string(m_nextCard++);
                rest -= part;
            }
        if (rest.minor() > 0 && below(4) == 0)
            if (const auto card = charge(rest, view.total)) {
                input.tenders.push_back(*card);
                rest -= rest;
            }
        rest -= need(depositFor(*store, view, view.total - rest));
        const auto unit =
            cashUnit(*store, {m_shop.store->identity().organisation, m_shop.store->identity().store, {}}, m_pounds);
        const Money due = rest + cashRounding(rest, unit);
        const bool planned =
            std::any_of(view.lines.begin(), view.lines.end(), [](const auto& line) { return !line.returns.isNil(); });
        if (due.minor() > 0 && below(5) == 0)
            input.payments.push_back(inEuros(*store, due));
        else if (due.minor() > 0 || (due.minor() < 0 && !planned))
            input.payments.push_back(need(cashPayment(due, std::max(due, money(0)))));
        if (planned && below(2) == 0) { // Else it goes back to where it came from.
            input.refund.to = below(3) == 0 ? schema::CASH : schema::STORE_CREDIT;
            input.refund.code = "CREDIT-1";
        }
        if (planned) {
            const auto actor = need(Actor::load(*store, m_shop.administrator));
            if (const auto plan = planReturn(*store, owners(), actor, view, input.refund, m_shop.store->now());
                plan && *plan)
                payCardsBack(*store, **plan, input.tenders);
        }
        auto sold = run(sell, input);
        if (!sold) {
            // A deposit that is used otherwise by now, and such: the cashier starts again. A card's money would be adrift.
            takeBack(input.tenders);
            return clear();
        }
        m_books.sold(Id<schema::Order>(sold->mainId));
        m_cards.insert(m_cards.end(), m_inCart.begin(), m_inCart.end());
        m_inCart.clear();
        m_orders.push_back(Id<schema::Order>(sold->mainId));
    }
    void giveBack()
    {
        if (m_orders.empty())
            return;
        const auto view = m_shop.store->read();
        const auto order = m_orders[below(m_orders.size())];
        auto lines = need(returnableLines(*view, order));
        auto& line = lines[below(lines.size())];
        const auto left = line.line.quantity() - line.returned.thousandths;
        if (left <= 0)
            return;
        const auto part = line.line.has_issues()
                              ? left
                              : 1'000 * (1 + static_cast<std::int64_t>(below(static_cast<std::size_t>(left / 1'000))));
        (void)run(addReturn, AddReturn{Id<schema::OrderLine>(line.line.id()), Quantity{part},
                                       below(4) == 0 ? schema::SCRAPPED : schema::RESTOCKED, "why"});
    }
    void payOwed()
    {
        if (const auto owed = need(owedBy(*m_shop.store->read(), m_customer, m_pounds)); owed.minor() > 0) {
            PayAccount input{m_customer, {}, {}};
            input.cash = below(3) == 0
                             ? owed
                             : money(1 + static_cast<std::int64_t>(below(static_cast<std::size_t>(owed.minor()))));
            if (run(payAccount, input)) // Refused where there are no coins for it.
                m_paidOwed += (owed - need(owedBy(*m_shop.store->read(), m_customer, m_pounds))).minor();
        }
    }
    void clear()
    {
        m_inCart.clear();
        need(m_shop.run([](const Reader& shop, const Context& context, const Actor& actor) {
            return clearCart(shop, context, actor);
        }));
    }
    void park()
    {
        if (m_inCart.empty())
            (void)run(parkCart, ParkCart{"someone"});
    }
    void recall()
    {
        const auto parked = parkedCarts(*m_shop.store->read(), m_shop.store->identity().store, m_shop.store->now());
        if (!parked.empty())
            (void)run(recallCart, RecallCart{parked[below(parked.size())].cart});
    }
    void openIt()
    {
        if (run(openShift, OpenShift{money(10'000)}))
            m_books.opened(*m_shop.store->read(), 10'000);
    }
    void closeIt()
    {
        if (below(4) != 0)
            return;
        std::optional<ShiftReport> last; // An X a moment before its Z says the same.
        const CloseShift input{money(static_cast<std::int64_t>(below(50'000))), {}, {}};
        const auto made = m_shop.run([&](const Reader& shop, const Context& context, const Actor& actor) {
            if (const auto open = openShiftOf(shop, context.terminal))
                last = need(
                    shiftReport(shop, Id<schema::ShiftOpening>(open->id()), context.origin, context.nextReceiptNumber));
            return closeShift(shop, context, actor, input);
        });
        if (!made)
            return;
        ++m_done;
        const Id<schema::ShiftClosing> id(made->mainId);
        const auto closing = m_shop.store->read()->get(id).value();
        RC_ASSERT(last.value().expected.minor() == closing.expected().minor());
        RC_ASSERT(last.value().sums.SerializeAsString() == closing.sums().SerializeAsString());
        m_books.closed(*m_shop.store->read(), id);
    }
    /// Hours pass, and what can be closed of the day, the month and the year that may be over is.
    void night()
    {
        if (below(8) != 0)
            return;
        *m_ahead += static_cast<TimeUs>(1 + below(40)) * 3'600 * 1'000'000;
        for (const TimeUs hours : {24, 48}) {
            const auto day = dateOf(m_shop.store->now() - hours * 3'600 * 1'000'000, 0);
            (void)run(closePeriod, ClosePeriod{schema::PERIOD_DAY, day});
            (void)run(closePeriod, ClosePeriod{schema::PERIOD_MONTH, day / 100});
        }
    }
    void split()
    {
        const auto lines = cart().lines;
        if (lines.size() < 2 || !m_inCart.empty())
            return;
        const auto& line = lines[below(lines.size())];
        (void)run(splitCart, SplitCart{{{line.line, below(2) == 0 ? Quantity::whole(1) : line.quantity}}, "someone"});
    }
    /// What the card machine had not said: it took nothing.
    void settle()
    {
        for (const auto& attempt : m_unknown)
            need(run(noteCardAnswer, NoteCardAnswer{attempt, answered(schema::CARD_DECLINED)}));
        m_unknown.clear();
    }
    void moveIt()
    {
        if (const auto view = m_shop.store->read(); openShiftOf(*view, m_shop.store->identity().terminal))
            RC_ASSERT(expected() == m_books.expected(*view));
        const MoveCash input{schema::CASH_PAID_OUT, money(static_cast<std::int64_t>(below(500)) + 1), "why"};
        if (run(moveCash, input))
            m_books.movedOut(input.amount.minor());
    }
    void place()
    {
        (void)run(setCartCustomer, SetCartCustomer{m_customer});
        const auto view = cart();
        if (!view.isSellable())
            return;
        static constexpr std::array kinds{schema::LAYAWAY, schema::PRE_ORDER, schema::ORDERED, schema::QUOTATION};
        if (auto placed = run(placeOrder, PlaceOrder{kinds[below(kinds.size())], view.total}))
            m_placed.push_back(Id<schema::Order>(placed->mainId));
    }
    std::optional<Id<schema::Order>> aPlacedOne()
    {
        return m_placed.empty() ? std::nullopt : std::optional(m_placed[below(m_placed.size())]);
    }
    void deposit()
    {
        const auto order = aPlacedOne();
        if (!order)
            return;
        PayDeposit input{*order, {}, {}};
        const Money amount = money(static_cast<std::int64_t>(below(3'000)) + 1);
        if (below(3) == 0) {
            if (const auto card = charge(amount, money(0)))
                input.tenders.push_back(*card);
        } else {
            input.cash = amount;
        }
        if (!run(payDeposit, input))
            takeBack(input.tenders);
    }
    void advance()
    {
        if (const auto order = aPlacedOne(); order && below(4) == 0)
            (void)run(advanceOrder, AdvanceOrder{*order, static_cast<schema::OrderState>(1 + below(7)), {}});
    }
    void give() { (void)run(setCartCodes, SetCartCodes{{below(3) == 0 ? "SAVE" : "FEW"}}); }
    /// Sold for practice: nothing of it may be found anywhere but its own rows.
    void practise()
    {
        if (!cart().isEmpty() || below(3) != 0)
            return;
        set(tillTraining, "true");
        need(m_shop.scan(m_goods[below(m_goods.size())], Quantity::whole(2)));
        const auto view = cart();
        const Money due = view.total + cashRounding(view.total, cashUnit(*m_shop.store->read(), owners(), m_pounds));
        SellInput input{view.total, {}};
        if (!due.isZero())
            input.payments.push_back(need(cashPayment(due, due)));
        need(run(sell, input));
        set(tillTraining, "false");
    }
    /// What the server has is accepted from then on, in the middle of the day.
    void take()
    {
        if (below(10) == 0)
            checkWithServer();
    }
    void change()
    {
        const auto lines = cart().lines;
        if (const auto at = below(std::max<std::size_t>(lines.size(), 1)); !lines.empty() && lines[at].issues.empty())
            (void)run(setLineQuantity,
                      SetLineQuantity{lines[at].line, Quantity::whole(static_cast<std::int64_t>(below(3)))});
    }
    void handIt()
    {
        const auto order = aPlacedOne();
        if (!order)
            return;
        HandOver input{*order, {}};
        if (below(2) == 0) { // One piece of it.
            const auto lines = need(returnableLines(*m_shop.store->read(), *order));
            input.items.push_back({Id<schema::OrderLine>(lines[below(lines.size())].line.id()), Quantity::whole(1)});
        }
        (void)run(handOver, input);
    }
    void cancel()
    {
        const auto order = aPlacedOne();
        if (!order || below(3) != 0)
            return;
        CancelOrder input{*order, "why", {}, {}};
        const auto view = m_shop.store->read();
        const auto actor = need(Actor::load(*view, m_shop.administrator));
        if (const auto plan = planCancellation(*view, owners(), actor, *order, {}, m_shop.store->now()))
            payCardsBack(*view, *plan, input.tenders);
        if (!run(cancelOrder, input))
            takeBack(input.tenders);
    }

    SettingOwners owners() const
    {
        const auto identity = m_shop.store->identity();
        return {identity.organisation, identity.store, identity.terminal};
    }
    TerminalAnswer answered(schema::CardState state) const
    {
        TerminalAnswer answer;
        answer.state = state;
        answer.lastFour = "4242";
        return answer;
    }
    /// At the card machine, with a tip where `of` is a sale: sometimes declined, sometimes the answer is lost and comes later.
    std::optional<Tender> charge(Money amount, Money of)
    {
        Tender tender{schema::CARD, amount};
        if (of.minor() > 2 && below(3) == 0)
            tender.tipMinor = 1 + static_cast<std::int64_t>(below(static_cast<std::size_t>(of.minor() / 2)));
        const auto begun = need(
            run(beginCardPayment, BeginCardPayment{amount + money(tender.tipMinor), "simulated", {}, tender.tipMinor}));
        tender.attempt = Id<schema::PaymentAttempt>(begun.mainId);
        if (below(4) == 0)
            need(run(noteCardAnswer, NoteCardAnswer{tender.attempt, answered(schema::CARD_UNKNOWN)}));
        if (below(8) == 0) { // Nobody knows yet: paid otherwise, and asked again some other time.
            m_unknown.push_back(tender.attempt);
            return std::nullopt;
        }
        const bool declined = below(5) == 0;
        need(run(noteCardAnswer,
                 NoteCardAnswer{tender.attempt, answered(declined ? schema::CARD_DECLINED : schema::CARD_CAPTURED)}));
        return declined ? std::nullopt : std::optional(tender);
    }
    /// What a plan gives back to cards, at the card machine: sometimes with what is left of the tip.
    void payCardsBack(const Reader& view, const SettlementPlan& plan, std::vector<Tender>& tenders)
    {
        for (const auto& back : plan.back) {
            if (back.method != schema::CARD)
                continue;
            Tender tender{schema::CARD, -back.value};
            tender.tipMinor = below(2) == 0 ? 0 : -tipLeftMinor(view, back.of);
            const Id<schema::PaymentAttempt> of(back.cardAttempt);
            const auto begun = run(beginCardPayment, BeginCardPayment{tender.amount + money(tender.tipMinor),
                                                                      "simulated", of, tender.tipMinor});
            if (!begun)
                continue; // The sale says what is missing.
            tender.attempt = Id<schema::PaymentAttempt>(begun->mainId);
            need(run(noteCardAnswer, NoteCardAnswer{tender.attempt, answered(schema::CARD_CAPTURED)}));
            tenders.push_back(tender);
        }
    }
    void takeBack(const std::vector<Tender>& tenders)
    {
        for (const auto& tender : tenders)
            if (tender.method == schema::CARD)
                need(run(noteCardAnswer, NoteCardAnswer{tender.attempt, answered(schema::CARD_VOIDED)}));
    }
    CashPayment inEuros(const Reader& view, Money due) const
    {
        const auto rate = need(rateAt(view, m_shop.store->identity().store, m_euros, m_pounds, m_shop.store->now()));
        const Money least = need(foreignDue(due, rate, Money(1, m_euros)));
        return need(foreignPayment(due, least + Money(static_cast<std::int64_t>(due.minor() % 700), m_euros), rate));
    }

    std::shared_ptr<TimeUs> m_ahead = std::make_shared<TimeUs>(0); ///< Of the machine's clock.
    TillAndServer m_two{aheadBy(m_ahead)};
    ShopFixture& m_shop = m_two.till;
    SellingBooks m_books{m_shop.store->identity().terminal};
    std::minstd_rand m_random; ///< Of one step.
    Currency m_pounds;
    Currency m_euros;
    std::vector<Id<schema::Variant>> m_goods;
    Id<schema::Variant> m_card;
    Id<schema::Customer> m_customer;
    std::vector<std::string> m_cards;
    std::vector<std::string> m_inCart;
    std::vector<Id<schema::PaymentAttempt>> m_unknown;
    std::vector<Id<schema::Order>> m_orders;
    std::vector<Id<schema::Order>> m_placed;
    std::int64_t m_paidOwed = 0;
    std::uint64_t m_nextCard = 1000;
    std::uint64_t m_done = 0;
};

} // namespace

class SellingDaysTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    /// packaging/selling-days runs it longer: KONTOR_DAYS says how many, KONTOR_STEPS how long each; RC_PARAMS as RapidCheck has it.
    void whateverHappensAtATillTheBooksHold()
    {
        const auto number = [](const char* name, int otherwise) {
            const QByteArray text = qgetenv(name);
            return text.isEmpty() ? otherwise : text.toInt();
        };
        const auto steps = static_cast<std::size_t>(number("KONTOR_STEPS", 200));
        qputenv("RC_PARAMS",
                "max_success=" + QByteArray::number(number("KONTOR_DAYS", 1)) + ' ' + qgetenv("RC_PARAMS"));
        std::uint64_t done = 0;
        // A step is drawn as the number all of it is drawn from, so that a day that fails is tried again with steps left out.
        const auto draw = rc::gen::noShrink(rc::gen::resize(rc::kNominalSize, rc::gen::arbitrary<std::uint32_t>()));
        const bool held = rc::check("the books hold", [&] {
            Days days(*rc::gen::resize(rc::kNominalSize, rc::gen::inRange(0U, 120U)));
            for (const auto step : *rc::gen::container<std::vector<std::uint32_t>>(steps, draw))
                days.step(step);
            days.check();
            done += days.done();
        });
        qInfo("%llu operations", static_cast<unsigned long long>(done));
        QVERIFY(held);
    }
};

QTEST_GUILESS_MAIN(SellingDaysTest)
#include "tst_selling_days.moc"
