#include "app/ctl/verbs/stock_verbs.h"
#include "app/ctl/verbs/verb.h"
#include "app/ctl/verbs/write_shop.h"
#include "domain/inventory/purchase.h"
#include "domain/inventory/receipt.h"
#include "domain/inventory/reorder.h"
#include "domain/inventory/supplier.h"
#include "domain/journal/commit.h"

// Suppliers, purchase orders, what to buy again.

namespace kontor {
namespace {

struct BuyOptions {
    std::string data;
    std::string number;
    std::string name;
    std::string email;
    std::string phone;
    std::string currency;
    std::string location;
    std::string sku;
    std::string cost;
    std::string code;
    std::string pack;
    std::string least;
    std::string upTo;
    std::string note;
    std::string landed;
    std::string reference;
    std::string receipt;
    std::string expected;
    std::vector<std::string> bill;
    std::vector<std::string> goods;
    int leadDays = -1;
    int paymentDays = -1;
    int coverDays = -1;
    bool preferred = false;
    bool removed = false;
    bool open = false;
    bool restore = false;
    bool never = false;
    bool json = false;
    Author author;
};

using BuyCommand = std::function<Result<Commit>(const Store&, const Reader&, const Context&, const Actor&)>;

Result<Done> write(const BuyOptions& options, const std::string& text, const BuyCommand& command)
{
    const auto opened = openAs(options.data, options.author, schema::ADJUST_STOCK);
    if (!opened)
        return tl::unexpected(opened.error());
    const auto committed = opened->run([&](const Reader& shop, const Context& context, const Actor& actor) {
        return command(*opened->store, shop, context, actor);
    });
    if (!committed)
        return tl::unexpected(committed.error());
    printWritten(*committed, text, options.json);
    return Done{};
}

Result<std::int64_t> minorOption(const Reader& shop, const Context& context, const std::string& text, const char* about)
{
    if (text.empty())
        return std::int64_t(0);
    const auto organisation = shop.get(context.organisation);
    const auto currency = Currency::fromNumeric(organisation ? organisation->currency() : 0);
    if (!currency)
        return tl::unexpected(currency.error());
    return Money::parse(text, *currency, about).map([](const Money& money) { return money.minor(); });
}

Result<Quantity> quantityOption(const std::string& text, const char* about)
{
    return text.empty() ? Result<Quantity>(Quantity{}) : Quantity::parse(text, about);
}

Result<Done> supplierAdd(const BuyOptions& options)
{
    return write(options, options.number,
                 [&](const Store&, const Reader& shop, const Context& context, const Actor& actor) -> Result<Commit> {
                     AddSupplier input{options.number, {}, {}};
                     input.fields.name = options.name;
                     if (!options.email.empty())
                         input.fields.email = options.email;
                     if (!options.phone.empty())
                         input.fields.phone = options.phone;
                     if (options.leadDays >= 0)
                         input.fields.leadDays = static_cast<std::uint32_t>(options.leadDays);
                     if (!options.currency.empty()) {
                         const auto currency = Currency::fromAlpha(options.currency);
                         if (!currency)
                             return tl::unexpected(currency.error());
                         input.currency = *currency;
                     }
                     return addSupplier(shop, context, actor, input);
                 });
}

Result<Done> supplierChange(const BuyOptions& options)
{
    return write(options, options.number,
                 [&](const Store&, const Reader& shop, const Context& context, const Actor& actor) -> Result<Commit> {
                     const auto supplier = findSupplier(shop, options.number);
                     if (!supplier)
                         return tl::unexpected(supplier.error());
                     ChangeSupplier input{Id<schema::Supplier>(supplier->id()), {}};
                     const auto take = [](const std::string& text, std::optional<std::string>& into) {
                         if (!text.empty())
                             into = text;
                     };
                     take(options.name, input.fields.name);
                     take(options.email, input.fields.email);
                     take(options.phone, input.fields.phone);
                     if (options.leadDays >= 0)
                         input.fields.leadDays = static_cast<std::uint32_t>(options.leadDays);
                     if (options.paymentDays >= 0)
                         input.fields.paymentDays = static_cast<std::uint32_t>(options.paymentDays);
                     if (options.removed || options.restore)
                         input.fields.archived = options.removed;
                     return changeSupplier(shop, context, actor, input);
                 });
}

Result<Done> supplierItem(const BuyOptions& options)
{
    return write(options, options.sku,
                 [&](const Store&, const Reader& shop, const Context& context, const Actor& actor) -> Result<Commit> {
                     const auto supplier = findSupplier(shop, options.number);
                     const auto variant = variantOption(shop, options.sku);
                     const auto pack = quantityOption(options.pack, "pack");
                     const auto least = quantityOption(options.least, "least");
                     const auto currency = Currency::fromNumeric(supplier ? supplier->currency() : 0);
                     if (!supplier || !variant || !pack || !least || !currency)
                         return tl::unexpected(!supplier  ? supplier.error()
                                               : !variant ? variant.error()
                                               : !pack    ? pack.error()
                                               : !least   ? least.error()
                                                          : currency.error());
                     const auto cost = UnitPrice::parse(options.cost, *currency, "cost");
                     if (!cost)
                         return tl::unexpected(cost.error());
                     return setSupplierItem(shop, context, actor,
                                            {Id<schema::Supplier>(supplier->id()), *variant, *cost, options.code, *pack,
                                             *least, options.preferred, options.removed});
                 });
}

Result<Done> supplierItems(const BuyOptions& options)
{
    const auto store = openForReading(options.data);
    if (!store)
        return tl::unexpected(store.error());
    const auto view = (*store)->read();
    const auto supplier = findSupplier(*view, options.number);
    if (!supplier)
        return tl::unexpected(supplier.error());
    auto rows = nlohmann::ordered_json::array();
    for (const auto& item :
         view->where<schema::SupplierItem>(schema::SupplierItem::kSupplierFieldNumber, supplier->id())) {
        if (item.removed())
            continue;
        rows.push_back({{"sku", skuOf(*view, item.variant())},
                        {"code", item.code()},
                        {"cost_e4", item.cost_e4()},
                        {"pack", Quantity{item.pack()}.toString()},
                        {"least", Quantity{item.least()}.toString()},
                        {"preferred", item.preferred()}});
        if (!options.json)
            fmt::print("{:<20} {:<20} {:>12}\n", skuOf(*view, item.variant()), item.code(), item.cost_e4());
    }
    if (options.json)
        fmt::print("{}\n", rows.dump(2));
    return Done{};
}

Result<Done> supplierList(const BuyOptions& options)
{
    const auto store = openForReading(options.data);
    if (!store)
        return tl::unexpected(store.error());
    const auto view = (*store)->read();
    auto rows = nlohmann::ordered_json::array();
    for (const auto& supplier : view->all<schema::Supplier>()) {
        const auto items = view->where<schema::SupplierItem>(schema::SupplierItem::kSupplierFieldNumber, supplier.id());
        rows.push_back({{"number", supplier.number()},
                        {"name", supplier.name()},
                        {"email", supplier.email()},
                        {"phone", supplier.phone()},
                        {"lead_days", supplier.lead_days()},
                        {"payment_days", supplier.payment_days()},
                        {"archived", supplier.archived()},
                        {"items", items.size()}});
        if (!options.json)
            fmt::print("{:<12} {:<30} {:>4} products\n", supplier.number(), supplier.name(), items.size());
    }
    if (options.json)
        fmt::print("{}\n", rows.dump(2));
    return Done{};
}

Result<Done> orderVerb(const BuyOptions& options)
{
    return write(
        options, "ordered",
        [&](const Store& store, const Reader& shop, const Context& context, const Actor& actor) -> Result<Commit> {
            const auto supplier = findSupplier(shop, options.number);
            const auto location = locationOption(store, shop, options.location);
            if (!supplier || !location)
                return tl::unexpected(!supplier ? supplier.error() : location.error());
            OrderGoods input;
            input.supplier = Id<schema::Supplier>(supplier->id());
            input.location = *location;
            input.number = options.reference;
            input.note = options.note;
            const auto expected = timeOption(options.expected, "expected");
            if (!expected)
                return tl::unexpected(expected.error());
            input.expected = *expected;
            for (const auto& text : options.goods) {
                const auto goods = goodsOption(text, "goods");
                const auto variant = goods ? variantOption(shop, goods->key) : tl::unexpected(goods.error());
                if (!variant)
                    return tl::unexpected(variant.error());
                input.lines.push_back({*variant, goods->quantity, {}});
            }
            return orderGoods(shop, context, actor, input);
        });
}

/// "SKU=12.50": what all of it cost by the bill, where that is not the order's price.
Result<Done> takeBill(const Reader& shop, const PurchaseView& order, const std::vector<std::string>& texts,
                      ReceiveGoods& input)
{
    const auto currency = Currency::fromNumeric(order.order.currency());
    if (!currency)
        return tl::unexpected(currency.error());
    for (const auto& text : texts) {
        const auto equals = text.rfind('=');
        if (equals == std::string::npos)
            return invalid("cost", "'" + text.substr(0, 60) + "' is not like SKU=12.50");
        const auto variant = variantOption(shop, text.substr(0, equals));
        const auto cost = Money::parse(text.substr(equals + 1), *currency, "cost");
        if (!variant || !cost)
            return tl::unexpected(!variant ? variant.error() : cost.error());
        const auto line = std::find_if(input.lines.begin(), input.lines.end(), [&](const auto& one) {
            return order.order.line(static_cast<int>(one.line)).variant() == variant->bytes();
        });
        if (line == input.lines.end())
            return fail(Error::Kind::NotFound, "line", text.substr(0, equals) + " is not among what came");
        line->costMinor = cost->minor();
    }
    return Done{};
}

Result<Done> receiveVerb(const BuyOptions& options)
{
    return write(options, "received",
                 [&](const Store&, const Reader& shop, const Context& context, const Actor& actor) -> Result<Commit> {
                     const auto order = findPurchase(shop, options.number);
                     const auto landed = minorOption(shop, context, options.landed, "landed");
                     if (!order || !landed)
                         return tl::unexpected(!order ? order.error() : landed.error());
                     ReceiveGoods input{Id<schema::PurchaseOrder>(order->order.id())};
                     input.landedMinor = *landed;
                     input.reference = options.reference;
                     input.note = options.note;
                     for (const auto& text : options.goods) {
                         const auto goods = goodsOption(text, "goods");
                         const auto variant = goods ? variantOption(shop, goods->key) : tl::unexpected(goods.error());
                         if (!variant)
                             return tl::unexpected(variant.error());
                         int place = -1;
                         for (int i = 0; i < order->order.line_size() && place < 0; ++i)
                             if (order->order.line(i).variant() == variant->bytes())
                                 place = i;
                         if (place < 0)
                             return fail(Error::Kind::NotFound, "line", goods->key + " is not in the order");
                         input.lines.push_back({static_cast<std::uint32_t>(place), goods->quantity, goods->lot, {}});
                     }
                     if (auto billed = takeBill(shop, *order, options.bill, input); !billed)
                         return tl::unexpected(billed.error());
                     return receiveGoods(shop, context, actor, input);
                 });
}

Result<Done> closeVerb(const BuyOptions& options)
{
    return write(
        options, "closed",
        [&](const Store&, const Reader& shop, const Context& context, const Actor& actor) -> Result<Commit> {
            const auto order = findPurchase(shop, options.number);
            if (!order)
                return tl::unexpected(order.error());
            return closePurchase(shop, context, actor, {Id<schema::PurchaseOrder>(order->order.id()), options.note});
        });
}

Result<Done> costVerb(const BuyOptions& options)
{
    return write(
        options, options.name,
        [&](const Store&, const Reader& shop, const Context& context, const Actor& actor) -> Result<Commit> {
            const auto id = idOption(options.receipt, "receipt");
            const auto amount = minorOption(shop, context, options.cost, "amount");
            if (!id || !amount)
                return tl::unexpected(!id ? id.error() : amount.error());
            return addLandedCost(shop, context, actor, {Id<schema::PurchaseReceipt>(*id), options.name, *amount});
        });
}

Result<Done> undoVerb(const BuyOptions& options)
{
    return write(options, "undone",
                 [&](const Store&, const Reader& shop, const Context& context, const Actor& actor) -> Result<Commit> {
                     const auto id = idOption(options.receipt, "receipt");
                     if (!id)
                         return tl::unexpected(id.error());
                     return undoReceipt(shop, context, actor, {*id, options.note});
                 });
}

Result<Done> purchaseList(const BuyOptions& options)
{
    const auto store = openForReading(options.data);
    if (!store)
        return tl::unexpected(store.error());
    const auto view = (*store)->read();
    const auto location = locationOption(**store, *view, options.location);
    if (!location)
        return tl::unexpected(location.error());
    auto rows = nlohmann::ordered_json::array();
    for (const auto& order : purchasesFor(*view, *location, World::real().now(), options.open)) {
        auto lines = nlohmann::ordered_json::array();
        for (int i = 0; i < order.order.line_size(); ++i)
            lines.push_back({{"sku", skuOf(*view, order.order.line(i).variant())},
                             {"ordered", Quantity{order.order.line(i).quantity()}.toString()},
                             {"received", order.received[static_cast<std::size_t>(i)].toString()},
                             {"to_come", order.stillToCome(static_cast<std::size_t>(i)).toString()}});
        auto receipts = nlohmann::ordered_json::array();
        for (const auto& receipt : order.receipts)
            receipts.push_back(
                {{"id", hex(receipt.id())}, {"at", formatTime(receipt.at_us())}, {"reference", receipt.reference()}});
        rows.push_back(
            {{"number", order.order.number()},
             {"ordered", formatTime(order.order.at_us())},
             {"expected", order.order.has_expected_us() ? formatTime(order.order.expected_us()) : std::string()},
             {"open", order.isOpen()},
             {"lines", lines},
             {"receipts", receipts}});
        if (!options.json)
            fmt::print("{:<20} {} {:>3} lines {}\n", order.order.number(), formatTime(order.order.at_us()),
                       lines.size(), order.isOpen() ? "open" : "done");
    }
    if (options.json)
        fmt::print("{}\n", rows.dump(2));
    return Done{};
}

Result<Done> ruleVerb(const BuyOptions& options)
{
    return write(
        options, options.sku,
        [&](const Store& store, const Reader& shop, const Context& context, const Actor& actor) -> Result<Commit> {
            const auto variant = variantOption(shop, options.sku);
            const auto location = locationOption(store, shop, options.location);
            const auto least = quantityOption(options.least, "least");
            const auto upTo = quantityOption(options.upTo, "up-to");
            if (!variant || !location || !least || !upTo)
                return tl::unexpected(!variant    ? variant.error()
                                      : !location ? location.error()
                                      : !least    ? least.error()
                                                  : upTo.error());
            SetReorderRule input{*variant, *location};
            if (!options.least.empty())
                input.least = *least;
            if (!options.upTo.empty())
                input.upTo = *upTo;
            if (options.coverDays >= 0)
                input.coverDays = static_cast<std::uint32_t>(options.coverDays);
            input.never = options.never;
            return setReorderRule(shop, context, actor, input);
        });
}

Result<Done> propose(const BuyOptions& options)
{
    const auto store = openForReading(options.data);
    if (!store)
        return tl::unexpected(store.error());
    const auto view = (*store)->read();
    const auto location = locationOption(**store, *view, options.location);
    if (!location)
        return tl::unexpected(location.error());
    auto rows = nlohmann::ordered_json::array();
    for (const auto& proposal : proposeReorders(*view, *location, World::real().now())) {
        const auto supplier = proposal.item ? view->get(Id<schema::Supplier>(proposal.item->supplier())) : std::nullopt;
        rows.push_back({{"sku", skuOf(*view, proposal.variant.bytes())},
                        {"available", proposal.facts.available.toString()},
                        {"incoming", proposal.facts.incoming.toString()},
                        {"sold_28_days", proposal.facts.soldInWindow.toString()},
                        {"least", proposal.advice.least.toString()},
                        {"order", proposal.advice.order.toString()},
                        {"supplier", supplier ? supplier->number() : std::string()}});
        if (!options.json)
            fmt::print("{:<14} available {:>8}, order {:>8} of {}\n", skuOf(*view, proposal.variant.bytes()),
                       proposal.facts.available.toString(), proposal.advice.order.toString(),
                       supplier ? supplier->number() : "nobody");
    }
    if (options.json)
        fmt::print("{}\n", rows.dump(2));
    return Done{};
}

using Verb = VerbOptions<BuyOptions>;

void addSupplierVerbs(CLI::App& app, Chosen& chosen)
{
    auto* supplier = app.add_subcommand("supplier", "Who goods are bought from");
    supplier->require_subcommand(1);
    Verb add(*supplier, "add", "One more");
    addCommonOptions(add, true);
    add.app->add_option("--number", add->number, "Its number")->required();
    add.app->add_option("--name", add->name, "Its name")->required();
    add.app->add_option("--email", add->email, "Its address for orders");
    add.app->add_option("--phone", add->phone, "Its telephone");
    add.app->add_option("--currency", add->currency, "What it is ordered in (default: the store's)");
    add.app->add_option("--lead-days", add->leadDays, "How long a delivery takes");
    add.runs(chosen, supplierAdd);
    Verb change(*supplier, "change", "What is known of one");
    addCommonOptions(change, true);
    change.app->add_option("--number", change->number, "Its number")->required();
    change.app->add_option("--name", change->name, "Its name");
    change.app->add_option("--email", change->email, "Its address for orders");
    change.app->add_option("--phone", change->phone, "Its telephone");
    change.app->add_option("--lead-days", change->leadDays, "How long a delivery takes");
    change.app->add_option("--payment-days", change->paymentDays, "When its bills are due");
    auto* gone = change.app->add_flag("--archive", change->removed, "Nothing is bought there any more");
    change.app->add_flag("--restore", change->restore, "Bought there again")->excludes(gone);
    change.runs(chosen, supplierChange);
    Verb item(*supplier, "item", "What it has of ours");
    addCommonOptions(item, true);
    item.app->add_option("--number", item->number, "The supplier's number")->required();
    item.app->add_option("--sku", item->sku, "SKU or barcode")->required();
    item.app->add_option("--cost", item->cost, "Of one, in its currency")->required();
    item.app->add_option("--code", item->code, "The supplier's own");
    item.app->add_option("--pack", item->pack, "Only so many at once");
    item.app->add_option("--least", item->least, "At least so many");
    item.app->add_flag("--preferred", item->preferred, "Bought from here first");
    item.app->add_flag("--removed", item->removed, "Not any more");
    item.runs(chosen, supplierItem);
    Verb items(*supplier, "items", "What is bought from one");
    addCommonOptions(items, false);
    items.app->add_option("--number", items->number, "The supplier's number")->required();
    items.runs(chosen, supplierItems);
    Verb list(*supplier, "list", "All of them");
    addCommonOptions(list, false);
    list.runs(chosen, supplierList);
}

} // namespace

void addPurchaseVerbs(CLI::App& app, Chosen& chosen)
{
    addSupplierVerbs(app, chosen);
    auto* purchase = app.add_subcommand("purchase", "What is bought");
    purchase->require_subcommand(1);
    Verb order(*purchase, "order", "Orders goods");
    addCommonOptions(order, true);
    order.app->add_option("--supplier", order->number, "The supplier's number")->required();
    order.app->add_option("goods", order->goods, "SKU=QUANTITY …")->required();
    order.app->add_option("--number", order->reference, "The order's number (default: made)");
    order.app->add_option("--location", order->location, "Where they are to come");
    order.app->add_option("--note", order->note, "For the supplier");
    order.app->add_option("--expected", order->expected,
                          "When they are to come (default: by the supplier's lead time)");
    order.runs(chosen, orderVerb);
    Verb receive(*purchase, "receive", "Goods have come; without any: all that was still to come");
    addCommonOptions(receive, true);
    receive.app->add_option("number", receive->number, "The order's")->required();
    receive.app->add_option("goods", receive->goods, "SKU=QUANTITY[@LOT[:20101231]] …");
    receive.app->add_option("--cost", receive->bill, "SKU=AMOUNT …: what all of it cost by the bill");
    receive.app->add_option("--landed", receive->landed, "Freight and duty, shared by value");
    receive.app->add_option("--reference", receive->reference, "The delivery note's number");
    receive.app->add_option("--note", receive->note, "What there is to say");
    receive.runs(chosen, receiveVerb);
    Verb close(*purchase, "close", "The rest is not coming");
    addCommonOptions(close, true);
    close.app->add_option("number", close->number, "The order's")->required();
    close.app->add_option("--reason", close->note, "Why");
    close.runs(chosen, closeVerb);
    Verb cost(*purchase, "cost", "Freight or duty that is billed later");
    addCommonOptions(cost, true);
    cost.app->add_option("receipt", cost->receipt, "Its id: `purchase list --json`")->required();
    cost.app->add_option("--what", cost->name, "What it is for")->required();
    cost.app->add_option("--amount", cost->cost, "Below zero: a rebate")->required();
    cost.runs(chosen, costVerb);
    Verb undo(*purchase, "undo",
              "A receipt of goods that was none: of a purchase or a transfer, its id in `list --json`");
    addCommonOptions(undo, true);
    undo.app->add_option("receipt", undo->receipt, "Its id")->required();
    undo.app->add_option("--reason", undo->note, "Why")->required();
    undo.runs(chosen, undoVerb);
    Verb list(*purchase, "list", "Orders of a location, the newest first");
    addCommonOptions(list, false);
    list.app->add_option("--location", list->location, "Its name");
    list.app->add_flag("--open", list->open, "Only those with goods to come");
    list.runs(chosen, purchaseList);

    auto* reorder = app.add_subcommand("reorder", "What to buy again");
    reorder->require_subcommand(1);
    Verb proposals(*reorder, "propose", "What is low, and how many to order");
    addCommonOptions(proposals, false);
    proposals.app->add_option("--location", proposals->location, "Its name");
    proposals.runs(chosen, propose);
    Verb rule(*reorder, "rule", "When a product is bought again");
    addCommonOptions(rule, true);
    rule.app->add_option("sku", rule->sku, "SKU or barcode")->required();
    rule.app->add_option("--location", rule->location, "Its name");
    rule.app->add_option("--least", rule->least, "Below it, it is low (default: by what is sold)");
    rule.app->add_option("--up-to", rule->upTo, "Bought up to so many");
    rule.app->add_option("--cover-days", rule->coverDays, "For how long it should last");
    rule.app->add_flag("--never", rule->never, "Not bought any more");
    rule.runs(chosen, ruleVerb);
}

} // namespace kontor
