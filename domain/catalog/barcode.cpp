#include "domain/catalog/barcode.h"

#include "domain/base/text.h"
#include "domain/catalog/scan.h"
#include "domain/identity/actor.h"
#include "domain/journal/commit.h"

namespace kontor {

Result<Commit> changeBarcode(const Reader& shop, const Context& context, const Actor& actor, const ChangeBarcode& input)
{
    if (auto allowed = actor.may(schema::EDIT_CATALOG); !allowed)
        return tl::unexpected(allowed.error());
    const auto before = shop.get(input.barcode);
    if (!before)
        return fail(Error::Kind::NotFound, "barcode", "there is no such barcode");
    const auto code = optionalText(input.code, "barcode", 80);
    if (!code)
        return tl::unexpected(code.error());
    if (before->code() == *code)
        return fail(Error::Kind::Conflict, "barcode", "it is '" + *code + "' already");
    if (!code->empty() && resolveCode(shop, *code))
        return fail(Error::Kind::Conflict, "barcode " + *code, "another product has '" + *code + "'");
    Commit commit{"change-barcode", context, actor};
    auto after = *before;
    if (code->empty())
        after.clear_code();
    else
        after.set_code(*code);
    commit.update(*before, after);
    return commit;
}

} // namespace kontor
