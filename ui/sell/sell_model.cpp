#include "ui/sell/sell_model.h"

#include "domain/base/exact.h"
#include "domain/catalog/scan.h"
#include "domain/customers/customer.h"
#include "domain/journal/commit.h"
#include "domain/journal/reader.h"
#include "domain/journal/row_type.h"
#include "domain/orders/sell.h"
#include "domain/promotions/offer.h"
#include "domain/settings/settings.h"
#include "ui/text/money_text.h"

#include <algorithm>
#include <atomic>
#include <chrono>

namespace kontor {
namespace {

constexpr std::chrono::seconds problemStays{10};

template <typename Row>
std::uint32_t typeOf()
{
    return rowTypeOf(Row::descriptor()).type;
}

/// What tiles and prices in the cart depend on.
bool touchesProducts(const ChangeSet& changes)
{
    static const std::uint32_t types[] = {
        typeOf<schema::Promotion>(), typeOf<schema::Tax>(),           typeOf<schema::Product>(),
        typeOf<schema::Variant>(),   typeOf<schema::Barcode>(),       typeOf<schema::Price>(),
        typeOf<schema::Category>(),  typeOf<schema::StockMovement>(), typeOf<schema::ParkedCart>()};
    return std::any_of(std::begin(types), std::end(types), [&](auto type) { return changes.touches(type); });
}

CartView emptyCart(Store& store)
{
    const auto terms = storeTerms(*store.read(), store.identity().store);
    KONTOR_ASSERT(terms.has_value()); // app/ opens the selling pages only for a till of a store.
    return CartView(terms->currency);
}

} // namespace

SellModel::SellModel(Store& store, Clock clock, const ProductLists* lists, QObject* parent)
    : QObject(parent),
      m_store(store),
      m_clock(std::move(clock)),
      m_lists(lists),
      m_identity(store.identity()),
      m_cart(emptyCart(store)),
      m_payment(store, m_clock, m_cart.total.currency(), [this](Store::ActorCommand command, PaymentModel::Then then) {
          ask(std::move(command), std::move(then));
      })
{
    connect(&m_payment, &PaymentModel::changed, this, &SellModel::paymentChanged);
    connect(&m_payment, &PaymentModel::noticeRaised, this, &SellModel::noticeRaised);
    connect(&m_payment, &PaymentModel::settled, this, &SellModel::sellNow);
    connect(&m_payment, &PaymentModel::stayed, this, &SellModel::stayed);
    connect(&m_payment, &PaymentModel::chosenChanged, this,
            [this] { sayTender(std::string(methodName(m_payment.choice().method))); });
    connect(&m_payment, &PaymentModel::denied, this, [this](const Error& error) {
        cancelPayment(); // The question is put beside the ticket.
        askApproval(error, m_approver, [this] { beginPayment(); });
    });
    m_ticket.setListPrice([this](Id<schema::Variant> variant) { return listPrice(variant); });
    m_problemLeaves.setSingleShot(true);
    m_problemLeaves.setInterval(problemStays);
    connect(&m_problemLeaves, &QTimer::timeout, this, [this] { m_ticket.setProblem({}, {}); });

    // A page of sync is many commits: one refresh on its way is enough. Shared, since the watcher runs on the writer thread.
    const auto onItsWay = std::make_shared<std::atomic_bool>(false);
    m_watch = m_store.watch([this, post = m_courier.post(), onItsWay](const ChangeSet& changes) {
        if (!touchesProducts(changes) || onItsWay->exchange(true))
            return;
        post([this, onItsWay] {
            onItsWay->store(false);
            refresh();
        });
    });
    m_payment.readParts(); // Of a till that lost power: the cart is not parked without its money.
    refresh();
}

SellModel::~SellModel()
{
    m_store.unwatch(m_watch);
}

void SellModel::setCashier(Id<schema::Staff> staff)
{
    if (m_cashier != staff)
        m_parkedApprovals.clear();
    m_cashier = staff;
    forgetApproval();
    m_payment.setPeople(m_cashier, m_approver);
    forgetUnpriced();
    m_ticket.setProblem({}, {});
    if (m_screen == Screen::Receipt)
        nextSale();
    else if (!m_finishing)
        setScreen(Screen::Sell);
}

void SellModel::setScreen(Screen screen)
{
    if (m_screen == screen)
        return;
    m_screen = screen;
    Q_EMIT screenChanged();
}

// --- items

SellModel::Asked SellModel::split(const QString& text)
{
    const auto trimmed = text.trimmed();
    const auto star = trimmed.indexOf(QLatin1Char('*'));
    if (star > 0) {
        auto count = trimmed.left(star).trimmed();
        count.replace(QLatin1Char(','), QLatin1Char('.'));
        const auto quantity = Quantity::parse(count.toStdString(), "quantity");
        if (quantity && quantity->thousandths > 0)
            return {*quantity, trimmed.mid(star + 1).trimmed(), true};
    }
    return {Quantity::whole(1), trimmed, false};
}

void SellModel::scan(const QString& code, const QString& typedBefore)
{
    if (m_finishing) {
        // The tender has begun: this item belongs to the next sale, once this one is written.
        whenSettled([this, code] { scan(code, {}); });
        return;
    }
    if (m_screen == Screen::Receipt)
        nextSale();
    if (m_screen == Screen::Payment && m_payment.takeScan(code))
        return;

    if (m_returning)
        if (const auto orders = ordersByReceipt(*m_store.read(), code.trimmed().toUpper().toStdString());
            !orders.empty()) {
            Q_EMIT receiptScanned(Id<schema::Order>(orders.front().id()));
            return;
        }

    auto asked = split(code);
    const auto before = split(typedBefore);
    if (!asked.prefixed && before.prefixed && before.rest.isEmpty()) {
        asked.quantity = before.quantity;
        Q_EMIT searchDone();
    }
    if (addCode(asked)) {
        cancelPayment(); // One more item: the sale is not over yet.
    } else {
        tellProblem(tr("Unknown code %1").arg(asked.rest), tr("Search for the product by name, or set it aside."));
        Q_EMIT unknownCode(asked.rest);
    }
}

void SellModel::enterText(const QString& text)
{
    const auto asked = split(text);
    if (asked.rest.isEmpty())
        return;
    if (addCode(asked)) {
        Q_EMIT searchDone();
        return;
    }
    search(text);
    if (m_tiles.rowCount() == 1) {
        add({m_tiles.product(0)->variant, asked.quantity});
        Q_EMIT searchDone();
    } else if (m_tiles.rowCount() > 1) {
        Q_EMIT hitsToChooseFrom();
    } else {
        tellProblem(tr("Nothing found for %1").arg(asked.rest), tr("Try fewer letters, or another word of the name."));
        Q_EMIT unknownCode(asked.rest);
    }
}

bool SellModel::addCode(const Asked& asked)
{
    const auto shop = m_store.read();
    const auto identity = m_store.identity();
    const auto terms = storeTerms(*shop, identity.store);
    if (!terms)
        return false;
    const SettingOwners owners{identity.organisation, identity.store, identity.terminal};
    const auto found = resolveScan(*shop, owners, terms->currency, asked.rest.toStdString());
    if (!found)
        return addOtherCode(*shop, asked.rest.toStdString());
    AddToCart input{found->variant, asked.quantity, found->price, found->unit, found->label};
    input.printed = found->printed;
    if (found->quantity) // So many bags of the weight on the label; more than a line holds is said by the cart.
        input.quantity = Quantity{
            narrow(divideHalfUp(Int128{found->quantity->thousandths} * asked.quantity.thousandths, 1000), "quantity")
                .value_or(INT64_MAX)};
    add(input);
    if (!found->others.empty())
        Q_EMIT noticeRaised({Notice::Tone::Warn,
                             tr("%n other product(s) have this code too.", nullptr, int(found->others.size())),
                             tr("If it is another one, remove the line and search for it by name.")});
    return true;
}

bool SellModel::addOtherCode(const Reader& shop, const std::string& code)
{
    if (const auto customer = findCustomer(shop, code)) { // On a card of theirs.
        setCustomer(Id<schema::Customer>(customer->id()));
        return true;
    }
    if (const auto orders = ordersByReceipt(shop, QString::fromStdString(code).toUpper().toStdString());
        !orders.empty()) {
        Q_EMIT receiptScanned(Id<schema::Order>(orders.front().id())); // Off a printed receipt: goods of it come back.
        return true;
    }
    if (!isPromotionCode(shop, code))
        return false;
    m_lastCode = code;
    run(
        [code](const Reader& reader, const Context& context, const Actor& actor) {
            SetCartCodes input;
            if (const auto cart = reader.get(Id<schema::Cart>(context.terminal.raw)))
                input.codes.assign(cart->code().begin(), cart->code().end());
            if (std::find(input.codes.begin(), input.codes.end(), code) == input.codes.end())
                input.codes.push_back(code);
            return setCartCodes(reader, context, actor, input);
        },
        {});
    return true;
}

void SellModel::tellOfCode()
{
    if (m_lastCode.empty())
        return;
    const auto code = std::exchange(m_lastCode, {});
    const auto refused = std::find_if(m_cart.refusedCodes.begin(), m_cart.refusedCodes.end(),
                                      [&](const RefusedCode& one) { return one.code == code; });
    if (refused == m_cart.refusedCodes.end())
        return;
    Notice notice{Notice::Tone::Warn, tr("Code %1 takes nothing off yet.").arg(qtext(code)), {}};
    switch (refused->reason) {
    case Refusal::CodeUsedUp: notice.remedy = tr("It has been used as often as it may be."); break;
    case Refusal::CodeOfAnother: notice.remedy = tr("It is another customer's."); break;
    case Refusal::Schedule: notice.remedy = tr("It is not on at this hour."); break;
    case Refusal::BudgetExceeded: notice.remedy = tr("What it may give has been given."); break;
    default: notice.remedy = tr("It stays with this sale: what is in the cart does not meet its conditions."); break;
    }
    Q_EMIT noticeRaised(notice);
}

void SellModel::addTile(int row)
{
    const auto* product = m_tiles.product(row);
    if (product == nullptr)
        return;
    add({product->variant, m_tileQuantity});
    Q_EMIT searchDone();
}

void SellModel::add(const AddToCart& asked)
{
    AddToCart input = asked;
    if (m_returning) {
        input.quantity = -input.quantity;
        setReturning(false);
    }
    run([input](const Reader& shop, const Context& context,
                const Actor& actor) { return addToCart(shop, context, actor, input); },
        input.variant, Step::New,
        [this, input](const Error& error) {
            const bool asks = error.kind == Error::Kind::Invalid && error.about == "price" && !input.openPrice;
            if (asks)
                askPrice(input);
            return asks;
        });
}

void SellModel::askPrice(const AddToCart& input)
{
    const auto product = readProduct(*m_store.read(), m_identity.store, input.variant, m_clock());
    if (m_unpriced || !product) {
        Q_EMIT noticeRaised({Notice::Tone::Bad, tr("This product has no price."),
                             tr("Key in the price that is asked for, then take this item again.")});
        return;
    }
    m_unpriced = input;
    Q_EMIT priceAsked(qtext(product->name));
}

void SellModel::addAtPrice(UnitPrice price)
{
    auto input = std::exchange(m_unpriced, std::nullopt);
    if (!input)
        return;
    input->openPrice = price;
    run([input = *input](const Reader& shop, const Context& context,
                         const Actor& actor) { return addToCart(shop, context, actor, input); },
        input->variant);
}

void SellModel::setQuantity(Id<schema::CartLine> line, Quantity quantity)
{
    run(
        [input = SetLineQuantity{line, quantity}](const Reader& shop, const Context& context, const Actor& actor) {
            return setLineQuantity(shop, context, actor, input);
        },
        m_ticket.variantOf(line));
}

void SellModel::changeQuantity(int row, int by)
{
    const auto* line = m_ticket.line(row);
    if (line == nullptr)
        return;
    // Counted from what the store has, not from the screen: two quick touches are two.
    run(
        [id = line->line, by](const Reader& shop, const Context& context, const Actor& actor) -> Result<Commit> {
            const auto stored = shop.get(id);
            if (!stored)
                return fail(Error::Kind::NotFound, "line", "the line has gone meanwhile");
            const auto wanted = Quantity{stored->quantity()} + Quantity::whole(by);
            return setLineQuantity(shop, context, actor, {id, wanted.thousandths < 0 ? Quantity{} : wanted});
        },
        line->variant);
}

void SellModel::removeLine(int row)
{
    if (m_ticket.hasProblem() && row == m_ticket.problemRow()) {
        m_ticket.setProblem({}, {});
        return;
    }
    const auto* line = m_ticket.line(row);
    if (line == nullptr)
        return;
    run(
        [input = RemoveLine{line->line}](const Reader& shop, const Context& context, const Actor& actor) {
            return kontor::removeLine(shop, context, actor, input);
        },
        {});
}

void SellModel::markLine(Id<schema::Variant> touched)
{
    // Of two quick scans the ticket may show both when the first is answered: the mark belongs to the last, or the next key
    // would change the wrong line.
    const int last = m_lastAsked.isNil() ? -1 : m_ticket.rowOf(m_lastAsked);
    Q_EMIT lineTouched(last >= 0 ? last : m_ticket.rowOf(touched));
}

void SellModel::answered()
{
    if (--m_underWay > 0)
        return;
    if (m_screen == Screen::Payment && !m_finishing && !m_cart.isSellable())
        cancelPayment();
    while (m_underWay == 0 && !m_waiting.empty()) { // What one of them begins, the next waits for too.
        const auto next = std::move(m_waiting.front());
        m_waiting.erase(m_waiting.begin());
        next();
    }
}

void SellModel::whenSettled(std::function<void()> action)
{
    if (m_underWay == 0 && m_waiting.empty())
        action();
    else
        m_waiting.push_back(std::move(action));
}

void SellModel::tellProblem(const QString& title, const QString& remedy)
{
    m_ticket.setProblem(title, remedy);
    m_problemLeaves.start();
}

void SellModel::reloadCart()
{
    const auto now = m_clock();
    const auto shop = m_store.read();
    auto cart = readCart(*shop, m_identity.store, m_identity.terminal, now, m_store.utcOffsetSeconds(now));
    if (!cart) {
        Q_EMIT noticeRaised(noticeOf(cart.error()));
        return;
    }
    m_cart = std::move(*cart);
    m_ticket.setGifts({}); // Behind the lines: they may become more or fewer.
    m_ticket.setLines(m_cart.lines);
    m_ticket.setGifts(m_cart.gifts);
    if (m_screen == Screen::Payment) // Otherwise begin() brings it: a scan waits for nothing of it.
        m_payment.setCart(m_cart);
    Q_EMIT cartChanged();
}

void SellModel::refresh()
{
    reloadShelves();
    reloadTiles();
    reloadParked();
    reloadCart();
}

} // namespace kontor
