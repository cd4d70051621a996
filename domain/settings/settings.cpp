#include "domain/settings/settings.h"

#include "domain/base/money.h"
#include "domain/identity/actor.h"
#include "domain/journal/commit.h"
#include "domain/schema/catalog.pb.h"
#include "domain/schema/identity.pb.h"
#include "domain/schema/inventory.pb.h"

#include <unordered_map>

namespace kontor {

namespace {

/// Every value that is set, by the id of its row: a sale asks for several, most of which nobody has set.
struct SettingTable : Derived {
    std::unordered_map<RawId, std::string> values;
};

std::shared_ptr<const Derived> makeSettingTable(const Reader& shop)
{
    auto table = std::make_shared<SettingTable>();
    for (auto& row : shop.all<schema::Setting>())
        if (row.has_value() && // Otherwise it was cleared.
            RawId::of(row.id()) == settingId(RawId::of(row.owner()), row.key()) &&
            checkSetting(row.key(),
                         row.value())) // A newer program's value: the next nearer one this program can read holds.
            table->values.emplace(RawId::of(row.id()), std::move(*row.mutable_value()));
    return table;
}

} // namespace

std::string readSetting(const Reader& shop, const SettingOwners& owners, std::string_view key)
{
    const SettingKey* known = settingKey(key);
    KONTOR_ASSERT(known != nullptr);
    const auto derived = shop.derived(makeSettingTable);
    const auto* const table = static_cast<const SettingTable*>(derived.get());
    if (table->values.empty())
        return std::string(known->defaultValue);
    for (const RawId& owner : {owners.terminal.raw, owners.store.raw, owners.organisation.raw}) {
        if (owner.isNil())
            continue;
        if (const auto found = table->values.find(settingId(owner, key)); found != table->values.end())
            return found->second;
    }
    return std::string(known->defaultValue);
}

bool readBoolSetting(const Reader& shop, const SettingOwners& owners, std::string_view key)
{
    return readSetting(shop, owners, key) == "true";
}

std::int64_t readNumberSetting(const Reader& shop, const SettingOwners& owners, std::string_view key)
{
    const SettingKey* known = settingKey(key);
    KONTOR_ASSERT(known != nullptr && (known->form == SettingForm::Whole || known->form == SettingForm::Amount));
    std::int64_t number = 0;
    for (const char digit : readSetting(shop, owners, key)) // At most fourteen of them, by its form.
        number = number * 10 + (digit - '0');
    return number;
}

namespace {

/// What an amount that is set for `owner` is in.
std::optional<Currency> currencyOf(const Reader& shop, const RawId& owner)
{
    const auto terminal = shop.get(Id<schema::Terminal>(owner));
    const auto store = shop.get(terminal ? Id<schema::Store>(terminal->store()) : Id<schema::Store>(owner));
    const auto organisations = shop.all<schema::Organisation>();
    const auto currency = Currency::fromNumeric(store                   ? store->currency()
                                                : organisations.empty() ? 0
                                                                        : organisations.front().currency());
    return currency ? std::optional(*currency) : std::nullopt;
}

Result<Done> checkAmount(const Reader& shop, const ChangeSetting& input)
{
    const auto currency = currencyOf(shop, input.owner);
    if (settingKey(input.key)->form != SettingForm::Amount || !currency)
        return Done{};
    std::int64_t most = mostAmountUnits;
    for (int i = 0; i < currency->exponent(); ++i)
        most *= 10;
    std::int64_t amount = 0;
    for (const char digit : input.value)
        amount = amount * 10 + (digit - '0');
    if (amount > most)
        return invalid(input.key,
                       "at most " + Money(most, *currency).toString() + " " + std::string(currency->alpha()));
    return Done{};
}

} // namespace

Result<Commit> changeSetting(const Reader& shop, const Context& context, const Actor& actor, const ChangeSetting& input)
{
    if (auto allowed = actor.may(schema::MANAGE_SETTINGS); !allowed)
        return tl::unexpected(allowed.error());
    if (auto sound = checkSetting(input.key, input.value); !sound)
        return tl::unexpected(sound.error());
    if (!shop.get(Id<schema::Organisation>(input.owner)) && !shop.get(Id<schema::Store>(input.owner)) &&
        !shop.get(Id<schema::Terminal>(input.owner)))
        return fail(Error::Kind::NotFound, "owner", "there is no such organisation, store or terminal");
    if (auto sound = checkAmount(shop, input); !sound)
        return tl::unexpected(sound.error());

    const RawId id = settingId(input.owner, input.key);
    schema::Setting after;
    after.set_id(id.string());
    after.set_owner(input.owner.string());
    after.set_key(input.key);
    after.set_value(input.value);
    if (const auto before = shop.get(Id<schema::Setting>(id));
        before && before->has_value() && before->value() == input.value)
        return fail(Error::Kind::Conflict, input.key, "it has this value already");

    Commit commit{"change-setting", context, actor};
    commit.insert(after); // A versioned row: each change is a whole new version.
    return commit;
}

Result<StoreTerms> storeTerms(const Reader& shop, Id<schema::Store> store)
{
    const auto row = shop.get(store);
    if (!row)
        return fail(Error::Kind::NotFound, "store", "this terminal belongs to no store");
    const auto currency = Currency::fromNumeric(row->currency());
    if (!currency)
        return tl::unexpected(currency.error());
    return StoreTerms{store, Id<schema::PriceList>(row->price_list()), Id<schema::Location>(row->location()), *currency,
                      row->name()};
}

} // namespace kontor
