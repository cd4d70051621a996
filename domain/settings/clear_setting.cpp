#include "domain/settings/clear_setting.h"

#include "domain/identity/actor.h"
#include "domain/journal/commit.h"
#include "domain/journal/reader.h"
#include "domain/schema/settings.pb.h"
#include "domain/settings/keys.h"

namespace kontor {

Result<Commit> clearSetting(const Reader& shop, const Context& context, const Actor& actor, const ClearSetting& input)
{
    if (auto allowed = actor.may(schema::MANAGE_SETTINGS); !allowed)
        return tl::unexpected(allowed.error());
    if (settingKey(input.key) == nullptr)
        return invalid("key", "there is no setting '" + input.key.substr(0, 60) + "'");
    const auto before = shop.get(Id<schema::Setting>(settingId(input.owner, input.key)));
    if (!before || !before->has_value())
        return fail(Error::Kind::Conflict, input.key, "nothing is set there");
    schema::Setting after = *before;
    after.clear_value();
    Commit commit{"clear-setting", context, actor};
    commit.insert(after); // A versioned row: each change is a whole new version.
    return commit;
}

} // namespace kontor
