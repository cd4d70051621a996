#include "ui/sell/sign_in_model.h"

#include "domain/identity/pin.h"
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
    const auto staff = m_store.read()->get(person.id);
    if (!staff) {
        Q_EMIT refused(tr("This person has left. Choose another."));
        reload();
        return;
    }
    m_checking = true;
    Q_EMIT checkingChanged();
    QThreadPool::globalInstance()->start(
        [this, post = m_courier.post(), staff = *staff, pepper = m_store.pepper(), digits = pin.toStdString(), person] {
            const auto theirs = checkPin(staff, pepper, digits);
            QString refusal;
            if (!theirs)
                refusal = theirs.error().about == "staff"
                              ? tr("%1 no longer works here. Choose another person.").arg(person.name)
                              : tr("That is not the PIN of %1. Try again.").arg(person.name);
            post([this, person, refusal] { finish(person, refusal); });
        });
}

void SignInModel::finish(const Person& person, const QString& refusal)
{
    m_checking = false;
    Q_EMIT checkingChanged();
    if (refusal.isEmpty())
        Q_EMIT signedIn(person);
    else
        Q_EMIT refused(refusal);
}

} // namespace kontor
