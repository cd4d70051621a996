#include "domain/identity/lockout.h"

#include "domain/base/crypto.h"
#include "domain/identity/actor.h"
#include "domain/identity/pin.h"
#include "domain/journal/commit.h"

#include <vector>

namespace kontor {

namespace {

/// The same row each time, so that it is found by its id.
RawId failuresId(Id<schema::Staff> staff, Id<schema::Terminal> terminal)
{
    const Bytes hash = blake2b256("kontor-pin-failures:" + staff.string() + terminal.string());
    return RawId::of(BytesView(hash).substr(0, RawId::size));
}

schema::PinFailures failuresOf(const Reader& shop, Id<schema::Terminal> terminal, const schema::Staff& staff)
{
    const Id<schema::Staff> id{BytesView(staff.id())};
    const RawId row = failuresId(id, terminal);
    if (auto found = shop.get(Id<schema::PinFailures>(row)); found && found->pin_salt() == staff.pin_salt())
        return *std::move(found);
    schema::PinFailures none;
    none.set_id(row.string());
    none.set_staff(staff.id());
    none.set_terminal(terminal.string());
    none.set_pin_salt(staff.pin_salt());
    none.set_count(0);
    return none;
}

std::vector<RawId> standingLockouts(const Reader& shop, const schema::Staff& staff)
{
    std::vector<RawId> standing;
    for (const auto& lockout : shop.where<schema::PinLockout>(schema::PinLockout::kStaffFieldNumber, staff.id())) {
        if (lockout.has_pin_salt() && lockout.pin_salt() != staff.pin_salt())
            continue; // They have a new PIN.
        if (shop.where<schema::PinLockoutLifted>(schema::PinLockoutLifted::kLockoutFieldNumber, lockout.id()).empty())
            standing.push_back(RawId::of(lockout.id()));
    }
    return standing;
}

} // namespace

bool isLockedOut(const Reader& shop, Id<schema::Staff> staff)
{
    const auto row = shop.get(staff);
    return row && !standingLockouts(shop, *row).empty();
}

SignIn SignIn::read(const Reader& shop, Id<schema::Terminal> terminal, Id<schema::Staff> staff)
{
    SignIn known;
    known.staff = shop.get(staff);
    if (!known.staff)
        return known;
    known.lockedOut = !standingLockouts(shop, *known.staff).empty();
    known.failures = failuresOf(shop, terminal, *known.staff).count();
    return known;
}

Result<SignInOutcome> signInOutcome(const SignIn& known, BytesView pepper, std::string_view pin)
{
    if (!known.staff || known.staff->left())
        return SignInOutcome::NotHere;
    if (known.lockedOut)
        return SignInOutcome::LockedOut;
    const auto theirs = checkPin(*known.staff, pepper, pin);
    if (theirs)
        return SignInOutcome::SignedIn;
    if (theirs.error().about != "pin")
        return tl::unexpected(theirs.error());
    return known.failures + 1 >= pinTries ? SignInOutcome::LockingOut : SignInOutcome::WrongPin;
}

Result<Commit> notePinFailure(const Reader& shop, const Context& context, const PinTried& input)
{
    const auto staff = shop.get(input.staff);
    if (!staff)
        return fail(Error::Kind::NotFound, "staff", "there is no such person");
    if (!standingLockouts(shop, *staff).empty())
        return Commit{"note-pin-failure", context, RawId{}};

    auto failures = failuresOf(shop, context.terminal, *staff);
    failures.set_count(failures.count() + 1);
    if (failures.count() < pinTries) {
        Commit commit{"note-pin-failure", context, RawId{}};
        commit.keep(failures);
        return commit;
    }
    Commit commit{"lock-out", context, RawId{}};
    schema::PinLockout lockout;
    lockout.set_staff(input.staff.string());
    lockout.set_terminal(context.terminal.string());
    lockout.set_at_us(context.now);
    lockout.set_pin_salt(staff->pin_salt());
    commit.insert(lockout);
    commit.drop(failures);
    return commit;
}

Result<Commit> notePinSuccess(const Reader& shop, const Context& context, const PinTried& input)
{
    Commit commit{"note-pin-success", context, RawId{}};
    if (const auto failures = shop.get(Id<schema::PinFailures>(failuresId(input.staff, context.terminal))))
        commit.drop(*failures);
    return commit;
}

Result<Commit> liftLockOut(const Reader& shop, const Context& context, const Actor& actor, const LiftLockOut& input)
{
    if (auto allowed = actor.may(schema::MANAGE_STAFF); !allowed)
        return tl::unexpected(allowed.error());
    const auto staff = shop.get(input.staff);
    if (!staff)
        return fail(Error::Kind::NotFound, "staff", "there is no such person");
    const auto standing = standingLockouts(shop, *staff);
    if (standing.empty())
        return fail(Error::Kind::Conflict, "staff", staff->name() + " is not locked out");

    Commit commit{"lift-lock-out", context, actor};
    for (const RawId& lockout : standing) {
        schema::PinLockoutLifted lifted;
        lifted.set_lockout(lockout.string());
        lifted.set_at_us(context.now);
        commit.insert(lifted);
    }
    return commit;
}

} // namespace kontor
