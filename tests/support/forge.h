#pragma once

#include "domain/identity/actor.h"
#include "domain/journal/commit.h"
#include "domain/journal/row_type.h"

#include <memory>
#include <stdexcept>

namespace kontor::testing {

/// What a program with a fault, or somebody's own, would have made of a commit of new rows: those of one kind changed.
template <typename Row, typename Change>
Commit forged(const Commit& made, const Context& context, const Actor& actor, Change&& change)
{
    Commit wrong{made.command(), context, actor};
    for (const auto& draft : made.changes()) {
        const auto* type = rowType(draft.type);
        const std::unique_ptr<google::protobuf::Message> row(type->prototype->New());
        if (!row->ParseFromString(draft.body))
            throw std::logic_error("a draft that cannot be read");
        row->GetReflection()->SetString(row.get(), type->idField, draft.row.string());
        if (auto* one = dynamic_cast<Row*>(row.get()))
            change(*one);
        wrong.insert(*row);
    }
    return wrong;
}

} // namespace kontor::testing
