#include "domain/journal/row_type.h"

#include "domain/base/result.h"
#include "domain/schema/cart_payments.pb.h"
#include "domain/schema/catalog.pb.h"
#include "domain/schema/customers.pb.h"
#include "domain/schema/identity.pb.h"
#include "domain/schema/inventory.pb.h"
#include "domain/schema/loyalty.pb.h"
#include "domain/schema/orders.pb.h"
#include "domain/schema/payments.pb.h"
#include "domain/schema/promotions.pb.h"
#include "domain/schema/purchasing.pb.h"
#include "domain/schema/settings.pb.h"
#include "domain/schema/shifts.pb.h"
#include "domain/schema/tax.pb.h"

#include <algorithm>
#include <array>
#include <map>
#include <memory>
#include <unordered_map>

namespace kontor {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;

namespace {

std::unique_ptr<RowType> readOptions(const Descriptor* descriptor)
{
    const auto& options = descriptor->options();
    auto row = std::make_unique<RowType>();
    row->descriptor = descriptor;
    row->prototype = google::protobuf::MessageFactory::generated_factory()->GetPrototype(descriptor);
    row->type = options.GetExtension(schema::type);
    row->kind = options.GetExtension(schema::kind);
    row->scope = options.GetExtension(schema::scope);
    row->versioned = options.GetExtension(schema::versioned);
    row->seldom = options.GetExtension(schema::seldom);

    std::map<std::uint32_t, FieldGroup> groups;
    std::map<std::string, std::uint32_t> byName;
    int highest = 0;
    for (int i = 0; i < descriptor->field_count(); ++i) {
        const FieldDescriptor* field = descriptor->field(i);
        const auto number = static_cast<std::uint32_t>(field->number());
        highest = std::max(highest, field->number());
        if (field->name() == "id") {
            row->idField = field;
            continue;
        }
        std::uint32_t key = number;
        if (const std::string& name = field->options().GetExtension(schema::group); !name.empty())
            key = byName.try_emplace(name, number).first->second;
        FieldGroup& group = groups[key];
        group.number = key;
        group.personal = group.personal || field->options().GetExtension(schema::personal);
        group.fields.push_back(field);
    }
    KONTOR_ASSERT(row->idField != nullptr);
    row->groups.reserve(groups.size());
    for (auto& [number, group] : groups)
        row->groups.push_back(std::move(group));
    row->groupOfField.resize(static_cast<std::size_t>(highest) + 1, nullptr);
    for (const FieldGroup& group : row->groups)
        for (const FieldDescriptor* field : group.fields)
            row->groupOfField[static_cast<std::size_t>(field->number())] = &group;
    return row;
}

struct Registry {
    std::vector<std::unique_ptr<RowType>> owned;
    std::vector<const RowType*> all;
    std::vector<const RowType*> byType;
    std::unordered_map<const Descriptor*, const RowType*> byDescriptor;

    Registry()
    {
        // One message of each file is enough to find all of the file's.
        const std::array files{
            schema::Organisation::descriptor()->file(),   schema::Staff::descriptor()->file(),
            schema::Product::descriptor()->file(),        schema::Location::descriptor()->file(),
            schema::Order::descriptor()->file(),          schema::Customer::descriptor()->file(),
            schema::TaxClass::descriptor()->file(),       schema::Promotion::descriptor()->file(),
            schema::PaymentAttempt::descriptor()->file(), schema::ShiftOpening::descriptor()->file(),
            schema::Supplier::descriptor()->file(),       schema::PointsEntry::descriptor()->file(),
            schema::CartPayment::descriptor()->file(),
        };
        for (const auto* file : files)
            for (int i = 0; i < file->message_type_count(); ++i)
                if (file->message_type(i)->options().HasExtension(schema::type))
                    owned.push_back(readOptions(file->message_type(i)));
        std::sort(owned.begin(), owned.end(), [](const auto& a, const auto& b) { return a->type < b->type; });
        for (const auto& row : owned) {
            KONTOR_ASSERT(row->kind != schema::ROW_KIND_UNSPECIFIED);
            if (row->type >= byType.size())
                byType.resize(row->type + 1, nullptr);
            KONTOR_ASSERT(byType[row->type] == nullptr); // A number given twice would mix two kinds of data.
            byType[row->type] = row.get();
            byDescriptor[row->descriptor] = row.get();
            all.push_back(row.get());
        }
    }
};

const Registry& registry()
{
    static const Registry instance;
    return instance;
}

} // namespace

const FieldGroup* RowType::group(std::uint32_t number) const
{
    const auto found =
        std::find_if(groups.begin(), groups.end(), [&](const FieldGroup& g) { return g.number == number; });
    return found == groups.end() ? nullptr : &*found;
}

const std::vector<const RowType*>& rowTypes()
{
    return registry().all;
}

const RowType* rowType(std::uint32_t type)
{
    const auto& byType = registry().byType;
    return type < byType.size() ? byType[type] : nullptr;
}

const RowType& rowTypeOf(const Descriptor* descriptor)
{
    const auto& map = registry().byDescriptor;
    const auto found = map.find(descriptor);
    KONTOR_ASSERT(found != map.end());
    return *found->second;
}

} // namespace kontor
