#pragma once

#include "domain/base/id.h"
#include "domain/identity/lockout.h"
#include "domain/schema/identity.pb.h"
#include "ui/courier.h"

#include <QObject>
#include <QString>

#include <optional>
#include <vector>

namespace kontor {

class Store;

/// Who may sign in at this till, and whether a PIN is theirs. PINs are checked on a thread of their own, since one check
/// takes tens of milliseconds on purpose. The fifth wrong one in a row locks a person out everywhere.
class SignInModel : public QObject
{
    Q_OBJECT
public:
    struct Person {
        Id<schema::Staff> id;
        QString name;
        QString role;
    };

    explicit SignInModel(Store& store, QObject* parent = nullptr);
    ~SignInModel() override;

    [[nodiscard]] const std::vector<Person>& people() const { return m_people; }
    [[nodiscard]] bool isChecking() const { return m_checking; }

    /// Answers by signedIn or refused; while one check runs others are ignored.
    void signIn(const Person& person, const QString& pin);
    [[nodiscard]] bool isLockedOut(const Person& person) const;
    /// `manager` lets somebody who is locked out try again; nobody is signed in by it. Answers by lifted or refused.
    void lift(const Person& locked, const Person& manager, const QString& pin);
    void reload();

Q_SIGNALS:
    void peopleChanged();
    void signedIn(const kontor::SignInModel::Person& person);
    void refused(const QString& why);
    void lifted(const kontor::SignInModel::Person& locked);
    void checkingChanged();

private:
    void judge(const Person& person, const Result<SignInOutcome>& outcome);
    /// Counts a wrong PIN, then says so.
    void note(const Person& person, const QString& refusal);
    void finish(const Person& person, const QString& refusal);

    Store& m_store;
    std::vector<Person> m_people;
    void liftNow(const Person& locked, const Person& manager);

    bool m_checking = false;
    std::optional<Person> m_lifts; ///< Who is to try again, once the PIN that is checked proves right.
    Courier m_courier{this};
    int m_watch = 0;
};

} // namespace kontor
