#include "domain/inventory/supplier.h"

#include "domain/base/text.h"
#include "domain/identity/actor.h"
#include "domain/journal/commit.h"
#include "domain/journal/context.h"
#include "domain/journal/reader.h"
#include "domain/pricing/line_price.h"

#include <tuple>

namespace kontor {

namespace {

Result<Done> apply(const SupplierFields& fields, schema::Supplier& row)
{
    if (fields.name) {
        const auto name = requiredText(*fields.name, "name", 100);
        if (!name)
            return tl::unexpected(name.error());
        row.set_name(*name);
    }
    const auto take = [](const std::optional<std::string>& text, const char* about, auto&& set) -> Result<Done> {
        if (!text)
            return Done{};
        const auto sound = optionalText(*text, about, 100);
        if (!sound)
            return tl::unexpected(sound.error());
        set(*sound);
        return Done{};
    };
    if (auto done = take(fields.email, "email", [&](const std::string& text) { row.set_email(text); }); !done)
        return done;
    if (auto done = take(fields.phone, "phone", [&](const std::string& text) { row.set_phone(text); }); !done)
        return done;
    constexpr std::uint32_t mostDays = 1000;
    if (fields.leadDays.value_or(0) > mostDays || fields.paymentDays.value_or(0) > mostDays)
        return invalid("days", "at most " + std::to_string(mostDays));
    if (fields.leadDays)
        row.set_lead_days(*fields.leadDays);
    if (fields.paymentDays)
        row.set_payment_days(*fields.paymentDays);
    if (fields.archived)
        row.set_archived(*fields.archived);
    return Done{};
}

} // namespace

Result<Commit> addSupplier(const Reader& shop, const Context& context, const Actor& actor, const AddSupplier& input)
{
    if (auto allowed = actor.may(schema::ADJUST_STOCK); !allowed)
        return tl::unexpected(allowed.error());
    const auto number = requiredText(input.number, "number", 40);
    if (!number)
        return tl::unexpected(number.error());
    if (shop.holder<schema::Supplier>(schema::Supplier::kNumberFieldNumber, *number))
        return fail(Error::Kind::Conflict, "number", "another supplier has the number '" + *number + "'");
    if (!input.fields.name)
        return invalid("name", "a supplier has a name");
    schema::Supplier row;
    row.set_number(*number);
    if (auto done = apply(input.fields, row); !done)
        return tl::unexpected(done.error());
    if (input.currency) {
        row.set_currency(input.currency->numeric());
    } else if (const auto store = shop.get(context.store)) {
        row.set_currency(store->currency());
    } else if (const auto organisation = shop.get(context.organisation)) {
        row.set_currency(organisation->currency());
    }
    Commit commit{"add-supplier", context, actor};
    commit.insert(row);
    return commit;
}

Result<Commit> changeSupplier(const Reader& shop, const Context& context, const Actor& actor,
                              const ChangeSupplier& input)
{
    if (auto allowed = actor.may(schema::ADJUST_STOCK); !allowed)
        return tl::unexpected(allowed.error());
    const auto before = shop.get(input.supplier);
    if (!before)
        return fail(Error::Kind::NotFound, "supplier", "there is no such supplier");
    auto after = *before;
    if (auto done = apply(input.fields, after); !done)
        return tl::unexpected(done.error());
    Commit commit{"change-supplier", context, actor};
    commit.update(*before, after);
    if (commit.changes().empty())
        return fail(Error::Kind::Conflict, "supplier", "it is so already");
    return commit;
}

Result<schema::Supplier> findSupplier(const Reader& shop, std::string_view number)
{
    const auto id = shop.holder<schema::Supplier>(schema::Supplier::kNumberFieldNumber, composed(trimmed(number)));
    auto row = id ? shop.get(*id) : std::nullopt;
    if (!row)
        return fail(Error::Kind::NotFound, "supplier",
                    "there is no supplier '" + std::string(number) + "': `supplier list` shows them");
    return *std::move(row);
}

Id<schema::SupplierItem> supplierItemId(Id<schema::Supplier> supplier, Id<schema::Variant> variant)
{
    return Id<schema::SupplierItem>(RawId::imported("supplier-item", supplier.string() + variant.string(), 0));
}

Result<Commit> setSupplierItem(const Reader& shop, const Context& context, const Actor& actor,
                               const SetSupplierItem& input)
{
    if (auto allowed = actor.may(schema::ADJUST_STOCK); !allowed)
        return tl::unexpected(allowed.error());
    if (!shop.get(input.supplier))
        return fail(Error::Kind::NotFound, "supplier", "there is no such supplier");
    if (!shop.get(input.variant))
        return fail(Error::Kind::NotFound, "product", "there is no such product");
    if (input.cost.e4 < 0)
        return invalid("cost", "it is zero or more");
    for (const auto quantity : {input.pack, input.least})
        if (quantity.thousandths < 0 || quantity.thousandths > maxLineThousandths)
            return invalid("quantity", "it is zero or more");
    const auto code = optionalText(input.code, "code", 60);
    if (!code)
        return tl::unexpected(code.error());
    schema::SupplierItem row;
    row.set_id(supplierItemId(input.supplier, input.variant).string());
    row.set_supplier(input.supplier.string());
    row.set_variant(input.variant.string());
    row.set_cost_e4(input.cost.e4);
    if (!code->empty())
        row.set_code(*code);
    if (input.pack.thousandths > 0)
        row.set_pack(input.pack.thousandths);
    if (input.least.thousandths > 0)
        row.set_least(input.least.thousandths);
    if (input.preferred)
        row.set_preferred(true);
    if (input.removed)
        row.set_removed(true);
    Commit commit{"set-supplier-item", context, actor};
    if (const auto before = shop.get(Id<schema::SupplierItem>(row.id()))) {
        commit.update(*before, row);
        if (commit.changes().empty())
            return fail(Error::Kind::Conflict, "item", "it is so already");
    } else {
        commit.insert(row);
    }
    return commit;
}

std::optional<schema::SupplierItem> bestSupplierItem(const Reader& shop, Id<schema::Variant> variant)
{
    std::optional<schema::SupplierItem> best;
    const auto rank = [](const schema::SupplierItem& item) {
        return std::tuple(!item.preferred(), item.cost_e4(), item.id());
    };
    for (auto& item : shop.where<schema::SupplierItem>(schema::SupplierItem::kVariantFieldNumber, variant.bytes()))
        if (!item.removed() && (!best || rank(item) < rank(*best)))
            if (const auto supplier = shop.get(Id<schema::Supplier>(item.supplier()));
                !supplier || !supplier->archived())
                best = std::move(item);
    return best;
}

} // namespace kontor
