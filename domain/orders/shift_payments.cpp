#include "domain/orders/shift_payments.h"

#include "domain/identity/actor.h"
#include "domain/journal/commit.h"
#include "domain/orders/shift.h"

namespace kontor {

namespace {

template <typename Row>
void insertNote(const Context& context, const Actor& actor, const Bytes& shift, const std::string& why, Row& row,
                Commit& commit)
{
    row.set_shift(shift);
    row.set_reason(why);
    row.set_at_us(context.now);
    row.set_staff(actor.staff().string());
    row.set_terminal(context.terminal.string());
    commit.insert(row);
}

} // namespace

void noteInShift(const Reader& shop, const Context& context, const Actor& actor, const std::string& why, Commit& commit)
{
    const auto opening = openShiftOf(shop, context.terminal);
    if (!opening)
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
        insertNote(context, actor, opening->id(), why, row, commit);
    }
    if (cash == 0)
        return;
    schema::CashMovement row;
    row.set_kind(cash > 0 ? schema::CASH_PAID_IN : schema::CASH_PAID_OUT);
    row.mutable_amount()->set_minor(cash > 0 ? cash : -cash);
    row.mutable_amount()->set_currency(currency);
    insertNote(context, actor, opening->id(), why, row, commit);
}

} // namespace kontor
