#pragma once

#include <google/protobuf/message.h>

namespace kontor {

/// CopyFrom without its look whether one of the two is a part of the other, which takes longer than the copy.
inline void copyRow(const google::protobuf::Message& from, google::protobuf::Message& into)
{
    into.Clear();
    into.MergeFrom(from);
}

} // namespace kontor
