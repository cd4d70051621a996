#pragma once

#include "domain/base/currency.h"
#include "domain/schema/identity.pb.h"
#include "storage/store.h"
#include "ui/backoffice/settings/setting_texts.h"
#include "ui/courier.h"

#include <QObject>

#include <optional>
#include <string>

namespace kontor {

/// What is set for organisation, store and this till, and the commands that change it. Amounts are in major units here.
class SettingsModel : public QObject
{
    Q_OBJECT
public:
    SettingsModel(Store& store, Currency currency, QObject* parent = nullptr);
    ~SettingsModel() override;

    void setActor(Id<schema::Staff> staff) { m_staff = staff; }
    /// Set here, and not nearer to or further from the till.
    [[nodiscard]] std::optional<QString> own(SettingLevel level, const SettingText& setting) const;
    /// What holds there where nothing is set.
    [[nodiscard]] QString inherited(SettingLevel level, const SettingText& setting) const;
    /// Answers by saved or refused.
    void set(SettingLevel level, const SettingText& setting, const QString& value);
    /// What is set there holds no more.
    void clear(SettingLevel level, const SettingText& setting);
    /// Of the organisation, the store or the till; refused about nameKey(level).
    void rename(SettingLevel level, const QString& name);
    [[nodiscard]] QString name(SettingLevel level) const;
    [[nodiscard]] static QString nameKey(SettingLevel level);

    [[nodiscard]] QString zone() const;
    [[nodiscard]] Currency currency() const { return m_currency; }

Q_SIGNALS:
    void changed(); ///< By anybody.
    void saved(const QString& key);
    void refused(const QString& key, const QString& why); ///< Of a name: nameKey.

private:
    [[nodiscard]] RawId ownerOf(SettingLevel level) const;
    [[nodiscard]] QString shown(const SettingText& setting, const std::string& value) const;
    void execute(const QString& key, Store::ActorCommand command);

    Store& m_store;
    Currency m_currency;
    Id<schema::Staff> m_staff;
    Courier m_courier{this};
    int m_watch = 0;
};

} // namespace kontor
