#include "domain/journal/reader.h"

#include "domain/base/result.h"
#include "domain/journal/row_type.h"
#include "domain/schema/promotions.pb.h"

#include <algorithm>

namespace kontor {

void Reader::eachBetween(int fieldNumber, std::int64_t from, std::int64_t to, google::protobuf::Message& into,
                         const std::function<bool()>& visit) const
{
    const auto* const field = into.GetDescriptor()->FindFieldByNumber(fieldNumber);
    using google::protobuf::FieldDescriptor;
    const bool isDay = field->cpp_type() == FieldDescriptor::CPPTYPE_UINT32;
    KONTOR_ASSERT(isDay || field->cpp_type() == FieldDescriptor::CPPTYPE_INT64);
    const auto* const idField = rowTypeOf(into.GetDescriptor()).idField;
    std::vector<std::pair<std::int64_t, RawId>> found;
    each(into, [&] {
        const auto* const reflection = into.GetReflection();
        const std::int64_t value =
            isDay ? std::int64_t{reflection->GetUInt32(into, field)} : reflection->GetInt64(into, field);
        if (reflection->HasField(into, field) && value >= from && value <= to)
            found.emplace_back(value, RawId::of(reflection->GetString(into, idField)));
        return true;
    });
    std::sort(found.begin(), found.end());
    for (const auto& [value, id] : found)
        if (find(id, into) && !visit())
            return;
}

void Reader::eachBeside(const RawId& id, google::protobuf::Message& into, const std::function<bool()>& visit) const
{
    const auto* const idField = rowTypeOf(into.GetDescriptor()).idField;
    const auto family = id.bytes().substr(0, RawId::familySize);
    each(into, [&] {
        const BytesView other = into.GetReflection()->GetStringReference(into, idField, nullptr);
        return other.substr(0, RawId::familySize) != family || visit();
    });
}

PromotionUses Reader::promotionUses(int field, BytesView subject, BytesView customer) const
{
    std::uint64_t uses = 0; // Modulo 2^64, so that absurd amounts stop nobody and the order does not matter.
    std::uint64_t amount = 0;
    schema::PromotionUse use;
    eachWhere(field, subject, use, [&] {
        if (customer.empty() || use.customer() == customer) {
            uses += static_cast<std::uint64_t>(use.uses());
            amount += static_cast<std::uint64_t>(use.amount_minor());
        }
        return true;
    });
    return {static_cast<std::int64_t>(uses), static_cast<std::int64_t>(amount)};
}

} // namespace kontor
