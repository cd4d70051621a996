#pragma once

#include "domain/base/id.h"
#include "domain/identity/lockout.h"
#include "domain/schema/identity.pb.h"
#include "ui/courier.h"

#include <QObject>
#include <QString>

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
    void reload();

Q_SIGNALS:
    void peopleChanged();
    void signedIn(const kontor::SignInModel::Person& person);
    void refused(const QString& why);
    void checkingChanged();

private:
    void judge(const Person& person, const Result<SignInOutcome>& outcome);
    /// Counts a wrong PIN, then says so.
    void note(const Person& person, const QString& refusal);
    void finish(const Person& person, const QString& refusal);

    Store& m_store;
    std::vector<Person> m_people;
    bool m_checking = false;
    Courier m_courier{this};
    int m_watch = 0;
};

} // namespace kontor
