#include "domain/identity/permission.h"
#include "domain/journal/commit.h"
#include "domain/journal/reader.h"
#include "ui/sell/sell_model.h"
#include "ui/text/money_text.h"

// What SellModel does with the cart as a whole: its steps back and forth, carts set aside, a second person's word.

namespace kontor {

namespace {
constexpr std::size_t mostSteps = 200;
}

void SellModel::execute(Store::ActorCommand command, Store::Answer answer)
{
    if (m_approver.isNil()) {
        m_store.execute(m_cashier, std::move(command), std::move(answer));
        return;
    }
    m_store.execute(
        [cashier = m_cashier, approver = m_approver,
         command = std::move(command)](const Reader& shop, const Context& context) -> Result<Commit> {
            const auto actor = Actor::loadApproved(shop, cashier, approver);
            if (!actor)
                return tl::unexpected(actor.error());
            return command(shop, context, *actor);
        },
        std::move(answer));
}

void SellModel::ask(Store::ActorCommand command, PaymentModel::Then then)
{
    ++m_underWay;
    execute(std::move(command), [this, post = m_courier.post(), then = std::move(then)](Result<Committed> committed) {
        post([this, then, committed = std::move(committed)] {
            then(committed);
            answered();
        });
    });
}

void SellModel::run(Store::ActorCommand command, Id<schema::Variant> touched, Step step, Refused refused)
{
    m_ticket.setProblem({}, {});
    Q_EMIT itemBegun();
    ++m_underWay;
    m_lastAsked = touched;
    // As the writer finds it: of two quick scans the second goes back to what the first made.
    const auto before = std::make_shared<CartState>(); // Shared with the writer's thread, which fills it in.
    execute(
        [before, command](const Reader& shop, const Context& context, const Actor& actor) {
            *before = cartState(shop, context.terminal);
            return command(shop, context, actor);
        },
        [this, post = m_courier.post(), touched, before, command, step, refused,
         approver = m_approver](Result<Committed> committed) {
            post([this, touched, before, command, step, refused, approver, committed = std::move(committed)] {
                if (committed)
                    remember(std::move(*before), step);
                reloadCart();
                tellOfCode();
                if (committed && m_screen == Screen::Sell && !needsApproval())
                    forgetApproval();
                if (!committed && committed.error().kind == Error::Kind::Denied)
                    askApproval(committed.error(), approver,
                                [this, command, touched, step, refused] { run(command, touched, step, refused); });
                else if (!committed && !(refused && refused(committed.error())))
                    Q_EMIT noticeRaised(noticeOf(committed.error()));
                else if (committed && !touched.isNil())
                    markLine(touched);
                answered();
            });
        });
}

// --- steps

void SellModel::remember(CartState before, Step step)
{
    auto& states = step == Step::Undo ? m_undone : m_done;
    states.push_back(std::move(before));
    if (states.size() > mostSteps)
        states.erase(states.begin());
    if (step == Step::New)
        m_undone.clear();
    Q_EMIT stepsChanged();
}

void SellModel::forgetSteps()
{
    m_done.clear();
    m_undone.clear();
    Q_EMIT stepsChanged();
}

SellModel::Kept SellModel::keep() const
{
    return {m_done, m_undone, m_approver, m_parkedApprovals, m_receipt, m_screen};
}

void SellModel::resume(Kept kept)
{
    m_done = std::move(kept.done);
    m_undone = std::move(kept.undone);
    m_approver = kept.approver;
    m_parkedApprovals = std::move(kept.parkedApprovals);
    m_payment.setPeople(m_cashier, m_approver);
    m_receipt = std::move(kept.receipt);
    Q_EMIT stepsChanged();
    if (kept.screen == Screen::Payment)
        beginPayment();
    else if (kept.screen == Screen::Receipt && m_receipt)
        setScreen(Screen::Receipt);
}

void SellModel::undo()
{
    whenSettled([this] { undoNow(); });
}

void SellModel::redo()
{
    whenSettled([this] { redoNow(); });
}

void SellModel::undoNow()
{
    if (m_done.empty())
        return;
    const auto state = std::move(m_done.back());
    m_done.pop_back();
    run([state](const Reader& shop, const Context& context,
                const Actor& actor) { return restoreCart(shop, context, actor, state); },
        {}, Step::Undo);
}

void SellModel::redoNow()
{
    if (m_undone.empty())
        return;
    const auto state = std::move(m_undone.back());
    m_undone.pop_back();
    run([state](const Reader& shop, const Context& context,
                const Actor& actor) { return restoreCart(shop, context, actor, state); },
        {}, Step::Redo);
}

// --- one line's price, and goods that come back

void SellModel::setPrice(Id<schema::CartLine> line, std::optional<UnitPrice> price, const QString& reason)
{
    run([input = SetLinePrice{line, price, reason.toStdString()}](
            const Reader& shop, const Context& context,
            const Actor& actor) { return setLinePrice(shop, context, actor, input); },
        m_ticket.variantOf(line));
}

std::optional<UnitPrice> SellModel::listPrice(Id<schema::Variant> variant) const
{
    const auto product = readProduct(*m_store.read(), m_identity.store, variant, m_clock());
    return product ? product->price : std::nullopt;
}

bool SellModel::isMeasured(Id<schema::Variant> variant, Id<schema::Unit> countedIn) const
{
    const auto shop = m_store.read();
    if (countedIn.isNil()) {
        const auto row = shop->get(variant);
        const auto product = row ? shop->get(Id<schema::Product>(row->product())) : std::nullopt;
        if (product)
            countedIn = Id<schema::Unit>(product->unit());
    }
    const auto unit = countedIn.isNil() ? std::nullopt : shop->get(countedIn);
    return unit && !unit->whole();
}

void SellModel::setReturning(bool returning)
{
    if (m_returning == returning)
        return;
    m_returning = returning;
    Q_EMIT returningChanged();
}

void SellModel::takeBack(const std::vector<AddReturn>& goods)
{
    for (const auto& one : goods)
        run([one](const Reader& shop, const Context& context,
                  const Actor& actor) { return addReturn(shop, context, actor, one); },
            {});
}

// --- who buys

void SellModel::setCustomer(std::optional<Id<schema::Customer>> customer)
{
    run([customer](const Reader& shop, const Context& context,
                   const Actor& actor) { return setCartCustomer(shop, context, actor, {customer}); },
        {});
}

// --- carts set aside

void SellModel::park()
{
    if (m_cart.isEmpty()) {
        Q_EMIT noticeRaised(noticeOf({Error::Kind::Invalid, "cart", {}}));
        return;
    }
    if (refuseWhilePaying())
        return;
    ++m_underWay;
    const auto approved = needsApproval() ? m_approver : Id<schema::Staff>(); // While the cart is still there.
    execute([](const Reader& shop, const Context& context,
               const Actor& actor) { return parkCart(shop, context, actor, {}); },
            [this, approved, post = m_courier.post()](Result<Committed> committed) {
                post([this, approved, committed = std::move(committed)] {
                    if (committed) {
                        forgetSteps();
                        if (!approved.isNil())
                            m_parkedApprovals[Id<schema::ParkedCart>(committed->mainId)] = approved;
                        forgetApproval();
                    }
                    refresh();
                    Q_EMIT noticeRaised(committed ? Notice{Notice::Tone::Good, tr("The sale is parked."),
                                                           tr("Any till of this store can go on with it.")}
                                                  : noticeOf(committed.error()));
                    answered();
                });
            });
}

bool SellModel::refuseWhilePaying()
{
    if (!m_payment.state().isBegun())
        return false;
    Q_EMIT noticeRaised({Notice::Tone::Warn, tr("A part of this sale is paid already."),
                         tr("Finish it, or give the money back on the payment page first.")});
    return true;
}

void SellModel::recall(int row)
{
    if (row < 0 || row >= int(m_parked.size()) || refuseWhilePaying())
        return;
    ++m_underWay;
    const auto cart = m_parked[std::size_t(row)].cart;
    if (const auto approved = m_parkedApprovals.find(cart); approved != m_parkedApprovals.end() && m_approver.isNil()) {
        m_approver = approved->second; // The word was given for this sale, and waited with it.
        m_payment.setPeople(m_cashier, m_approver);
    }
    execute([input = RecallCart{cart}](const Reader& shop, const Context& context,
                                       const Actor& actor) { return recallCart(shop, context, actor, input); },
            [this, cart, post = m_courier.post(), approver = m_approver](Result<Committed> committed) {
                post([this, cart, approver, committed = std::move(committed)] {
                    if (committed) {
                        forgetSteps();
                        m_parkedApprovals.erase(cart);
                    }
                    refresh();
                    if (!needsApproval())
                        forgetApproval();
                    if (!committed && committed.error().kind == Error::Kind::Denied)
                        askApproval(committed.error(), approver, [this, cart] { recall(rowOfParked(cart)); });
                    else if (!committed)
                        Q_EMIT noticeRaised(noticeOf(committed.error()));
                    answered();
                });
            });
}

void SellModel::discardParked(int row)
{
    if (row < 0 || row >= int(m_parked.size()))
        return;
    ++m_underWay;
    const auto cart = m_parked[std::size_t(row)].cart;
    execute(
        [input = DiscardParkedCart{cart}](const Reader& shop, const Context& context, const Actor& actor) {
            return discardParkedCart(shop, context, actor, input);
        },
        [this, cart, post = m_courier.post(), approver = m_approver](Result<Committed> committed) {
            post([this, cart, approver, committed = std::move(committed)] {
                refresh();
                if (!committed && committed.error().kind == Error::Kind::Denied)
                    askApproval(committed.error(), approver, [this, cart] { discardParked(rowOfParked(cart)); });
                else if (!committed)
                    Q_EMIT noticeRaised(noticeOf(committed.error()));
                else if (m_cart.isEmpty())
                    forgetApproval();
                answered();
            });
        });
}

int SellModel::rowOfParked(Id<schema::ParkedCart> cart) const
{
    const auto found =
        std::find_if(m_parked.begin(), m_parked.end(), [cart](const auto& one) { return one.cart == cart; });
    return found == m_parked.end() ? -1 : int(found - m_parked.begin());
}

void SellModel::reloadParked()
{
    auto parked = parkedCarts(*m_store.read(), m_identity.store, m_clock());
    const bool same =
        parked.size() == m_parked.size() && std::equal(parked.begin(), parked.end(), m_parked.begin(),
                                                       [](const auto& a, const auto& b) { return a.cart == b.cart; });
    m_parked = std::move(parked);
    if (!same)
        Q_EMIT parkedChanged();
}

// --- approval

void SellModel::askApproval(const Error& denied, Id<schema::Staff> askedWith, std::function<void()> again)
{
    if (askedWith != m_approver && !m_approver.isNil()) { // Somebody has said yes while it was on its way.
        again();
        return;
    }
    if (!m_approver.isNil()) { // They may not either.
        m_approver = {};
        m_payment.setPeople(m_cashier, m_approver);
        Q_EMIT noticeRaised({Notice::Tone::Bad, tr("Their role does not allow it either."),
                             tr("Ask somebody else, or leave it as it is.")});
        return;
    }
    if (m_again) { // One word does for all that was asked at once: several lines that come back.
        m_again = [before = std::move(m_again), again = std::move(again)] {
            before();
            again();
        };
        return;
    }
    m_again = std::move(again);
    Q_EMIT approvalAsked(qtext(denied.about));
}

void SellModel::forgetApproval()
{
    refuseApproval();
    if (m_approver.isNil())
        return;
    m_approver = {};
    m_payment.setPeople(m_cashier, m_approver);
}

bool SellModel::needsApproval() const
{
    return m_again || std::any_of(m_cart.lines.begin(), m_cart.lines.end(), [](const CartLineView& line) {
               return !line.priceNeeds.empty() || line.quantity.thousandths < 0;
           });
}

void SellModel::approve(Id<schema::Staff> approver)
{
    if (!m_again)
        return;
    m_approver = approver;
    m_payment.setPeople(m_cashier, m_approver);
    const auto again = std::exchange(m_again, {});
    Q_EMIT approvalEnded();
    again();
}

void SellModel::refuseApproval()
{
    if (!m_again)
        return;
    m_again = {};
    Q_EMIT approvalEnded();
}

} // namespace kontor
