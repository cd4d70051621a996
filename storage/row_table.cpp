#include "storage/row_table.h"

#include "domain/schema/types.pb.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <charconv>
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

/// Whether a field names a row that is mostly of the same commit: what belongs to an order is written with it.
bool isBeside(const RowType& type, const FieldDescriptor* field)
{
    return type.kind == schema::FACT && type.scope == schema::STORE && field->name() == "order" &&
           field->type() == FieldDescriptor::TYPE_BYTES && field->options().GetExtension(schema::index);
}

/// Rows of one commit have ids that differ in their last four bytes only (RawId::derived). SQL for: it is not of the commit of
/// the row it names.
constexpr std::size_t familyBytes = RawId::familySize;
std::string notBeside(const std::string& column)
{
    const std::string family = ",1," + std::to_string(familyBytes) + ")";
    return "substr(" + quotedName(column) + family + " <> substr(id" + family;
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
        Column column{field, shape, field->name(), {}, {}, {}, {}};
        const std::string where = " WHERE " + quotedName(field->name()) + "=?";
        column.idsWhere = where + " ORDER BY id";
        if (isBeside(type, field)) {
            column.idsWhere = where + " AND " + notBeside(field->name()) + " ORDER BY id";
            column.idsBeside = where + " AND id BETWEEN ? AND ? ORDER BY id";
        }
        m_columns.push_back(std::move(column));
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
    m_find = "SELECT id" + columns + " FROM " + m_name + " WHERE id=?"; // The commit stands last.
    for (Column& column : m_columns) {
        column.rowsWhere = m_select + column.idsWhere + " LIMIT ?";
        column.idsWhere = "SELECT id FROM " + m_name + column.idsWhere;
        if (column.idsBeside.empty())
            continue;
        column.rowsBeside = m_select + column.idsBeside + " LIMIT ?";
        column.idsBeside = "SELECT id FROM " + m_name + column.idsBeside;
    }
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

std::vector<std::pair<std::string, std::string>> RowTable::columnTypes() const
{
    std::vector<std::pair<std::string, std::string>> columns;
    for (const Column& column : m_columns) {
        switch (column.shape) {
        case Shape::Integer: columns.emplace_back(column.name, "INTEGER"); break;
        case Shape::Text: columns.emplace_back(column.name, "TEXT"); break;
        case Shape::Blob:
        case Shape::Raw: columns.emplace_back(column.name, "BLOB"); break;
        case Shape::Money:
            columns.emplace_back(column.name + "_minor", "INTEGER");
            columns.emplace_back(column.name + "_currency", "INTEGER");
            break;
        }
    }
    columns.emplace_back("commit_n", "INTEGER");
    return columns;
}

void RowTable::create(Database& database) const
{
    const auto wanted = columnTypes();
    std::string columns;
    for (const auto& [name, type] : wanted)
        columns += ", " + quotedName(name) + " " + type;
    const auto present = [&] {
        std::set<std::string> names;
        for (Query info(database, "PRAGMA table_info(" + m_name + ")"); info.step();)
            names.emplace(info.bytes(1));
        return names;
    };
    if (m_type.kind == schema::FACT && present().contains("n"))
        moveFromRowids(database, columns);
    database.run("CREATE TABLE IF NOT EXISTS " + m_name + "(id BLOB PRIMARY KEY" + columns + ") STRICT, WITHOUT ROWID");
    const auto names = present();
    for (const auto& [name, type] : wanted)
        if (!names.contains(name))
            database.run("ALTER TABLE " + m_name + " ADD COLUMN " + quotedName(name) + " " + type);
    createIndexes(database);
}

/// Up to schema 3 facts had a rowid and an index of their ids. Their rows are copied, not made again from the journal, which does
/// not have those that came compacted in a base. The old indexes go with the old table.
void RowTable::moveFromRowids(Database& database, const std::string& columns) const
{
    std::string kept = "id";
    std::set<std::string> known;
    for (const auto& [name, type] : columnTypes())
        known.insert(name);
    for (Query info(database, "PRAGMA table_info(" + m_name + ")"); info.step();)
        if (const std::string name(info.bytes(1)); known.contains(name))
            kept += ", " + quotedName(name);
    const std::string moved = quotedName(m_bare + "_moved");
    database.run("CREATE TABLE " + moved + "(id BLOB PRIMARY KEY" + columns + ") STRICT, WITHOUT ROWID");
    database.run("INSERT INTO " + moved + "(" + kept + ") SELECT " + kept + " FROM " + m_name + " ORDER BY id");
    database.run("DROP TABLE " + m_name);
    database.run("ALTER TABLE " + moved + " RENAME TO " + m_name);
}

void RowTable::createIndexes(Database& database) const
{
    for (const Column& column : m_columns) {
        const auto& options = column.field->options();
        if (!options.GetExtension(schema::index) && !options.GetExtension(schema::unique))
            continue;
        const std::string name = column.shape == Shape::Money ? column.name + "_minor" : column.name;
        // Absent values are never looked up, and most orders have no customer. What lies beside the row it names is found there.
        const bool isBeside = !column.idsBeside.empty();
        const std::string entered = isBeside ? notBeside(name) : quotedName(name) + " IS NOT NULL";
        database.run("CREATE INDEX IF NOT EXISTS " + quotedName(m_bare + "_" + name) + " ON " + m_name + "(" +
                     quotedName(name) + ") WHERE " + entered);
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
    Query query(database, m_find);
    if (!query.blob(id.bytes()).step())
        return false;
    read(query, into);
    if (commit != nullptr)
        *commit = query.integer(query.columns() - 1);
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

const RowTable::Column& RowTable::columnOf(int fieldNumber) const
{
    for (const Column& column : m_columns)
        if (column.field->number() == fieldNumber) {
            KONTOR_ASSERT(column.shape != Shape::Money && column.shape != Shape::Raw);
            return column;
        }
    KONTOR_ASSERT(false);
}

std::string RowTable::column(int fieldNumber) const
{
    return quotedName(columnOf(fieldNumber).name);
}

void RowTable::bindValue(Query& query, const Column& column, BytesView value)
{
    if (column.shape == Shape::Integer) {
        std::int64_t number = 0;
        std::from_chars(value.data(), value.data() + value.size(), number);
        query.bind(number);
    } else if (column.shape == Shape::Text) {
        query.ownedText(value);
    } else {
        query.blob(value);
    }
}

std::optional<std::vector<std::unique_ptr<Message>>> RowTable::rowsWhere(Database& database, int fieldNumber,
                                                                         BytesView value, std::size_t most) const
{
    const Column& column = columnOf(fieldNumber);
    const auto limit = static_cast<std::int64_t>(most) + 1;
    std::vector<std::unique_ptr<Message>> rows;
    const auto take = [&](Query& query) {
        while (query.step())
            read(query, *rows.emplace_back(m_type.prototype->New()));
    };
    {
        Query query(database, column.rowsWhere);
        bindValue(query, column, value);
        query.bind(limit);
        take(query);
    }
    if (!column.rowsBeside.empty() && value.size() >= familyBytes && rows.size() <= most) {
        const bool alone = rows.empty();
        const Bytes from(value.substr(0, familyBytes));
        const Bytes to = from + Bytes(RawId::size - familyBytes, '\xff');
        Query beside(database, column.rowsBeside);
        take(beside.blob(value).blob(from).blob(to).bind(limit));
        const auto idOf = [&](const std::unique_ptr<Message>& row) {
            return row->GetReflection()->GetString(*row, m_type.idField);
        };
        if (!alone)
            std::sort(rows.begin(), rows.end(), [&](const auto& a, const auto& b) { return idOf(a) < idOf(b); });
    }
    if (rows.size() > most)
        return std::nullopt;
    return rows;
}

std::vector<RawId> RowTable::idsWhere(Database& database, int fieldNumber, BytesView value) const
{
    const Column& column = columnOf(fieldNumber);
    std::vector<RawId> ids;
    const auto take = [&ids](Query& query) {
        while (query.step())
            ids.push_back(RawId::of(query.bytes(0)));
    };
    {
        Query query(database, column.idsWhere);
        bindValue(query, column, value);
        take(query);
    }
    if (column.idsBeside.empty() || value.size() < familyBytes)
        return ids;
    const bool alone = ids.empty();
    const Bytes from(value.substr(0, familyBytes));
    const Bytes to = from + Bytes(RawId::size - familyBytes, '\xff');
    Query beside(database, column.idsBeside);
    take(beside.blob(value).blob(from).blob(to));
    if (!alone)
        std::sort(ids.begin(), ids.end());
    return ids;
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

std::string linesOfOrdersSql(const std::string& columns, const std::string& where)
{
    const std::string select =
        "SELECT " + columns + " FROM \"order\" o CROSS JOIN order_line l ON l.\"order\" = o.id AND ";
    return select + "l.id BETWEEN substr(o.id,1,12) AND CAST(substr(o.id,1,12) || x'ffffffff' AS BLOB) WHERE " + where +
           " UNION ALL " + select + "substr(l.\"order\",1,12) <> substr(l.id,1,12) WHERE " + where;
}

} // namespace kontor
