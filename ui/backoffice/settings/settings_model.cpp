#include "ui/backoffice/settings/settings_model.h"

#include "domain/base/money.h"
#include "domain/identity/terminal.h"
#include "domain/journal/row_type.h"
#include "domain/settings/clear_setting.h"
#include "domain/settings/rename.h"
#include "domain/settings/settings.h"
#include "storage/view.h"
#include "ui/text/error_text.h"
#include "ui/text/money_text.h"

#include <algorithm>
#include <array>

namespace kontor {

SettingsModel::SettingsModel(Store& store, Currency currency, QObject* parent)
    : QObject(parent),
      m_store(store),
      m_currency(currency)
{
    const auto settingType = rowTypeOf(schema::Setting::descriptor()).type;
    const std::array types{settingType, rowTypeOf(schema::Terminal::descriptor()).type,
                           rowTypeOf(schema::Store::descriptor()).type,
                           rowTypeOf(schema::Organisation::descriptor()).type};
    m_watch = m_store.watch([this, post = m_courier.post(), types](const ChangeSet& changes) {
        if (std::any_of(types.begin(), types.end(), [&](auto type) { return changes.touches(type); }))
            post([this] { Q_EMIT changed(); });
    });
}

SettingsModel::~SettingsModel()
{
    m_store.unwatch(m_watch);
}

RawId SettingsModel::ownerOf(SettingLevel level) const
{
    const auto identity = m_store.identity();
    switch (level) {
    case SettingLevel::Organisation: return identity.organisation.raw;
    case SettingLevel::Store: return identity.store.raw;
    case SettingLevel::Till: break;
    }
    return identity.terminal.raw;
}

QString SettingsModel::shown(const SettingText& setting, const std::string& value) const
{
    if (!setting.isMoney)
        return qtext(value);
    return qtext(Money(qtext(value).toLongLong(), m_currency).toString()); // As it is typed.
}

std::optional<QString> SettingsModel::own(SettingLevel level, const SettingText& setting) const
{
    const auto row = m_store.read()->get(Id<schema::Setting>(settingId(ownerOf(level), setting.key)));
    return row && row->has_value() ? std::optional(shown(setting, row->value())) : std::nullopt;
}

QString SettingsModel::inherited(SettingLevel level, const SettingText& setting) const
{
    const auto identity = m_store.identity();
    SettingOwners owners;
    if (level != SettingLevel::Organisation)
        owners.organisation = identity.organisation;
    if (level == SettingLevel::Till)
        owners.store = identity.store;
    return shown(setting, readSetting(*m_store.read(), owners, setting.key));
}

void SettingsModel::set(SettingLevel level, const SettingText& setting, const QString& value)
{
    const auto key = QString::fromUtf8(setting.key.data(), qsizetype(setting.key.size()));
    ChangeSetting input{ownerOf(level), std::string(setting.key), value.trimmed().toStdString()};
    if (setting.isMoney) {
        auto typed = value.trimmed();
        typed.replace(QLatin1Char(','), QLatin1Char('.'));
        const auto amount = Money::parse(typed.toStdString(), m_currency, setting.key);
        if (!amount || amount->minor() < 0) {
            Q_EMIT refused(key, tr("An amount, as 5.00."));
            return;
        }
        input.value = std::to_string(amount->minor());
    }
    execute(key, [input](const Reader& shop, const Context& context, const Actor& actor) {
        return changeSetting(shop, context, actor, input);
    });
}

void SettingsModel::clear(SettingLevel level, const SettingText& setting)
{
    const ClearSetting input{ownerOf(level), std::string(setting.key)};
    execute(QString::fromStdString(input.key), [input](const Reader& shop, const Context& context, const Actor& actor) {
        return clearSetting(shop, context, actor, input);
    });
}

QString SettingsModel::nameKey(SettingLevel level)
{
    return QStringLiteral("name/%1").arg(int(level));
}

void SettingsModel::rename(SettingLevel level, const QString& name)
{
    const auto wanted = name.trimmed().toStdString();
    const auto identity = m_store.identity();
    execute(nameKey(level), [=](const Reader& shop, const Context& context, const Actor& actor) -> Result<Commit> {
        switch (level) {
        case SettingLevel::Organisation: return renameOrganisation(shop, context, actor, {wanted});
        case SettingLevel::Store: return renameStore(shop, context, actor, {identity.store, wanted});
        case SettingLevel::Till: break;
        }
        return renameTerminal(shop, context, actor, {identity.terminal, wanted});
    });
}

void SettingsModel::execute(const QString& key, Store::ActorCommand command)
{
    m_store.execute(m_staff, std::move(command), [this, key, post = m_courier.post()](Result<Committed> committed) {
        post([this, key, committed] {
            if (committed)
                Q_EMIT saved(key);
            else if (committed.error().kind == Error::Kind::Conflict && committed.error().about != "name")
                Q_EMIT changed(); // It has that value already.
            else
                Q_EMIT refused(key, errorText(committed.error()));
        });
    });
}

QString SettingsModel::name(SettingLevel level) const
{
    const auto shop = m_store.read();
    const auto identity = m_store.identity();
    const auto of = [](const auto& row) { return row ? qtext(row->name()) : QString(); };
    switch (level) {
    case SettingLevel::Organisation: return of(shop->get(identity.organisation));
    case SettingLevel::Store: return of(shop->get(identity.store));
    case SettingLevel::Till: break;
    }
    return of(shop->get(identity.terminal));
}

QString SettingsModel::zone() const
{
    const auto row = m_store.read()->get(m_store.identity().store);
    return row ? qtext(row->zone()) : QString();
}

} // namespace kontor
