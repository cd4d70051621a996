#include "sync/protocol/codec.h"

namespace kontor {

void encodeEntries(const std::vector<LogEntry>& entries, google::protobuf::RepeatedPtrField<sync::Entry>& into)
{
    into.Reserve(static_cast<int>(entries.size()));
    for (const auto& entry : entries) {
        auto& out = *into.Add();
        if (entry.envelope)
            *out.mutable_envelope() = *entry.envelope;
        out.set_acceptance(entry.acceptance);
        if (!entry.batch.signature().empty())
            *out.mutable_batch() = entry.batch;
        out.set_index(entry.index);
    }
}

void encodeQuestion(const DigestQuestion& question, sync::DigestAsk& into)
{
    into.set_scope(question.scope.string());
    into.set_type(question.type);
    for (const Bytes& bound : question.bounds)
        into.add_bound(bound);
    for (const RawId& row : question.rows)
        into.add_row(row.string());
}

DigestQuestion decodeQuestion(const sync::DigestAsk& from)
{
    DigestQuestion question{RawId::of(from.scope()), from.type(), {from.bound().begin(), from.bound().end()}, {}};
    for (const auto& row : from.row())
        question.rows.push_back(RawId::of(row));
    return question;
}

void encodeAnswer(const DigestAnswer& answer, sync::DigestReply& into)
{
    into.set_schema(answer.schema);
    *into.mutable_at() = answer.at;
    const auto put = [](sync::DigestReply::Sum& sum, std::uint32_t type, const RowSum& from) {
        sum.set_type(type);
        sum.set_rows(from.rows);
        sum.set_sum(from.sum.bytes());
    };
    for (const auto& [type, sum] : answer.types)
        put(*into.add_type(), type, sum);
    for (const RowSum& sum : answer.ranges)
        put(*into.add_range(), 0, sum);
    for (const auto& row : answer.rows) {
        auto& one = *into.add_row();
        one.set_id(row.id.string());
        one.set_hash(row.hash.bytes());
    }
    into.set_has_rows(answer.hasRows);
    encodeEntries(answer.commits, *into.mutable_commit());
}

DigestAnswer decodeAnswer(sync::DigestReply& from)
{
    DigestAnswer answer;
    answer.schema = from.schema();
    answer.at = from.at();
    for (const auto& sum : from.type())
        answer.types[sum.type()] = {sum.rows(), Sum128::of(sum.sum())};
    for (const auto& sum : from.range())
        answer.ranges.push_back({sum.rows(), Sum128::of(sum.sum())});
    for (const auto& row : from.row())
        answer.rows.push_back({RawId::of(row.id()), Sum128::of(row.hash())});
    answer.hasRows = from.has_rows();
    answer.commits = decodeEntries(*from.mutable_commit());
    return answer;
}

void encodeDigests(const digest::Totals& totals, sync::Digests& into)
{
    into.set_schema(totals.schema);
    for (const digest::ScopeSum& scope : totals.scopes) {
        auto& one = *into.add_scope();
        one.set_scope(scope.scope.string());
        one.set_sum(scope.sum.bytes());
    }
}

digest::Totals decodeDigests(const sync::Digests& from)
{
    digest::Totals totals{from.schema(), {}};
    for (const auto& scope : from.scope())
        totals.scopes.push_back({RawId::of(scope.scope()), Sum128::of(scope.sum())});
    return totals;
}

std::vector<LogEntry> decodeEntries(google::protobuf::RepeatedPtrField<sync::Entry>& from)
{
    std::vector<LogEntry> entries;
    entries.reserve(static_cast<std::size_t>(from.size()));
    for (auto& in : from) {
        LogEntry entry;
        if (in.has_envelope())
            entry.envelope = std::move(*in.mutable_envelope());
        entry.acceptance = std::move(*in.mutable_acceptance());
        if (in.has_batch())
            entry.batch = std::move(*in.mutable_batch());
        entry.index = in.index();
        entries.push_back(std::move(entry));
    }
    return entries;
}

namespace {

/// A commit whose parts are not what its header names: damaged where it was made, and so for ever.
schema::Envelope withoutParts(const schema::Envelope& envelope)
{
    schema::Envelope bare;
    bare.set_header(envelope.header());
    bare.set_signature(envelope.signature());
    schema::Header header;
    if (header.ParseFromString(envelope.header()) && static_cast<std::size_t>(header.part_size()) <= maxParts)
        for (int i = 0; i < header.part_size(); ++i)
            bare.add_part();
    return bare;
}

} // namespace

Result<std::vector<SignedCommit>> openRun(const google::protobuf::RepeatedPtrField<schema::Envelope>& envelopes)
{
    std::vector<SignedCommit> run;
    run.reserve(static_cast<std::size_t>(envelopes.size()));
    for (const auto& envelope : envelopes) {
        auto commit = openEnvelope(envelope);
        if (!commit)
            commit = openEnvelope(withoutParts(envelope)); // It keeps its place in the chain, and is quarantined.
        if (!commit)
            return invalid("commit " + std::to_string(run.size()), commit.error().about + ": " + commit.error().detail);
        run.push_back(std::move(*commit));
    }
    return run;
}

SyncReply okReply(const google::protobuf::MessageLite& message)
{
    SyncReply reply;
    reply.body = message.SerializeAsString();
    return reply;
}

SyncReply errorReply(unsigned status, sync::ErrorReply::Code code, std::string about, std::string detail)
{
    sync::ErrorReply error;
    error.set_code(code);
    error.set_about(std::move(about));
    error.set_detail(std::move(detail));
    auto reply = okReply(error);
    reply.status = status;
    reply.note = "refusal=" + sync::ErrorReply::Code_Name(code) + " about=\"" + error.about() + '"';
    return reply;
}

sync::ErrorReply errorOf(const SyncReply& reply)
{
    auto error = parseBody<sync::ErrorReply>(reply.body);
    if (error && reply.contentType == "application/x-protobuf" && !reply.body.empty())
        return *error;
    sync::ErrorReply made;
    made.set_about("server");
    made.set_detail("the server answers with status " + std::to_string(reply.status));
    return made;
}

} // namespace kontor
