#include "storage/row_table.h"

#include "domain/schema/types.pb.h"

#include <array>
#include <cctype>
#include <map>
#include <memory>
#include <set>

namespace kontor {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::Reflection;

namespace {

std::string snakeCase(const std::string& name)
{
    std::string out;
    for (const char c : name) {
        if (std::isupper(static_cast<unsigned char>(c)) != 0 && !out.empty())
            out += '_';
        out += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    }
    return out;
}

std::string quotedName(const std::string& name)
{
    return '"' + name + '"';
}

std::int64_t integerOf(const Message& row, const Reflection& reflection, const FieldDescriptor* field)
{
    switch (field->cpp_type()) {
    case FieldDescriptor::CPPTYPE_INT32: return reflection.GetInt32(row, field);
    case FieldDescriptor::CPPTYPE_INT64: return reflection.GetInt64(row, field);
    case FieldDescriptor::CPPTYPE_UINT32: return reflection.GetUInt32(row, field);
    case FieldDescriptor::CPPTYPE_UINT64: return static_cast<std::int64_t>(reflection.GetUInt64(row, field));
    case FieldDescriptor::CPPTYPE_BOOL: return reflection.GetBool(row, field) ? 1 : 0;
    case FieldDescriptor::CPPTYPE_ENUM: return reflection.GetEnumValue(row, field);
    default: KONTOR_ASSERT(false);
    }
}

void setInteger(Message& row, const Reflection& reflection, const FieldDescriptor* field, std::int64_t value)
{
    switch (field->cpp_type()) {
    case FieldDescriptor::CPPTYPE_INT32: reflection.SetInt32(&row, field, static_cast<std::int32_t>(value)); break;
    case FieldDescriptor::CPPTYPE_INT64: reflection.SetInt64(&row, field, value); break;
    case FieldDescriptor::CPPTYPE_UINT32: reflection.SetUInt32(&row, field, static_cast<std::uint32_t>(value)); break;
    case FieldDescriptor::CPPTYPE_UINT64: reflection.SetUInt64(&row, field, static_cast<std::uint64_t>(value)); break;
    case FieldDescriptor::CPPTYPE_BOOL: reflection.SetBool(&row, field, value != 0); break;
    case FieldDescriptor::CPPTYPE_ENUM: reflection.SetEnumValue(&row, field, static_cast<int>(value)); break;
    default: KONTOR_ASSERT(false);
    }
}

/// A nested or repeated field as the bytes of a message that has only it.
Bytes rawOf(const Message& row, const FieldDescriptor* field)
{
    const std::unique_ptr<Message> copy(row.New());
    copy->CopyFrom(row);
    std::vector<const FieldDescriptor*> present;
    copy->GetReflection()->ListFields(*copy, &present);
    for (const FieldDescriptor* other : present)
        if (other != field)
            copy->GetReflection()->ClearField(copy.get(), other);
    copy->GetReflection()->MutableUnknownFields(copy.get())->Clear();
    return copy->SerializeAsString();
}

} // namespace

RowTable::RowTable(const RowType& type)
    : m_type(type),
      m_bare(snakeCase(type.descriptor->name())),
      m_name(quotedName(m_bare))
{
    std::string columns;
    std::string marks = "?";
    std::string sets;
    const auto addColumn = [&](const std::string& name) {
        columns += ", " + quotedName(name);
        marks += ",?";
        sets += quotedName(name) + "=excluded." + quotedName(name) + ",";
    };
    for (int i = 0; i < type.descriptor->field_count(); ++i) {
        const FieldDescriptor* field = type.descriptor->field(i);
        if (field == type.idField)
            continue;
        m_searched = m_searched || field->options().GetExtension(schema::search);
        Shape shape = Shape::Integer;
        if (field->is_repeated())
            shape = Shape::Raw;
        else if (field->cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE)
            shape = field->message_type() == schema::Money::descriptor() ? Shape::Money : Shape::Raw;
        else if (field->type() == FieldDescriptor::TYPE_STRING)
            shape = Shape::Text;
        else if (field->type() == FieldDescriptor::TYPE_BYTES)
            shape = Shape::Blob;
        KONTOR_ASSERT(field->cpp_type() != FieldDescriptor::CPPTYPE_DOUBLE &&
                      field->cpp_type() != FieldDescriptor::CPPTYPE_FLOAT);
        m_columns.push_back({field, shape, field->name(),
                             "SELECT id FROM " + m_name + " WHERE " + quotedName(field->name()) + "=? ORDER BY id"});
        if (shape == Shape::Money) {
            addColumn(field->name() + "_minor");
            addColumn(field->name() + "_currency");
        } else {
            addColumn(field->name());
        }
    }
    addColumn("commit_n");
    sets.pop_back();
    // commit_n stands last in columns and is not part of what read() takes.
    const std::string readable = columns.substr(0, columns.rfind(", "));
    m_select = "SELECT id" + readable + " FROM " + m_name;
    m_find = m_select + " WHERE id=?";
    m_commitOf = "SELECT commit_n FROM " + m_name + " WHERE id=?";
    m_erase = "DELETE FROM " + m_name + " WHERE id=?";
    m_insert = "INSERT INTO " + m_name + "(id" + columns + ") VALUES(" + marks + ") ON CONFLICT(id) DO NOTHING";
    m_upsert =
        "INSERT INTO " + m_name + "(id" + columns + ") VALUES(" + marks + ") ON CONFLICT(id) DO UPDATE SET " + sets;
}

const RowTable* RowTable::of(std::uint32_t type)
{
    static const std::vector<std::unique_ptr<RowTable>> tables = [] {
        std::vector<std::unique_ptr<RowTable>> all;
        for (const RowType* row : rowTypes()) {
            if (row->type >= all.size())
                all.resize(row->type + 1);
            all[row->type] = std::make_unique<RowTable>(*row);
        }
        return all;
    }();
    return type < tables.size() ? tables[type].get() : nullptr;
}

const RowTable& RowTable::of(const google::protobuf::Descriptor* descriptor)
{
    return *of(rowTypeOf(descriptor).type);
}

void RowTable::create(Database& database) const
{
    std::vector<std::pair<std::string, std::string>> wanted; // Name, SQL type.
    for (const Column& column : m_columns) {
        switch (column.shape) {
        case Shape::Integer: wanted.emplace_back(column.name, "INTEGER"); break;
        case Shape::Text: wanted.emplace_back(column.name, "TEXT"); break;
        case Shape::Blob:
        case Shape::Raw: wanted.emplace_back(column.name, "BLOB"); break;
        case Shape::Money:
            wanted.emplace_back(column.name + "_minor", "INTEGER");
            wanted.emplace_back(column.name + "_currency", "INTEGER");
            break;
        }
    }
    wanted.emplace_back("commit_n", "INTEGER");

    std::string columns;
    for (const auto& [name, type] : wanted)
        columns += ", " + quotedName(name) + " " + type;
    if (m_type.kind == schema::FACT) {
        database.run("CREATE TABLE IF NOT EXISTS " + m_name + "(n INTEGER PRIMARY KEY, id BLOB NOT NULL" + columns +
                     ") STRICT");
        database.run("CREATE UNIQUE INDEX IF NOT EXISTS " + quotedName(m_bare + "_id") + " ON " + m_name + "(id)");
    } else {
        database.run("CREATE TABLE IF NOT EXISTS " + m_name + "(id BLOB PRIMARY KEY" + columns +
                     ") STRICT, WITHOUT ROWID");
    }

    std::set<std::string> present;
    for (Query info(database, "PRAGMA table_info(" + m_name + ")"); info.step();)
        present.emplace(info.bytes(1));
    for (const auto& [name, type] : wanted)
        if (!present.contains(name))
            database.run("ALTER TABLE " + m_name + " ADD COLUMN " + quotedName(name) + " " + type);

    for (const Column& column : m_columns) {
        const auto& options = column.field->options();
        if (options.GetExtension(schema::index) || options.GetExtension(schema::unique)) {
            const std::string name = column.shape == Shape::Money ? column.name + "_minor" : column.name;
            // Absent values are never looked up, and most orders have no customer.
            database.run("CREATE INDEX IF NOT EXISTS " + quotedName(m_bare + "_" + name) + " ON " + m_name + "(" +
                         quotedName(name) + ") WHERE " + quotedName(name) + " IS NOT NULL");
        }
    }
}

void RowTable::clear(Database& database) const
{
    database.run("DELETE FROM " + m_name);
}

void RowTable::bind(Query& query, const Message& row, std::int64_t commit) const
{
    const Reflection& reflection = *row.GetReflection();
    std::string scratch;
    query.blob(reflection.GetStringReference(row, m_type.idField, &scratch));
    for (const Column& column : m_columns) {
        const FieldDescriptor* field = column.field;
        const bool present =
            field->is_repeated() ? reflection.FieldSize(row, field) > 0 : reflection.HasField(row, field);
        if (!present) {
            query.null();
            if (column.shape == Shape::Money)
                query.null();
            continue;
        }
        switch (column.shape) {
        case Shape::Integer: query.bind(integerOf(row, reflection, field)); break;
        case Shape::Text: query.text(reflection.GetStringReference(row, field, &scratch)); break;
        case Shape::Blob: query.blob(reflection.GetStringReference(row, field, &scratch)); break;
        case Shape::Money: {
            const auto& money = static_cast<const schema::Money&>(reflection.GetMessage(row, field));
            query.bind(std::int64_t{money.minor()}).bind(money.currency());
            break;
        }
        case Shape::Raw: query.ownedBlob(rawOf(row, field)); break;
        }
    }
    query.bind(commit);
}

bool RowTable::insert(Database& database, const Message& row, std::int64_t commit) const
{
    Query query(database, m_insert);
    bind(query, row, commit);
    return query.exec() == 1;
}

void RowTable::replace(Database& database, const Message& row, std::int64_t commit) const
{
    Query query(database, m_upsert);
    bind(query, row, commit);
    query.exec();
}

void RowTable::erase(Database& database, const RawId& id) const
{
    Query(database, m_erase).blob(id.bytes()).exec();
}

bool RowTable::find(Database& database, const RawId& id, Message& into, std::int64_t* commit) const
{
    {
        Query query(database, m_find);
        if (!query.blob(id.bytes()).step())
            return false;
        read(query, into);
    }
    if (commit != nullptr) {
        Query query(database, m_commitOf);
        *commit = query.blob(id.bytes()).step() ? query.integer(0) : 0;
    }
    return true;
}

void RowTable::read(Query& query, Message& into) const
{
    into.Clear();
    const Reflection& reflection = *into.GetReflection();
    reflection.SetString(&into, m_type.idField, Bytes(query.bytes(0)));
    int index = 0;
    for (const Column& column : m_columns) {
        ++index;
        const bool absent = query.isNull(index);
        if (column.shape == Shape::Money)
            ++index;
        if (absent)
            continue;
        switch (column.shape) {
        case Shape::Integer: setInteger(into, reflection, column.field, query.integer(index)); break;
        case Shape::Text:
        case Shape::Blob: reflection.SetString(&into, column.field, Bytes(query.bytes(index))); break;
        case Shape::Money: {
            auto* money = static_cast<schema::Money*>(reflection.MutableMessage(&into, column.field));
            money->set_minor(query.integer(index - 1));
            money->set_currency(static_cast<std::uint32_t>(query.integer(index)));
            break;
        }
        case Shape::Raw: {
            const BytesView bytes = query.bytes(index);
            const std::unique_ptr<Message> only(into.New());
            if (only->ParseFromArray(bytes.data(), static_cast<int>(bytes.size())))
                into.MergeFrom(*only);
            break;
        }
        }
    }
}

std::string RowTable::column(int fieldNumber) const
{
    for (const Column& column : m_columns)
        if (column.field->number() == fieldNumber) {
            KONTOR_ASSERT(column.shape != Shape::Money && column.shape != Shape::Raw);
            return quotedName(column.name);
        }
    KONTOR_ASSERT(false);
}

const std::string& RowTable::idsWhereSql(int fieldNumber) const
{
    for (const Column& column : m_columns)
        if (column.field->number() == fieldNumber) {
            KONTOR_ASSERT(column.shape != Shape::Money && column.shape != Shape::Raw);
            return column.idsWhere;
        }
    KONTOR_ASSERT(false);
}

bool RowTable::isText(int fieldNumber) const
{
    return m_type.descriptor->FindFieldByNumber(fieldNumber)->type() == FieldDescriptor::TYPE_STRING;
}

bool RowTable::isInteger(int fieldNumber) const
{
    return m_type.descriptor->FindFieldByNumber(fieldNumber)->cpp_type() != FieldDescriptor::CPPTYPE_STRING;
}

std::string RowTable::searchText(const Message& row, bool personal) const
{
    std::string text;
    const Reflection& reflection = *row.GetReflection();
    for (const Column& column : m_columns) {
        const auto& options = column.field->options();
        if (!options.GetExtension(schema::search) || options.GetExtension(schema::personal) != personal ||
            !reflection.HasField(row, column.field))
            continue;
        if (!text.empty())
            text += ' ';
        text += reflection.GetString(row, column.field);
    }
    return text;
}

} // namespace kontor
