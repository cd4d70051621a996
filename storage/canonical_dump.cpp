#include "storage/canonical_dump.h"

#include "domain/base/crypto.h"
#include "storage/exceptions.h"
#include "storage/projections/category_tree.h"
#include "storage/projections/customer_sum.h"
#include "storage/projections/promotion_use_total.h"
#include "storage/projections/sales_hour.h"
#include "storage/projections/stock_cost.h"
#include "storage/projections/stock_level.h"
#include "storage/row_table.h"

#include <sodium.h>

#include <memory>

namespace kontor {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

namespace {

std::string valueOf(const Message& row, const FieldDescriptor* field)
{
    const auto* reflection = row.GetReflection();
    if (!field->is_repeated() && field->cpp_type() != FieldDescriptor::CPPTYPE_MESSAGE) {
        switch (field->cpp_type()) {
        case FieldDescriptor::CPPTYPE_INT32: return std::to_string(reflection->GetInt32(row, field));
        case FieldDescriptor::CPPTYPE_INT64: return std::to_string(reflection->GetInt64(row, field));
        case FieldDescriptor::CPPTYPE_UINT32: return std::to_string(reflection->GetUInt32(row, field));
        case FieldDescriptor::CPPTYPE_UINT64: return std::to_string(reflection->GetUInt64(row, field));
        case FieldDescriptor::CPPTYPE_BOOL: return reflection->GetBool(row, field) ? "1" : "0";
        case FieldDescriptor::CPPTYPE_ENUM: return std::to_string(reflection->GetEnumValue(row, field));
        default: return hex(reflection->GetString(row, field));
        }
    }
    // Nested and repeated values field by field, each level by number: bytes of protobuf are not canonical.
    std::string text = "(";
    const auto add = [&](const Message& nested) {
        std::vector<const FieldDescriptor*> present;
        nested.GetReflection()->ListFields(nested, &present);
        for (const FieldDescriptor* inner : present)
            text += std::to_string(inner->number()) + "=" + valueOf(nested, inner) + ";";
    };
    if (!field->is_repeated()) {
        add(reflection->GetMessage(row, field));
        return text + ")";
    }
    for (int i = 0; i < reflection->FieldSize(row, field); ++i) {
        switch (field->cpp_type()) {
        case FieldDescriptor::CPPTYPE_MESSAGE: add(reflection->GetRepeatedMessage(row, field, i)); break;
        case FieldDescriptor::CPPTYPE_ENUM:
            text += std::to_string(reflection->GetRepeatedEnumValue(row, field, i));
            break;
        case FieldDescriptor::CPPTYPE_UINT32:
            text += std::to_string(reflection->GetRepeatedUInt32(row, field, i));
            break;
        case FieldDescriptor::CPPTYPE_UINT64:
            text += std::to_string(reflection->GetRepeatedUInt64(row, field, i));
            break;
        case FieldDescriptor::CPPTYPE_INT32: text += std::to_string(reflection->GetRepeatedInt32(row, field, i)); break;
        case FieldDescriptor::CPPTYPE_INT64: text += std::to_string(reflection->GetRepeatedInt64(row, field, i)); break;
        case FieldDescriptor::CPPTYPE_BOOL: text += reflection->GetRepeatedBool(row, field, i) ? "1" : "0"; break;
        default: text += hex(reflection->GetRepeatedString(row, field, i)); break;
        }
        text += ",";
    }
    return text + ")";
}

} // namespace

void canonicalDump(Database& database, const std::function<void(std::string_view line)>& line)
{
    std::string text;
    for (const RowType* type : rowTypes()) {
        if (type->kind == schema::LOCAL)
            continue;
        const RowTable& table = *RowTable::of(type->type);
        const std::unique_ptr<Message> row(type->prototype->New());
        Query query(database, table.selectSql() + " ORDER BY id");
        while (query.step()) {
            table.read(query, *row);
            text = std::to_string(type->type);
            std::vector<const FieldDescriptor*> present;
            row->GetReflection()->ListFields(*row, &present);
            for (const FieldDescriptor* field : present)
                text += ' ' + std::to_string(field->number()) + '=' + valueOf(*row, field);
            line(text);
        }
    }
    projections::dumpStockLevel(database, line);
    projections::dumpStockCost(database, line);
    projections::dumpCustomerSum(database, line);
    projections::dumpPromotionUseTotal(database, line);
    projections::dumpSalesHour(database, line);
    projections::CategoryTree::dump(database, line);
    exceptions::dump(database, line);
}

Bytes canonicalDigest(Database& database)
{
    crypto_generichash_state state;
    crypto_generichash_init(&state, nullptr, 0, 32);
    const auto add = [&](std::string_view bytes) {
        crypto_generichash_update(&state, reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size());
    };
    canonicalDump(database, [&](std::string_view line) {
        add(line);
        add("\n");
    });
    Bytes digest(32, '\0');
    crypto_generichash_final(&state, reinterpret_cast<unsigned char*>(digest.data()), digest.size());
    return digest;
}

} // namespace kontor
