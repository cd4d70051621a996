#include "simulation/actions.h"

#include "domain/catalog/category.h"
#include "domain/catalog/price.h"
#include "domain/catalog/product.h"
#include "domain/identity/move_terminal.h"
#include "domain/identity/staff.h"
#include "domain/identity/terminal.h"
#include "domain/inventory/stock.h"
#include "domain/orders/cart.h"
#include "domain/orders/return_goods.h"
#include "domain/orders/sell.h"
#include "domain/payments/cash.h"

namespace kontor::simulation {

namespace {

const FoundedShop& founded()
{
    return FoundedShop::instance();
}

} // namespace

std::string Shopkeeper::notice(const Terminal& terminal, const Error& error)
{
    if (error.kind == Error::Kind::Storage && !faulty && !terminal.disk.isDead())
        unexpected = "an error of the disk without a fault: " + error.about + ": " + error.detail;
    return "refused: " + error.about + ": " + error.detail.substr(0, 60);
}

Id<schema::Staff> Shopkeeper::somebody()
{
    return m_dice.oneIn(3) ? founded().cashier : founded().administrator;
}

std::string Shopkeeper::run(Terminal& terminal, std::size_t node, Intent intent, const Store::ActorCommand& command,
                            Id<schema::Staff> by)
{
    const std::string what = intent.command;
    const auto done = terminal.store->execute(by, command);
    if (!done) {
        if (done.error().kind == Error::Kind::Storage || terminal.disk.isDead())
            m_auditor.doubtful(node, std::move(intent));
        return what + " " + notice(terminal, done.error());
    }
    if (done->hash.empty())
        return what + " kept here";
    m_auditor.done(node, *done, terminal.store->identity().origin, std::move(intent));
    return what + " done " + hex(done->hash).substr(0, 8) + " sequence " + std::to_string(done->sequence);
}

std::string Shopkeeper::settle(Terminal& terminal, std::size_t node)
{
    const auto identity = terminal.store->identity();
    const auto view = terminal.store->read();
    const auto cart = readCart(*view, identity.store, identity.terminal, terminal.store->now());
    const auto shop = view->get(identity.store);
    if (!cart || !shop || view->error() || cart->isEmpty())
        return "no cart";
    Intent intent;
    intent.command = "sell";
    intent.isOrder = true;
    intent.totalMinor = cart->total.minor();
    bool comesBack = false;
    for (const auto& line : cart->lines) {
        intent.stock[{line.variant.raw, RawId::of(shop->location())}] -= line.stockQuantity.thousandths;
        comesBack = comesBack || !line.returns.isNil();
        if (line.problem)
            m_coverage.note(Sometimes::SoldArchived);
    }
    if (comesBack)
        m_coverage.note(Sometimes::Refunded);
    const Money total = cart->total;
    return run(
        terminal, node, std::move(intent),
        [total, comesBack](const Reader& reader, const Context& context, const Actor& actor) -> Result<Commit> {
            SellInput input{total, {}, {}};
            if (!comesBack || total.minor() > 0) {
                auto payment = cashPayment(total, total);
                if (!payment)
                    return tl::unexpected(payment.error());
                input.payments.push_back(*payment);
            }
            return kontor::sell(reader, context, actor, input);
        },
        founded().administrator);
}

std::string Shopkeeper::emptyCart(Terminal& terminal, std::size_t node)
{
    return run(
        terminal, node, {"clear-cart", {}, 0, false},
        [](const Reader& shop, const Context& context, const Actor& actor) { return clearCart(shop, context, actor); },
        founded().administrator);
}

std::string Shopkeeper::sell(Terminal& terminal, std::size_t node)
{
    const auto lines = m_dice.between(1, 3);
    for (std::uint64_t i = 0; i < lines; ++i) {
        AddToCart input;
        input.variant = founded().variants[m_dice.pick(founded().variants.size())];
        input.quantity = Quantity::whole(static_cast<std::int64_t>(m_dice.between(1, 5)));
        const auto added =
            run(terminal, node, {"add-to-cart", {}, 0, false}, founded().administrator, addToCart, input);
        if (terminal.disk.isDead())
            return added;
        if (added.find("product") != std::string::npos)
            m_coverage.note(Sometimes::SoldArchived);
    }
    auto told = settle(terminal, node);
    if (told.find("refused") != std::string::npos && !terminal.disk.isDead()) // What somebody else took back, say.
        (void)emptyCart(terminal, node);
    return told;
}

std::string Shopkeeper::takeBack(Terminal& terminal, std::size_t node)
{
    AddReturn input;
    {
        const auto view = terminal.store->read();
        std::vector<schema::OrderLine> sold;
        for (auto& line : view->all<schema::OrderLine>())
            if (line.quantity() > 0)
                sold.push_back(std::move(line));
        if (sold.empty())
            return "nothing to take back";
        const auto& line = sold[m_dice.oneIn(2) ? 0 : m_dice.pick(sold.size())]; // Often the same one.
        input.line = Id<schema::OrderLine>(BytesView(line.id()));
        input.quantity = Quantity{
            static_cast<std::int64_t>(m_dice.between(1, static_cast<std::uint64_t>(line.quantity()) / 1000)) * 1000};
    }
    if (const auto emptied = emptyCart(terminal, node); terminal.disk.isDead())
        return emptied;
    const auto added = run(terminal, node, {"add-return", {}, 0, false}, founded().administrator, addReturn, input);
    if (terminal.disk.isDead() || added.find("refused") != std::string::npos)
        return added;
    return settle(terminal, node);
}

std::string Shopkeeper::edit(Terminal& terminal, std::size_t node, bool rights)
{
    const FoundedShop& shop = founded();
    const auto product = shop.products[m_dice.pick(shop.products.size())];
    const auto variant = shop.variants[m_dice.pick(shop.variants.size())];
    const auto number = m_dice.upTo(99);
    const auto by = somebody();
    switch (m_dice.upTo(rights ? 8 : 7)) {
    case 0:
        return run(terminal, node, {"rename-product", {}, 0, false}, by, renameProduct,
                   {product, "Named " + std::to_string(number)});
    case 1: {
        ChangePrice input;
        input.variant = variant;
        input.price = UnitPrice{static_cast<std::int64_t>(m_dice.between(1, 900)) * 10'000};
        return run(terminal, node, {"change-price", {}, 0, false}, by, changePrice, input);
    }
    case 2: {
        NewProduct input;
        input.name = "Thing " + std::to_string(number);
        input.sku = "DUP-" + std::to_string(number % 3);
        input.price = UnitPrice{1'000'000};
        return run(terminal, node, {"add-product", {}, 0, false}, by, addProduct, input);
    }
    case 3: {
        ChangeCategory input;
        const auto among = m_dice.oneIn(2) ? 2 : shop.categories.size(); // Two are soon below each other.
        input.category = shop.categories[m_dice.pick(among)];
        input.parent = m_dice.oneIn(5) ? Id<schema::Category>() : shop.categories[m_dice.pick(among)];
        auto told = run(terminal, node, {"change-category", {}, 0, false}, by, changeCategory, input);
        if (told.find("refused: parent") != std::string::npos)
            m_coverage.note(Sometimes::CycleRefused);
        return told;
    }
    case 4: {
        const bool live = m_dice.oneIn(2);
        if (!live)
            m_coverage.note(Sometimes::Archived);
        return run(terminal, node, {live ? "publish-product" : "archive-product", {}, 0, false}, by,
                   live ? publishProduct : archiveProduct, {product});
    }
    case 5: {
        AdjustStock input;
        const auto quantity = static_cast<std::int64_t>(m_dice.between(1, 20));
        input.changes.push_back({variant, Quantity::whole(quantity), schema::FOUND, "", {}});
        const auto own = terminal.store->identity().store;
        const auto row = terminal.store->read()->get(own.isNil() ? shop.stores[number % 2] : own);
        if (!row)
            return "no store";
        input.location = Id<schema::Location>(BytesView(row->location()));
        Intent intent{"adjust-stock", {}, 0, false};
        intent.stock[{variant.raw, input.location->raw}] += quantity * 1000;
        return run(terminal, node, std::move(intent), by, adjustStock, input);
    }
    case 6:
        return run(terminal, node, {"add-category", {}, 0, false}, by, addCategory,
                   {"Shelf " + std::to_string(number), shop.categories[m_dice.pick(shop.categories.size())], {}});
    case 7: {
        AddBarcode input;
        input.variant = variant;
        input.code = m_dice.oneIn(2) ? "4006381333931" : "5901234123457";
        return run(terminal, node, {"add-barcode", {}, 0, false}, by, addBarcode, input);
    }
    default: {
        auto told = run(terminal, node, {"set-staff-role", {}, 0, false}, shop.administrator, setStaffRole,
                        {shop.cashier, shop.roles[m_dice.upTo(1)]});
        if (told.find("done") != std::string::npos)
            m_coverage.note(Sometimes::RightLost);
        return told;
    }
    }
}

std::string Shopkeeper::move(Terminal& at, std::size_t node, Terminal& moved)
{
    const auto to = founded().stores[m_dice.upTo(1)];
    auto told = run(at, node, {"move-terminal", {}, 0, false}, founded().administrator, moveTerminal, {moved.id, to});
    if (told.find("done") == std::string::npos && !at.disk.isDead())
        return told;
    moved.moved = true;
    m_coverage.note(Sometimes::TerminalMoved);
    return told + " of " + moved.name;
}

std::string Shopkeeper::revoke(Terminal& at, std::size_t node, Terminal& revoked)
{
    auto told = run(at, node, {"revoke-terminal", {}, 0, false}, founded().administrator, revokeTerminal, {revoked.id});
    if (told.find("done") == std::string::npos && !at.disk.isDead())
        return told;
    revoked.revoked = true;
    m_coverage.note(Sometimes::TerminalRevoked);
    return told + " of " + revoked.name;
}

std::string Shopkeeper::rotateKey(Terminal& terminal, std::size_t node)
{
    // Its commit is made by the store, which does not say which one it was.
    m_auditor.doubtful(node, {"rotate-key", {}, 0, false});
    const auto done = terminal.store->rotateKey(founded().administrator);
    if (done)
        m_coverage.note(Sometimes::KeyRotated);
    return done ? "rotate-key done" : "rotate-key " + notice(terminal, done.error());
}

std::string Shopkeeper::poison(Terminal& terminal, std::size_t node)
{
    m_coverage.note(Sometimes::PoisonPushed);
    const auto product = founded().products[m_dice.pick(founded().products.size())];
    return run(
        terminal, node, {"rename-product", {}, 0, false},
        [product](const Reader& shop, const Context& context, const Actor& actor) -> Result<Commit> {
            const auto before = shop.get(product);
            if (!before)
                return fail(Error::Kind::NotFound, "product", "is not here");
            auto after = *before;
            after.set_name("Bent " + context.newId().toHex().substr(28));
            Commit commit{"rename-product", context, actor};
            commit.update(*before, after);
            return commit;
        },
        founded().cashier);
}

} // namespace kontor::simulation
