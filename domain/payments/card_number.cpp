#include "domain/payments/card_number.h"

#include "domain/journal/commit.h"
#include "domain/journal/row_type.h"
#include "domain/schema/catalog.pb.h"
#include "domain/schema/orders.pb.h"

#include <google/protobuf/message.h>

#include <algorithm>
#include <array>
#include <memory>
#include <span>

namespace kontor {

namespace {

constexpr std::size_t fewest = 14; // 13 and fewer are no card's today, and every EAN's and many a telephone's.
constexpr std::size_t most = 19;

struct IssuerRange {
    int digits;
    int from;
    int to;
    std::size_t shortest;
    std::size_t longest;
};
constexpr IssuerRange issuers[] = {{1, 4, 4, 16, 19},     {2, 51, 55, 16, 16}, {4, 2221, 2720, 16, 16},
                                   {2, 34, 34, 15, 15},   {2, 37, 37, 15, 15}, {2, 30, 30, 14, 19},
                                   {2, 36, 36, 14, 19},   {2, 38, 39, 14, 19}, {4, 6011, 6011, 16, 19},
                                   {3, 644, 649, 16, 19}, {2, 65, 65, 16, 19}, {4, 3528, 3589, 16, 19},
                                   {2, 62, 62, 16, 19},   {2, 50, 50, 16, 19}, {2, 56, 69, 16, 19}};

bool hasIssuer(std::span<const int> digits)
{
    return std::any_of(std::begin(issuers), std::end(issuers), [&](const IssuerRange& range) {
        if (digits.size() < range.shortest || digits.size() > range.longest)
            return false;
        int begin = 0;
        for (int i = 0; i < range.digits; ++i)
            begin = begin * 10 + digits[static_cast<std::size_t>(i)];
        return begin >= range.from && begin <= range.to;
    });
}

bool passesLuhn(std::span<const int> digits)
{
    int sum = 0;
    bool doubled = false;
    for (auto i = digits.size(); i-- > 0; doubled = !doubled) {
        const int value = doubled ? digits[i] * 2 : digits[i];
        sum += value > 9 ? value - 9 : value;
    }
    return sum % 10 == 0;
}

/// What goods bring along as numbers.
bool isScanned(const google::protobuf::FieldDescriptor& field)
{
    const auto& name = field.name();
    return name == "sku" || (name == "code" && (field.containing_type() == schema::Barcode::descriptor() ||
                                                field.containing_type() == schema::OrderLine::descriptor() ||
                                                field.containing_type() == schema::CartLine::descriptor() ||
                                                field.containing_type() == schema::ParkedLine::descriptor()));
}

bool textsHaveCardNumber(const google::protobuf::Message& row)
{
    using google::protobuf::FieldDescriptor;
    const auto* const reflection = row.GetReflection();
    std::vector<const FieldDescriptor*> fields;
    reflection->ListFields(row, &fields);
    for (const FieldDescriptor* field : fields) {
        const int count = field->is_repeated() ? reflection->FieldSize(row, field) : 1;
        for (int i = 0; i < count; ++i) {
            if (field->cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE) {
                const auto& nested = field->is_repeated() ? reflection->GetRepeatedMessage(row, field, i)
                                                          : reflection->GetMessage(row, field);
                if (textsHaveCardNumber(nested))
                    return true;
            } else if (field->type() == FieldDescriptor::TYPE_STRING && !isScanned(*field)) {
                std::string scratch;
                if (hasCardNumber(field->is_repeated() ? reflection->GetRepeatedStringReference(row, field, i, &scratch)
                                                       : reflection->GetStringReference(row, field, &scratch)))
                    return true;
            }
        }
    }
    return false;
}

/// In the bytes of a row a text may run into its neighbours: this many digits are worth reading it.
bool hasManyDigits(std::string_view bytes)
{
    std::size_t digits = 0;
    bool separated = false;
    for (const char c : bytes) {
        if (c >= '0' && c <= '9') {
            if (++digits == fewest)
                return true;
            separated = false;
        } else if ((c == ' ' || c == '-') && !separated) {
            separated = true;
        } else {
            digits = 0;
            separated = false;
        }
    }
    return false;
}

Result<Done> check(std::uint32_t number, const Bytes& body)
{
    const RowType* type = hasManyDigits(body) ? rowType(number) : nullptr; // Nearly every row ends here.
    if (type == nullptr)
        return Done{};
    const std::unique_ptr<google::protobuf::Message> row(type->prototype->New());
    if (row->ParseFromString(body) && textsHaveCardNumber(*row))
        return invalid("card number", "something in this " + type->descriptor->name() +
                                          " looks like one, and card numbers are never kept: take it out");
    return Done{};
}

} // namespace

bool hasCardNumber(std::string_view text)
{
    std::vector<int> digits;
    std::vector<std::size_t> bounds; // Where groups of digits begin, and the end: a number is whole groups.
    const auto someGroupsAre = [&] {
        bounds.push_back(digits.size());
        for (std::size_t i = 0; i < bounds.size(); ++i)
            for (std::size_t j = i + 1; j < bounds.size() && bounds[j] - bounds[i] <= most; ++j) {
                const std::span<const int> one(digits.data() + bounds[i], bounds[j] - bounds[i]);
                if (one.size() >= fewest && hasIssuer(one) && passesLuhn(one))
                    return true;
            }
        return false;
    };
    bool apart = true; // The next digit begins a group.
    bool separated = false;
    for (const char c : text) {
        if (c >= '0' && c <= '9') {
            if (apart)
                bounds.push_back(digits.size());
            digits.push_back(c - '0');
            apart = separated = false;
        } else if ((c == ' ' || c == '-') && !digits.empty() && !separated) {
            apart = separated = true;
        } else if (!digits.empty()) {
            if (someGroupsAre())
                return true;
            digits.clear();
            bounds.clear();
            apart = true;
            separated = false;
        }
    }
    return someGroupsAre();
}

Result<Done> refuseCardNumbers(const Commit& commit)
{
    for (const auto& draft : commit.changes())
        if (auto sound = check(draft.type, draft.body); !sound)
            return sound;
    for (const auto& local : commit.locals())
        if (auto sound = check(local.type, local.body); !sound)
            return sound;
    return Done{};
}

} // namespace kontor
