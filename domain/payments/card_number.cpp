#include "domain/payments/card_number.h"

#include "domain/journal/commit.h"
#include "domain/journal/reader.h"
#include "domain/journal/row_type.h"
#include "domain/schema/cart_payments.pb.h"
#include "domain/schema/catalog.pb.h"
#include "domain/schema/orders.pb.h"
#include "domain/schema/payments.pb.h"
#include "domain/settings/settings.h"

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

/// What may be the number of a gift card of the shop's.
bool isGiftCard(const google::protobuf::FieldDescriptor& field)
{
    return (field.name() == "code" && (field.containing_type() == schema::StoredValue::descriptor() ||
                                       field.containing_type() == schema::CartPayment::descriptor())) ||
           (field.name() == "issues" && (field.containing_type() == schema::CartLine::descriptor() ||
                                         field.containing_type() == schema::ParkedLine::descriptor()));
}

class Looking
{
public:
    Looking(const Reader& shop, const SettingOwners& owners) : m_shop(shop), m_owners(owners) {}

    [[nodiscard]] bool isCardNumber(const google::protobuf::FieldDescriptor& field, const std::string& text) const
    {
        return !isScanned(field) && hasCardNumber(text) && !(isGiftCard(field) && isOwn(text));
    }

    [[nodiscard]] bool finds(const google::protobuf::Message& row) const
    {
        using google::protobuf::FieldDescriptor;
        const auto* const reflection = row.GetReflection();
        std::vector<const FieldDescriptor*> fields;
        reflection->ListFields(row, &fields);
        for (const FieldDescriptor* field : fields) {
            const int count = field->is_repeated() ? reflection->FieldSize(row, field) : 1;
            for (int i = 0; i < count; ++i) {
                if (field->cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE) {
                    if (finds(field->is_repeated() ? reflection->GetRepeatedMessage(row, field, i)
                                                   : reflection->GetMessage(row, field)))
                        return true;
                } else if (field->type() == FieldDescriptor::TYPE_STRING) {
                    std::string scratch;
                    if (isCardNumber(*field, field->is_repeated()
                                                 ? reflection->GetRepeatedStringReference(row, field, i, &scratch)
                                                 : reflection->GetStringReference(row, field, &scratch)))
                        return true;
                }
            }
        }
        return false;
    }

private:
    [[nodiscard]] bool isOwn(const std::string& code) const
    {
        if (m_shop.holder<schema::StoredValue>(schema::StoredValue::kCodeFieldNumber, code))
            return true;
        const std::string prefixes = readSetting(m_shop, m_owners, giftCardPrefixes);
        for (std::size_t begin = prefixes.find_first_not_of(' '); begin != std::string::npos;) {
            const auto end = std::min(prefixes.find(' ', begin), prefixes.size());
            if (code.starts_with(std::string_view(prefixes).substr(begin, end - begin)))
                return true;
            begin = prefixes.find_first_not_of(' ', end);
        }
        return false;
    }

    const Reader& m_shop;
    const SettingOwners& m_owners;
};

constexpr std::size_t mostSeparators = 3;

/// What people and keyboards put between the groups of a number; of UTF-8's blank that does not break both bytes.
bool separates(char c)
{
    return c == ' ' || c == '-' || c == '.' || c == '/' || c == '_' || c == '\t' || c == '\xC2' || c == '\xA0';
}

Result<Done> check(const Looking& looking, std::uint32_t number, const Bytes& body)
{
    const RowType* type = mayHoldCardNumber(body) ? rowType(number) : nullptr; // Nearly every row ends here.
    if (type == nullptr)
        return Done{};
    const std::unique_ptr<google::protobuf::Message> row(type->prototype->New());
    if (row->ParseFromString(body) && looking.finds(*row))
        return invalid(
            "card number",
            "something in this " + type->descriptor->name() +
                " looks like one, and card numbers are never kept: take it out. Numbers of the shop's own gift "
                "cards begin as the setting gift-card.prefixes says");
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
    std::size_t separators = 0;
    for (const char c : text) {
        if (c >= '0' && c <= '9') {
            if (apart)
                bounds.push_back(digits.size());
            digits.push_back(c - '0');
            apart = false;
            separators = 0;
        } else if (separates(c) && !digits.empty() && separators < mostSeparators) {
            apart = true;
            ++separators;
        } else if (!digits.empty()) {
            if (someGroupsAre())
                return true;
            digits.clear();
            bounds.clear();
            apart = true;
            separators = 0;
        }
    }
    return someGroupsAre();
}

/// A text may run into its neighbours: this many digits are worth reading it.
bool mayHoldCardNumber(BytesView body)
{
    std::size_t digits = 0;
    std::size_t separators = 0;
    for (const char c : body) {
        if (c >= '0' && c <= '9') {
            if (++digits == fewest)
                return true;
            separators = 0;
        } else if (!separates(c) || ++separators > mostSeparators) {
            digits = 0;
            separators = 0;
        }
    }
    return false;
}

bool hasCardNumber(const Reader& shop, const SettingOwners& owners, const google::protobuf::Message& row)
{
    return Looking(shop, owners).finds(row);
}

Result<Done> refuseCardNumbers(const Reader& shop, const SettingOwners& owners, const Commit& commit)
{
    const Looking looking(shop, owners);
    for (const auto& draft : commit.changes())
        if (auto sound = check(looking, draft.type, draft.body); !sound)
            return sound;
    for (const auto& local : commit.locals())
        if (auto sound = check(looking, local.type, local.body); !sound)
            return sound;
    return Done{};
}

} // namespace kontor
