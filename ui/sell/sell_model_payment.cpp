#include "domain/journal/commit.h"
#include "domain/orders/receipt_copy.h"
#include "domain/orders/sell.h"
#include "domain/promotions/offer.h"
#include "ui/sell/sell_model.h"
#include "ui/text/money_text.h"

// The money of SellModel: from Charge to the receipt.

namespace kontor {

void SellModel::beginPayment()
{
    if (m_screen != Screen::Sell)
        return;
    if (m_underWay == 0 && !m_cart.isSellable()) {
        if (m_cart.isEmpty())
            Q_EMIT noticeRaised(noticeOf({Error::Kind::Invalid, "cart", {}}));
        else
            Q_EMIT noticeRaised({Notice::Tone::Bad, tr("One line cannot be sold."), tr("Remove the red line first.")});
        return;
    }
    m_ticket.setProblem({}, {});
    m_payment.begin(m_cart);
    setScreen(Screen::Payment);
    sayTender("cash");
}

void SellModel::cancelPayment()
{
    if (m_screen != Screen::Payment || m_finishing)
        return;
    setScreen(Screen::Sell);
    sayTender({});
}

void SellModel::sayTender(const std::string& tender)
{
    // Only where promotions go by it: any other sale writes nothing for it.
    if (!Offer::of(*m_store.read())->asksFor(ShopAttribute::Tender))
        return;
    ++m_underWay;
    execute([tender](const Reader& shop, const Context& context,
                     const Actor& actor) { return setCartTender(shop, context, actor, {tender}); },
            [this, post = m_courier.post()](Result<Committed> committed) {
                post([this, committed = std::move(committed)] {
                    reloadCart();
                    if (!committed)
                        Q_EMIT noticeRaised(noticeOf(committed.error()));
                    answered();
                });
            });
}

void SellModel::setReceived(const Money& received)
{
    if (!m_finishing)
        m_payment.setReceived(received);
}

void SellModel::finishSale()
{
    if (m_screen != Screen::Payment || m_finishing)
        return;
    // From here on a scan belongs to the next sale, even while this one waits for the disk.
    m_finishing = true;
    Q_EMIT paymentChanged();
    whenSettled([this] { m_payment.accept(); });
}

void SellModel::stayed()
{
    m_finishing = false;
    Q_EMIT paymentChanged();
}

void SellModel::sellNow()
{
    if (!m_cart.isSellable()) {
        stayed();
        Q_EMIT noticeRaised(noticeOf({Error::Kind::Invalid, "cart", {}}));
        cancelPayment();
        return;
    }
    ask([input = *m_payment.input()](const Reader& shop, const Context& context,
                                     const Actor& actor) { return sell(shop, context, actor, input); },
        [this](const Result<Committed>& committed) { sold(committed); });
}

void SellModel::sold(const Result<Committed>& committed)
{
    m_finishing = false;
    if (committed) {
        forgetSteps();
        forgetApproval();
        m_payment.clear();
        // From the stored facts, so that the screen shows what any copy of the receipt will show.
        const auto receipt = readReceipt(*m_store.read(), Id<schema::Order>(committed->mainId));
        if (receipt) {
            m_receipt = *receipt;
            setScreen(Screen::Receipt);
        } else {
            setScreen(Screen::Sell);
            Q_EMIT noticeRaised(noticeOf(receipt.error()));
        }
    }
    reloadCart();
    if (!committed && committed.error().kind == Error::Kind::Denied) {
        cancelPayment(); // The question is put beside the ticket.
        askApproval(committed.error(), m_approver, [this] { beginPayment(); });
    } else if (!committed) {
        Q_EMIT noticeRaised(noticeOf(committed.error()));
    }
    Q_EMIT paymentChanged();
}

void SellModel::copyReceipt(Id<schema::Order> order)
{
    ask([input = CopyReceipt{order, "asked for at the till"}](
            const Reader& shop, const Context& context,
            const Actor& actor) { return kontor::copyReceipt(shop, context, actor, input); },
        [this, order](const Result<Committed>& committed) {
            const auto shop = m_store.read();
            const auto receipt = committed ? readReceipt(*shop, order) : tl::unexpected(committed.error());
            if (receipt)
                Q_EMIT receiptCopied(*receipt, quint32(receiptCopies(*shop, order)));
            else
                Q_EMIT noticeRaised(noticeOf(receipt.error()));
        });
}

void SellModel::nextSale()
{
    if (m_screen == Screen::Receipt)
        setScreen(Screen::Sell);
}

} // namespace kontor
