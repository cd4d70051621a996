#pragma once

#include "domain/base/bytes.h"
#include "domain/base/id.h"
#include "domain/base/result.h"
#include "domain/commands/command.h"
#include "domain/schema/identity.pb.h"

#include <optional>
#include <string_view>

namespace kontor {

/// Wrong PINs in a row at one terminal before a person is locked out everywhere.
inline constexpr std::uint32_t pinTries = 5;

/// True while a lockout of this person stands: not lifted, and their PIN is still the one that was tried.
[[nodiscard]] bool isLockedOut(const Reader& shop, Id<schema::Staff> staff);

/// What is known of a person before they key in their PIN. Read first and let the view go: the check itself takes tens of
/// milliseconds.
struct SignIn {
    std::optional<schema::Staff> staff; ///< Nothing when there is no such person.
    bool lockedOut = false;
    std::uint32_t failures = 0; ///< Wrong PINs in a row at this terminal.
    [[nodiscard]] static SignIn read(const Reader& shop, Id<schema::Terminal> terminal, Id<schema::Staff> staff);
};

/// What to tell the person at the till. WrongPin and LockingOut are followed by notePinFailure, SignedIn by notePinSuccess.
enum class SignInOutcome {
    SignedIn,
    WrongPin,
    LockingOut, ///< Wrong for the last time: noting it locks this person out.
    LockedOut,  ///< Not even looked at: somebody who manages staff has to lift it or to give a new PIN.
    NotHere,    ///< There is no such person, or they have left.
};
/// Judges a PIN. Pure, and as slow as checkPin; never on the GUI or the writer thread.
/// Errors: Invalid about "pepper", Storage without the memory for it; neither counts as a failure.
[[nodiscard]] Result<SignInOutcome> signInOutcome(const SignIn& known, BytesView pepper, std::string_view pin);

struct PinTried {
    Id<schema::Staff> staff;
};
/// A wrong PIN: counted in a local row. The fifth in a row is "lock-out" instead, a commit without an author, since nobody is
/// signed in. Changes nothing for a person who is locked out already. Errors: NotFound about "staff".
[[nodiscard]] Result<Commit> notePinFailure(const Reader& shop, const Context& context, const PinTried& input);
/// The right PIN: forgets the failures here; writes nothing when there were none.
[[nodiscard]] Result<Commit> notePinSuccess(const Reader& shop, const Context& context, const PinTried& input);

struct LiftLockOut {
    Id<schema::Staff> staff;
};
/// "lift-lock-out"; MANAGE_STAFF. Lifts every lockout of this person that stands. A new PIN does it too.
/// Errors: NotFound about "staff"; Conflict about "staff" when they are not locked out.
[[nodiscard]] Result<Commit> liftLockOut(const Reader& shop, const Context& context, const Actor& actor,
                                         const LiftLockOut& input);

} // namespace kontor
