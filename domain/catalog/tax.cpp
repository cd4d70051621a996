#include "domain/catalog/tax.h"

#include "domain/base/text.h"
#include "domain/identity/actor.h"
#include "domain/journal/commit.h"

namespace kontor {

Result<Commit> addTax(const Reader& shop, const Context& context, const Actor& actor, const AddTax& input)
{
    if (auto allowed = actor.may(schema::EDIT_CATALOG); !allowed)
        return tl::unexpected(allowed.error());
    const auto name = requiredText(input.name, "name", 60);
    if (!name)
        return tl::unexpected(name.error());
    if (input.ratePpm > 10'000'000)
        return invalid("rate", "a tax of more than ten times the price is a slip of the pen");
    for (const auto& other : shop.all<schema::Tax>())
        if (other.name() == *name)
            return fail(Error::Kind::Conflict, "name", "there is a tax '" + *name + "' already");

    Commit commit{"add-tax", context, actor};
    schema::Tax tax;
    tax.set_name(*name);
    tax.set_rate_ppm(input.ratePpm);
    commit.insert(tax);
    return commit;
}

} // namespace kontor
