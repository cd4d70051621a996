#pragma once

#include "domain/base/id.h"
#include "domain/journal/row_type.h"
#include "storage/database.h"

#include <google/protobuf/message.h>

#include <string>
#include <vector>

namespace kontor {

/// The table of one message: made from its descriptor, written and read through it. Rules: storage/README.md.
class RowTable
{
public:
    explicit RowTable(const RowType& type);

    /// Of every type, by number; nullptr for types this program does not know.
    [[nodiscard]] static const RowTable* of(std::uint32_t type);
    [[nodiscard]] static const RowTable& of(const google::protobuf::Descriptor* descriptor);

    /// Makes the table and its indexes, or adds columns and indexes that a newer schema has.
    void create(Database& database) const;
    void clear(Database& database) const;

    /// False when a row with this id is there already; nothing is written then.
    [[nodiscard]] bool insert(Database& database, const google::protobuf::Message& row, std::int64_t commit) const;
    void replace(Database& database, const google::protobuf::Message& row,
                 std::int64_t commit) const; ///< Insert or update.
    void erase(Database& database, const RawId& id) const;
    /// False when there is none. `commit` gets the number of the commit that wrote it last.
    [[nodiscard]] bool find(Database& database, const RawId& id, google::protobuf::Message& into,
                            std::int64_t* commit = nullptr) const;

    /// "SELECT id, columns… FROM table": what read() understands, from column 0.
    [[nodiscard]] const std::string& selectSql() const { return m_select; }
    [[nodiscard]] const std::string& commitSql() const { return m_commitOf; } ///< "SELECT commit_n … WHERE id=?"
    /// "SELECT id … WHERE field=? ORDER BY id", of a scalar field.
    [[nodiscard]] const std::string& idsWhereSql(int fieldNumber) const;
    void read(Query& query, google::protobuf::Message& into) const;

    [[nodiscard]] const RowType& type() const { return m_type; }
    [[nodiscard]] const std::string& name() const { return m_name; } ///< Quoted.
    /// The quoted column of a scalar field.
    [[nodiscard]] std::string column(int fieldNumber) const;
    [[nodiscard]] bool isText(int fieldNumber) const;
    [[nodiscard]] bool isInteger(int fieldNumber) const;
    /// What goes into the full-text index; empty without search fields.
    [[nodiscard]] std::string searchText(const google::protobuf::Message& row, bool personal) const;
    [[nodiscard]] bool isSearched() const { return m_searched; }

private:
    enum class Shape { Integer, Text, Blob, Money, Raw };
    struct Column {
        const google::protobuf::FieldDescriptor* field;
        Shape shape;
        std::string name;
        std::string idsWhere;
    };
    void bind(Query& query, const google::protobuf::Message& row, std::int64_t commit) const;

    const RowType& m_type;
    std::string m_bare;
    std::string m_name;
    std::vector<Column> m_columns;
    std::string m_select;
    std::string m_find;
    std::string m_commitOf;
    std::string m_erase;
    std::string m_insert;
    std::string m_upsert;
    bool m_searched = false;
};

} // namespace kontor
