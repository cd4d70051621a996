#include "domain/orders/shift_payments.h"

#include "domain/identity/actor.h"
#include "domain/journal/commit.h"
#include "domain/orders/shift.h"

namespace kontor {

namespace {

/// Where it belongs: in the open shift, or behind the last closing; nowhere where the till never had one.
struct Place {
    Bytes shift;
    Bytes after;
};
Place placeOf(const Reader& shop, const Context& context)
{
    if (const auto opening = openShiftOf(shop, context.terminal))
        return {opening->id(), {}};
    const auto closings = closingsOf(shop, context.terminal);
    return {{}, closings.empty() ? Bytes() : closings.back().id()};
}

template <typename Row>
void insertNote(const Context& context, const Actor& actor, const Place& place, const std::string& why, Row& row,
                Commit& commit)
{
    if (place.shift.empty())
        row.set_after(place.after);
    else
        row.set_shift(place.shift);
    row.set_reason(why);
    row.set_at_us(context.now);
    row.set_staff(actor.staff().string());
    row.set_terminal(context.terminal.string());
    commit.insert(row);
}

} // namespace

void noteInShift(const Reader& shop, const Context& context, const Actor& actor, const std::string& why, Commit& commit)
{
    const Place place = placeOf(shop, context);
    if (place.shift.empty() && place.after.empty())
        return;
    const auto drafts = commit.changes(); // A copy: notes are added to it.
    std::int64_t cash = 0;
    std::uint32_t currency = 0;
    for (const auto& draft : drafts) {
        schema::Payment payment;
        if (draft.type != rowTypeOf(schema::Payment::descriptor()).type || !payment.ParseFromString(draft.body))
            continue;
        if (payment.method() == schema::CASH) {
            cash += payment.amount().minor();
            currency = payment.amount().currency();
            continue;
        }
        schema::ShiftPayment row;
        row.set_payment(draft.row.string());
        row.set_method(payment.method());
        *row.mutable_amount() = payment.amount();
        insertNote(context, actor, place, why, row, commit);
    }
    if (cash == 0)
        return;
    schema::CashMovement row;
    row.set_kind(cash > 0 ? schema::CASH_PAID_IN : schema::CASH_PAID_OUT);
    row.mutable_amount()->set_minor(cash > 0 ? cash : -cash);
    row.mutable_amount()->set_currency(currency);
    insertNote(context, actor, place, why, row, commit);
}

std::vector<Bytes> closingsBefore(const Reader& shop, const schema::ShiftOpening& opening)
{
    const auto closings = closingsOf(shop, Id<schema::Terminal>(opening.terminal()));
    std::uint64_t number = closings.empty() ? 0 : closings.back().number();
    for (const auto& closing : closings)
        if (closing.shift() == opening.id())
            number = closing.number() - 1;
    std::vector<Bytes> before;
    for (const auto& closing : closings)
        if (closing.number() == number && closing.shift() != opening.id())
            before.push_back(closing.id());
    return before;
}

} // namespace kontor
