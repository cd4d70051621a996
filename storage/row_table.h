#pragma once

#include "domain/base/id.h"
#include "domain/journal/row_type.h"
#include "storage/database.h"

#include <google/protobuf/message.h>

#include <memory>
#include <optional>
#include <string>
#include <utility>
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
    /// The rows whose scalar field has this value, by id. Numbers are given as their decimal digits.
    [[nodiscard]] std::vector<RawId> idsWhere(Database& database, int fieldNumber, BytesView value) const;
    /// The same rows whole, if they are at most `most`; nothing when there are more.
    [[nodiscard]] std::optional<std::vector<std::unique_ptr<google::protobuf::Message>>>
    rowsWhere(Database& database, int fieldNumber, BytesView value, std::size_t most) const;
    void read(Query& query, google::protobuf::Message& into) const;

    [[nodiscard]] const RowType& type() const { return m_type; }
    [[nodiscard]] const std::string& name() const { return m_name; } ///< Quoted.
    /// The quoted column of a scalar field.
    [[nodiscard]] std::string column(int fieldNumber) const;
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
        std::string rowsWhere;
        std::string rowsBeside;
        std::string idsBeside; ///< Empty unless such rows mostly lie beside the one the field names.
    };
    static void bindValue(Query& query, const Column& column, BytesView value);
    [[nodiscard]] const Column& columnOf(int fieldNumber) const;
    [[nodiscard]] std::vector<std::pair<std::string, std::string>> columnTypes() const; ///< Name, SQL type.
    void moveFromRowids(Database& database, const std::string& columns) const;
    void createIndexes(Database& database) const;
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

/// SQL: `columns` of each order `o` that holds `where`, with each of its lines `l`, wherever those lie. In `where` only numbered
/// parameters, since it stands there twice.
[[nodiscard]] std::string linesOfOrdersSql(const std::string& columns, const std::string& where);

} // namespace kontor
