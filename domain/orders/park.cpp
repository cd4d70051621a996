#include "domain/orders/park.h"

#include "domain/base/text.h"
#include "domain/customers/free_words.h"
#include "domain/identity/actor.h"
#include "domain/inventory/reservation.h"
#include "domain/journal/commit.h"
#include "domain/journal/context.h"
#include "domain/journal/reader.h"
#include "domain/orders/cart.h"
#include "domain/orders/cart_payment.h"
#include "domain/orders/cart_rows.h"
#include "domain/orders/cart_void.h"
#include "domain/orders/line_share.h"
#include "domain/settings/settings.h"

#include <algorithm>
#include <map>

namespace kontor {

namespace {

constexpr TimeUs hourUs = TimeUs{3'600} * 1'000'000;

schema::ParkedLine parked(const schema::CartLine& line)
{
    schema::ParkedLine kept;
    kept.set_variant(line.variant());
    kept.set_quantity(line.quantity());
    if (line.has_open_price_e4())
        kept.set_open_price_e4(line.open_price_e4());
    if (line.has_counted_in())
        kept.set_counted_in(line.counted_in());
    if (line.has_code())
        kept.set_code(line.code());
    if (line.has_returns())
        kept.set_returns(line.returns());
    if (line.has_fulfils())
        kept.set_fulfils(line.fulfils());
    if (line.has_issues())
        kept.set_issues(line.issues());
    if (line.has_details())
        *kept.mutable_details() = line.details();
    return kept;
}

schema::CartLine recalled(const schema::ParkedLine& kept)
{
    schema::CartLine line;
    line.set_variant(kept.variant());
    line.set_quantity(kept.quantity());
    if (kept.has_open_price_e4())
        line.set_open_price_e4(kept.open_price_e4());
    if (kept.has_counted_in())
        line.set_counted_in(kept.counted_in());
    if (kept.has_code())
        line.set_code(kept.code());
    if (kept.has_returns())
        line.set_returns(kept.returns());
    if (kept.has_fulfils())
        line.set_fulfils(kept.fulfils());
    if (kept.has_issues())
        line.set_issues(kept.issues());
    if (kept.has_details())
        *line.mutable_details() = kept.details();
    return line;
}

/// A parked cart without lines.
Result<schema::ParkedCart> newParked(const Reader& shop, const Context& context, const Actor& actor,
                                     const schema::Cart& cart, const std::string& label)
{
    const auto called = optionalText(label, "label", 100);
    if (!called)
        return tl::unexpected(called.error());
    schema::ParkedCart row;
    if (!called->empty())
        row.set_label(*called);
    if (!cart.note().empty())
        row.set_note(cart.note());
    if (cart.has_customer())
        row.set_customer(cart.customer());
    row.set_staff(actor.staff().string());
    row.set_terminal(context.terminal.string());
    if (!context.store.isNil())
        row.set_store(context.store.string());
    row.set_parked_us(context.now);
    if (const auto hours =
            readNumberSetting(shop, {context.organisation, context.store, context.terminal}, cartParkHours);
        hours > 0)
        row.set_expires_us(context.now + hours * hourUs);
    *row.mutable_code() = cart.code();
    if (!cart.tender().empty())
        row.set_tender(cart.tender());
    if (cart.has_placed())
        row.set_placed(cart.placed());
    if (cart.has_draw())
        row.set_draw(cart.draw());
    *row.mutable_recalled_from() = cart.parked(); // Another till may have gone on with that too.
    return row;
}

/// What people call it is kept apart: it is a name as often as not.
void insertParked(schema::ParkedCart& row, Commit& commit)
{
    const Words words{row.label(), row.note()};
    row.clear_label();
    row.clear_note();
    std::vector<std::string> notes;
    for (auto& line : *row.mutable_line()) {
        notes.push_back(line.details().note());
        if (line.has_details())
            line.mutable_details()->clear_note();
    }
    commit.insert(row);
    insertWords(row.id(), row.customer(), words, commit);
    for (std::size_t i = 0; i < notes.size(); ++i)
        insertWords(parkedLineId(row.id(), i).bytes(), row.customer(), {{}, notes[i]}, commit);
}

/// One that can still be taken.
Result<schema::ParkedCart> waiting(const Reader& shop, Id<schema::ParkedCart> id)
{
    auto row = shop.get(id);
    if (!row)
        return fail(Error::Kind::NotFound, "cart", "there is no such parked cart here");
    if (row->discarded())
        return fail(Error::Kind::Conflict, "cart", "it was thrown away");
    if (row->has_taken_us()) {
        const auto terminal = shop.get(Id<schema::Terminal>(row->taken_by()));
        return fail(Error::Kind::Conflict, "cart",
                    "it was taken up already" + (terminal ? " on " + terminal->name() : std::string()));
    }
    return *std::move(row);
}

void take(const Context& context, const schema::ParkedCart& before, bool discarded, Commit& commit)
{
    schema::ParkedCart after = before;
    after.set_taken_by(context.terminal.string());
    after.set_taken_us(context.now);
    if (discarded)
        after.set_discarded(true);
    commit.update(before, after);
}

/// What lies in it is not sold to somebody else meanwhile.
void keepGoods(const Reader& shop, const Context& context, const schema::ParkedCart& row, Commit& commit)
{
    if (const auto store = shop.get(context.store))
        reserveParked(shop, Id<schema::Location>(store->location()), row, commit);
}

/// Whether a line can be divided so that this much of it goes.
Result<Done> checkSplit(const Reader& shop, const schema::CartLine& line, Quantity part)
{
    if (line.has_returns() || line.has_fulfils()) {
        const auto source =
            readSourceLine(shop, Id<schema::OrderLine>(line.has_returns() ? line.returns() : line.fulfils()));
        return source ? checkPart(shop, *source, {}, part) : tl::unexpected(source.error());
    }
    if (line.has_code() || line.has_issues())
        return invalid("quantity", "what came with a label of its own, or is a gift card, stays together");
    return checkWholeUnits(shop, Id<schema::Variant>(line.variant()), Id<schema::Unit>(line.counted_in()), part);
}

Result<Done> mayRecall(const Actor& actor, const schema::ParkedCart& row)
{
    for (const auto& line : row.line()) {
        if (line.quantity() < 0)
            if (auto allowed = actor.may(schema::RETURN_GOODS); !allowed)
                return allowed;
    }
    return Done{};
}

} // namespace

Result<Commit> parkCart(const Reader& shop, const Context& context, const Actor& actor, const ParkCart& input)
{
    if (auto allowed = actor.may(schema::SELL); !allowed)
        return tl::unexpected(allowed.error());
    const auto lines = cartLines(shop, context.terminal);
    if (lines.empty())
        return invalid("cart", "there is nothing in it");
    if (auto free = checkNothingTaken(shop, context.terminal); !free)
        return tl::unexpected(free.error());
    auto row = newParked(shop, context, actor, openCart(shop, context, actor), input.label);
    if (!row)
        return tl::unexpected(row.error());
    for (const auto& line : lines)
        *row->add_line() = parked(line);
    Commit commit{"park-cart", context, actor};
    insertParked(*row, commit);
    keepGoods(shop, context, *row, commit);
    const auto terms = storeTerms(shop, context.store);
    if (const auto cart = shop.get(Id<schema::Cart>(context.terminal.raw)); cart && terms)
        insertVoid(context, actor, *cart, {}, terms->currency, commit);
    dropCart(shop, context.terminal, commit);
    return commit;
}

Result<Commit> recallCart(const Reader& shop, const Context& context, const Actor& actor, const RecallCart& input)
{
    if (auto allowed = actor.may(schema::SELL); !allowed)
        return tl::unexpected(allowed.error());
    const auto row = waiting(shop, input.cart);
    if (!row)
        return tl::unexpected(row.error());
    if (row->has_expires_us() && row->expires_us() <= context.now)
        return invalid("cart", "it has expired");
    if (auto allowed = mayRecall(actor, *row); !allowed)
        return tl::unexpected(allowed.error());
    const auto present = cartLines(shop, context.terminal).size();
    if (auto fits = checkLineCount(shop, context, present + static_cast<std::size_t>(row->line_size())); !fits)
        return tl::unexpected(fits.error());
    auto cart = openCart(shop, context, actor);
    if (row->has_placed() && cart.has_placed() && cart.placed() != row->placed())
        return invalid("cart", "both hand over goods of an order, and of different ones");

    Commit commit{"recall-cart", context, actor};
    for (int i = 0; i < row->line_size(); ++i) {
        auto line = recalled(row->line(i));
        if (const auto note = noteOfParked(shop, *row, i); !note.empty())
            line.mutable_details()->set_note(note);
        appendLine(cart, line, commit);
    }
    if (!cart.has_customer() && row->has_customer())
        cart.set_customer(row->customer());
    if (const auto words = wordsOf(shop, *row); cart.note().empty() && !words.note.empty())
        cart.set_note(words.note);
    if (cart.tender().empty() && !row->tender().empty())
        cart.set_tender(row->tender());
    if (row->has_placed())
        cart.set_placed(row->placed());
    if (row->has_draw() && present == 0)
        cart.set_draw(row->draw());
    for (const auto& code : row->code())
        if (std::find(cart.code().begin(), cart.code().end(), code) == cart.code().end())
            cart.add_code(code);
    constexpr int mostParked = 100; // An order names them all.
    const auto comesFrom = [&](const Bytes& parked) {
        if (cart.parked_size() < mostParked &&
            std::find(cart.parked().begin(), cart.parked().end(), parked) == cart.parked().end())
            cart.add_parked(parked);
    };
    comesFrom(row->id());
    for (const auto& before : row->recalled_from())
        comesFrom(before);
    commit.keep(cart);
    take(context, *row, false, commit);
    return commit;
}

Result<Commit> discardParkedCart(const Reader& shop, const Context& context, const Actor& actor,
                                 const DiscardParkedCart& input)
{
    if (auto allowed = actor.may(schema::SELL); !allowed)
        return tl::unexpected(allowed.error());
    const auto row = waiting(shop, input.cart);
    if (!row)
        return tl::unexpected(row.error());
    Commit commit{"discard-cart", context, actor};
    take(context, *row, true, commit);
    if (const auto terms = storeTerms(shop, context.store)) {
        schema::Cart counted;
        for (const auto& kept : row->line())
            countVoid(shop, context, recalled(kept), Quantity{kept.quantity()}, counted);
        insertVoid(context, actor, counted, {}, terms->currency, commit);
    }
    return commit;
}

Result<Commit> splitCart(const Reader& shop, const Context& context, const Actor& actor, const SplitCart& input)
{
    if (auto allowed = actor.may(schema::SELL); !allowed)
        return tl::unexpected(allowed.error());
    if (input.items.empty())
        return invalid("items", "there is nothing to move");
    auto cart = openCart(shop, context, actor);
    auto row = newParked(shop, context, actor, cart, input.label);
    if (!row)
        return tl::unexpected(row.error());
    row->clear_placed();
    auto lines = cartLines(shop, context.terminal);
    for (const auto& item : input.items) {
        const auto line =
            std::find_if(lines.begin(), lines.end(), [&](const auto& one) { return one.id() == item.line.bytes(); });
        if (line == lines.end())
            return fail(Error::Kind::NotFound, "line", "the cart has no such line");
        const auto stays = line->quantity() - item.quantity.thousandths;
        const bool within = item.quantity.thousandths != 0 &&
                            (item.quantity.thousandths < 0) == (line->quantity() < 0) &&
                            (stays == 0 || (stays < 0) == (line->quantity() < 0));
        if (!within)
            return invalid("quantity",
                           item.quantity.toString() + " is no part of " + Quantity{line->quantity()}.toString());
        if (stays != 0)
            if (auto sound = checkSplit(shop, *line, item.quantity); !sound)
                return tl::unexpected(sound.error());
        auto moved = *line;
        moved.set_quantity(item.quantity.thousandths);
        *row->add_line() = parked(moved);
        if (moved.has_fulfils() && cart.has_placed())
            row->set_placed(cart.placed());
        line->set_quantity(stays);
    }
    Commit commit{"split-cart", context, actor};
    std::erase_if(lines, [&](const auto& line) {
        if (line.quantity() == 0)
            commit.drop(line);
        return line.quantity() == 0;
    });
    if (lines.empty())
        return invalid("items", "nothing would stay: park the cart instead");
    insertParked(*row, commit);
    keepGoods(shop, context, *row, commit);
    for (const auto& line : lines)
        commit.keep(line);
    keepPlaced(lines, cart);
    commit.keep(cart);
    return commit;
}

std::vector<ParkedCartView> parkedCarts(const Reader& shop, Id<schema::Store> store, TimeUs at, ParkedCarts which)
{
    std::vector<ParkedCartView> views;
    schema::ParkedCart row;
    const TimeUs oldest =
        at - 366 * 24 * hourUs; // Of a list that is never thrown away only what can still matter is read.
    shop.eachBetween(schema::ParkedCart::kParkedUsFieldNumber, oldest, INT64_MAX, row, [&] {
        const bool hasExpired = row.has_expires_us() && row.expires_us() <= at;
        if (row.has_taken_us() || row.discarded() || hasExpired != (which == ParkedCarts::Expired))
            return true;
        const auto terminal = shop.get(Id<schema::Terminal>(row.terminal()));
        // Those of before they named a store are their terminal's.
        const auto whose = row.has_store() ? row.store() : terminal ? terminal->store() : store.string();
        if (whose != store.bytes())
            return true;
        ParkedCartView view;
        view.cart = Id<schema::ParkedCart>(row.id());
        auto words = wordsOf(shop, row);
        view.label = std::move(words.label);
        view.note = std::move(words.note);
        view.terminal = terminal ? terminal->name() : std::string();
        if (const auto staff = shop.get(Id<schema::Staff>(row.staff())))
            view.staff = staff->name();
        view.parked = row.parked_us();
        view.expires = row.expires_us();
        view.lines = static_cast<std::size_t>(row.line_size());
        for (const auto& line : row.line())
            view.items = view.items + Quantity{line.quantity()};
        views.push_back(std::move(view));
        return true;
    });
    return views;
}

} // namespace kontor
