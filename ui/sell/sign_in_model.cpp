#include "ui/sell/sign_in_model.h"

#include "domain/identity/staff.h"
#include "domain/journal/row_type.h"
#include "storage/store.h"
#include "ui/text/money_text.h"

#include <QThreadPool>

namespace kontor {

SignInModel::SignInModel(Store& store, QObject* parent) : QObject(parent), m_store(store)
{
    reload();
    const auto staffType = rowTypeOf(schema::Staff::descriptor()).type;
    const auto roleType = rowTypeOf(schema::Role::descriptor()).type;
    m_watch = m_store.watch([this, post = m_courier.post(), staffType, roleType](const ChangeSet& changes) {
        if (changes.touches(staffType) || changes.touches(roleType))
            post([this] { reload(); });
    });
}

SignInModel::~SignInModel()
{
    m_store.unwatch(m_watch);
}

void SignInModel::reload()
{
    const auto shop = m_store.read();
    m_people.clear();
    for (const auto& staff : activeStaff(*shop)) {
        const auto role = shop->get(Id<schema::Role>(staff.role()));
        m_people.push_back(
            {Id<schema::Staff>(staff.id()), qtext(staff.name()), role ? qtext(role->name()) : QString()});
    }
    Q_EMIT peopleChanged();
}

void SignInModel::signIn(const Person& person, const QString& pin)
{
    if (m_checking)
        return;
    const auto known = SignIn::read(*m_store.read(), m_store.identity().terminal, person.id);
    m_checking = true;
    Q_EMIT checkingChanged();
    QThreadPool::globalInstance()->start(
        [this, post = m_courier.post(), known, pepper = m_store.pepper(), digits = pin.toStdString(), person] {
            const auto outcome = signInOutcome(known, pepper, digits);
            post([this, person, outcome] { judge(person, outcome); });
        });
}

bool SignInModel::isLockedOut(const Person& person) const
{
    return kontor::isLockedOut(*m_store.read(), person.id);
}

void SignInModel::lift(const Person& locked, const Person& manager, const QString& pin)
{
    if (m_checking)
        return;
    m_lifts = locked;
    signIn(manager, pin);
}

void SignInModel::liftNow(const Person& locked, const Person& manager)
{
    m_store.execute(
        manager.id,
        [staff = locked.id](const Reader& shop, const Context& context, const Actor& actor) {
            return liftLockOut(shop, context, actor, {staff});
        },
        [this, post = m_courier.post(), locked, manager](const Result<Committed>& done) {
            post([this, locked, manager, done] {
                const bool already = !done && done.error().kind == Error::Kind::Conflict;
                if (done || already)
                    Q_EMIT lifted(locked);
                else if (done.error().kind == Error::Kind::Denied)
                    Q_EMIT refused(tr("%1 may not do this. Ask who manages the staff.").arg(manager.name));
                else
                    Q_EMIT refused(tr("This could not be saved. Check the disk of this till, then try again."));
            });
        });
}

void SignInModel::judge(const Person& person, const Result<SignInOutcome>& outcome)
{
    if (!outcome)
        return finish(person, tr("The PIN cannot be checked now: close other programs and try again."));
    switch (*outcome) {
    case SignInOutcome::SignedIn:
        // Nobody waits for this: it only forgets what was mistyped before.
        m_store.execute([staff = person.id](const Reader& shop,
                                            const Context& context) { return notePinSuccess(shop, context, {staff}); },
                        [](const Result<Committed>&) {});
        return finish(person, {});
    case SignInOutcome::WrongPin: return note(person, tr("That is not the PIN of %1. Try again.").arg(person.name));
    case SignInOutcome::LockingOut:
    case SignInOutcome::LockedOut:
        return note(person, tr("%1 is locked out after too many wrong PINs. Ask a manager.").arg(person.name));
    case SignInOutcome::NotHere:
        finish(person, tr("%1 no longer works here. Choose another person.").arg(person.name));
        return reload();
    }
}

void SignInModel::note(const Person& person, const QString& refusal)
{
    // The next try is let in when this one is counted and durable: pulling the plug does not win another.
    m_store.execute([staff = person.id](const Reader& shop,
                                        const Context& context) { return notePinFailure(shop, context, {staff}); },
                    [this, post = m_courier.post(), person, refusal](const Result<Committed>&) {
                        post([this, person, refusal] { finish(person, refusal); });
                    });
}

void SignInModel::finish(const Person& person, const QString& refusal)
{
    m_checking = false;
    Q_EMIT checkingChanged();
    const auto lifts = std::exchange(m_lifts, std::nullopt);
    if (refusal.isEmpty() && lifts)
        liftNow(*lifts, person);
    else if (refusal.isEmpty())
        Q_EMIT signedIn(person);
    else
        Q_EMIT refused(refusal);
}

} // namespace kontor
