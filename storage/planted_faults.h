#pragma once

#include "domain/base/hlc.h"
#include "domain/base/planted.h"
#include "domain/journal/row_type.h"
#include "domain/schema/journal.pb.h"
#include "storage/database.h"

#include <memory>

/// What faults that are planted for the simulator do here, beyond a line (domain/base/planted.h). Each asks isPlanted() itself or is called where it holds.
namespace kontor::planted {

/// What a program passes on that keeps no bytes but what it has read from them.
inline void reserialise(Bytes& bytes)
{
    schema::Part part;
    if (bytes.empty() || !part.ParseFromString(bytes))
        return;
    for (schema::Change& change : *part.mutable_change()) {
        const RowType* type = rowType(change.type());
        const std::unique_ptr<google::protobuf::Message> row(type == nullptr ? nullptr : type->prototype->New());
        if (!row || !row->ParseFromString(change.body()))
            continue;
        row->DiscardUnknownFields();
        change.set_body(row->SerializeAsString());
    }
    bytes = part.SerializeAsString();
}

/// Whether a change is so old that it is not remembered.
inline bool isPurged(Database& database, const Hlc& change)
{
    if (!isPlanted(Planted::TombstonePurge))
        return false;
    Query query(database, "SELECT coalesce(max(effective_ms), 0) FROM change");
    return query.step() && change.ms + 10'000 < query.natural(0);
}

} // namespace kontor::planted
