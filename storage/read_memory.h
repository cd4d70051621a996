#pragma once

#include "storage/sqlite_view.h"
#include "storage/write_marks.h"

#include <memory>
#include <optional>
#include <vector>

namespace kontor {

/// Rows by id and prices that a connection has read, kept from one read transaction to the next for as long as the writer has not
/// touched their kind: a cart is read again after each scan, and of its 50 products, variants and prices none has changed.
/// Facts of stores are never kept (see RememberingView). Bounded; not thread-safe, like the connection.
class ReadMemory
{
public:
    ReadMemory();
    ~ReadMemory();
    ReadMemory(const ReadMemory&) = delete;
    ReadMemory& operator=(const ReadMemory&) = delete;

    /// Before a read transaction begins.
    void begin(const WriteMarks& marks);

    struct Kept;
    /// What is kept of a kind of rows, as it is in this transaction; nullptr when that kind is never kept, or is being written at
    /// the moment.
    [[nodiscard]] Kept* of(const google::protobuf::Descriptor* descriptor);
    void grow(std::size_t by) { m_size += by; }

private:
    std::vector<std::unique_ptr<Kept>> m_kept; ///< By type.
    WriteMarks::Counts m_counts{};
    const WriteMarks* m_marks = nullptr;
    std::size_t m_size = 0; ///< Entries, about.
};

/// A view that asks its connection's memory first. `memory` has begun, before the transaction did, and outlives the view; without
/// one, all is read.
class MindfulView : public SqliteView
{
public:
    MindfulView(Database& database, ReadMemory* memory) : SqliteView(database), m_memory(memory) {}

    bool find(const RawId& id, google::protobuf::Message& into) const override;
    [[nodiscard]] std::vector<schema::Price> pricesOf(Id<schema::PriceList> list,
                                                      Id<schema::Variant> variant) const override;

private:
    /// What is kept of a kind, the transaction having its moment: that of the first question, whoever answers it.
    [[nodiscard]] ReadMemory::Kept* keptOf(const google::protobuf::Descriptor* descriptor) const;

    ReadMemory* m_memory;
    mutable bool m_hasMoment = false;
};

} // namespace kontor
