#pragma once

#include "domain/base/result.h"
#include "domain/journal/envelope.h"
#include "storage/digest_question.h"
#include "storage/store.h"
#include "sync/protocol/request.h"
#include "sync/protocol/sync.pb.h"

#include <string_view>
#include <vector>

namespace kontor {

/// Log entries on their way into a message and out of it. A batch that repeats is sent once.
void encodeEntries(const std::vector<LogEntry>& entries, google::protobuf::RepeatedPtrField<sync::Entry>& into);
void encodeQuestion(const DigestQuestion& question, sync::DigestAsk& into);
[[nodiscard]] DigestQuestion decodeQuestion(const sync::DigestAsk& from);
void encodeAnswer(const DigestAnswer& answer, sync::DigestReply& into);
[[nodiscard]] DigestAnswer decodeAnswer(sync::DigestReply& from);
void encodeDigests(const digest::Totals& totals, sync::Digests& into);
[[nodiscard]] digest::Totals decodeDigests(const sync::Digests& from);
[[nodiscard]] std::vector<LogEntry> decodeEntries(google::protobuf::RepeatedPtrField<sync::Entry>& from);

/// Opens each envelope; one whose parts are damaged comes without them. Invalid names the index of the first whose header
/// cannot be read.
[[nodiscard]] Result<std::vector<SignedCommit>>
openRun(const google::protobuf::RepeatedPtrField<schema::Envelope>& envelopes);

/// Parses a body. Invalid about "body" when it is no such message.
template <typename Message>
[[nodiscard]] Result<Message> parseBody(BytesView body)
{
    Message message;
    if (!message.ParseFromArray(body.data(), static_cast<int>(body.size())))
        return invalid("body", "these bytes are no " + std::string(Message::descriptor()->name()));
    return message;
}

[[nodiscard]] SyncReply okReply(const google::protobuf::MessageLite& message);
[[nodiscard]] SyncReply errorReply(unsigned status, sync::ErrorReply::Code code, std::string about, std::string detail);

/// The ErrorReply of a reply, or one made from the status when the body is none (a proxy's page).
[[nodiscard]] sync::ErrorReply errorOf(const SyncReply& reply);

} // namespace kontor
