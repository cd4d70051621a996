#include "domain/journal/envelope.h"

#include <google/protobuf/io/coded_stream.h>
#include <google/protobuf/wire_format_lite.h>

#include <algorithm>
#include <iterator>
#include <map>
#include <tuple>

namespace kontor {

namespace {

Bytes partHash(BytesView partBytes)
{
    return blake2b256(partBytes); // The salt is the first field of the bytes.
}

/// Whether a row has a field that is longer than any may be. Walks over its bytes, since a newer program's are not known here.
bool hasTooLongField(const Bytes& body)
{
    using google::protobuf::internal::WireFormatLite;
    if (body.size() <= maxFieldBytes)
        return false; // As all but a few are.
    google::protobuf::io::CodedInputStream input(reinterpret_cast<const std::uint8_t*>(body.data()),
                                                 static_cast<int>(body.size()));
    while (const std::uint32_t tag = input.ReadTag()) {
        std::uint32_t length = 0;
        const bool isLong = WireFormatLite::GetTagWireType(tag) == WireFormatLite::WIRETYPE_LENGTH_DELIMITED;
        if (isLong && input.ReadVarint32(&length) && length > maxFieldBytes)
            return true;
        if (isLong ? !input.Skip(static_cast<int>(length)) : !WireFormatLite::SkipField(&input, tag))
            break; // Whoever reads it as a row says what is wrong.
    }
    return false;
}

tl::unexpected<Error> fieldTooLong(std::uint32_t type)
{
    const RowType* known = rowType(type);
    return invalid(known != nullptr ? known->descriptor->name() : "row of type " + std::to_string(type),
                   "has a field longer than " + std::to_string(maxFieldBytes) + " bytes");
}

} // namespace

schema::Envelope SignedCommit::envelope() const
{
    schema::Envelope envelope;
    envelope.set_header(headerBytes);
    envelope.set_signature(signature);
    for (const Bytes& part : parts)
        envelope.add_part(part);
    return envelope;
}

Result<SignedCommit> seal(const Commit& commit, const Context& context, const ChainHead& head, Hlc hlc,
                          const schema::Cursor& seen, const KeyPair& key, std::vector<schema::Change>* changes)
{
    KONTOR_ASSERT(!commit.changes().empty());
    KONTOR_ASSERT(head.hlc < hlc);
    if (commit.changes().size() > maxCommitChanges)
        return invalid("commit", "changes more than " + std::to_string(maxCommitChanges) +
                                     " rows at once: do it in several steps");

    // Plain parts by scope, then a part per person; within a part the command's order.
    using Key = std::tuple<bool, RawId, RawId>;
    std::map<Key, schema::Part> parts;
    for (const Commit::Draft& draft : commit.changes()) {
        if (hasTooLongField(draft.body))
            return fieldTooLong(draft.type);
        schema::Part& part = parts[Key{!draft.person.isNil(), draft.scope, draft.person}];
        schema::Change& change = *part.add_change();
        change.set_type(draft.type);
        change.set_row(draft.row.string());
        change.set_kind(draft.kind);
        change.set_body(draft.body);
        for (const std::uint32_t number : draft.cleared)
            change.add_cleared(number);
    }
    if (parts.size() > maxParts)
        return invalid("commit",
                       "touches more than " + std::to_string(maxParts) + " scopes and persons: do it in several steps");

    SignedCommit out;
    schema::Header& header = out.header;
    header.set_format(journalFormat);
    header.set_origin(head.origin.string());
    header.set_sequence(head.sequence + 1);
    header.set_previous(head.hash);
    header.set_hlc_ms(hlc.ms);
    header.set_hlc_counter(hlc.counter);
    *header.mutable_seen() = seen;
    header.set_command(commit.command());
    if (!commit.author().isNil())
        header.set_author(commit.author().string());
    if (!commit.approver().isNil())
        header.set_approver(commit.approver().string());
    header.set_schema(schemaVersion);

    std::size_t total = 0;
    for (auto& [partKey, part] : parts) {
        part.set_salt(context.randomBytes(16));
        Bytes bytes = part.SerializeAsString();
        total += bytes.size();
        schema::PartHash& hash = *header.add_part();
        hash.set_scope(std::get<1>(partKey).string());
        hash.set_kind(std::get<0>(partKey) ? schema::PERSONAL : schema::PLAIN);
        hash.set_hash(partHash(bytes));
        out.parts.push_back(std::move(bytes));
        if (changes != nullptr)
            std::move(part.mutable_change()->begin(), part.mutable_change()->end(), std::back_inserter(*changes));
    }
    if (total > maxCommitBytes)
        return invalid("commit", "is larger than " + std::to_string(maxCommitBytes) + " bytes: do it in several steps");

    out.headerBytes = header.SerializeAsString();
    if (out.headerBytes.size() > maxHeaderBytes)
        return invalid("commit",
                       "has a header larger than " + std::to_string(maxHeaderBytes) + " bytes: do it in several steps");
    out.hash = blake2b256(out.headerBytes);
    out.signature = sign(key, commitTag, out.headerBytes);
    return out;
}

Result<SignedCommit> openEnvelope(const schema::Envelope& envelope)
{
    SignedCommit out;
    out.headerBytes = envelope.header();
    out.signature = envelope.signature();
    if (out.headerBytes.size() > maxHeaderBytes)
        return invalid("header", "is larger than " + std::to_string(maxHeaderBytes) + " bytes");
    if (!out.header.ParseFromString(out.headerBytes))
        return invalid("header", "does not parse");
    if (out.header.format() > journalFormat)
        return invalid("format", "is " + std::to_string(out.header.format()) + ", this program knows " +
                                     std::to_string(journalFormat) + " and older: update it");
    if (!RawId::fromBytes(out.header.origin()))
        return invalid("origin", "must be 16 bytes");
    if (out.header.sequence() == 0)
        return invalid("sequence", "must be at least 1");
    // What is kept in signed columns, and compared there.
    if (out.header.sequence() > INT64_MAX || out.header.hlc_ms() > INT64_MAX)
        return invalid("sequence", "and time must be below 2^63");
    if (out.header.previous().size() != (out.header.sequence() == 1 ? 0U : 32U))
        return invalid("previous", "must be the hash of the header before");
    if (out.signature.size() != 64)
        return invalid("signature", "must be 64 bytes");
    if (static_cast<std::size_t>(out.header.part_size()) > maxParts || envelope.part_size() != out.header.part_size())
        return invalid("parts", "do not match the header");

    std::size_t total = 0;
    for (int i = 0; i < envelope.part_size(); ++i) {
        const Bytes& part = envelope.part(i);
        total += part.size();
        if (!RawId::fromBytes(out.header.part(i).scope()))
            return invalid("scope", "must be 16 bytes");
        if (!part.empty() && partHash(part) != out.header.part(i).hash())
            return invalid("part", "number " + std::to_string(i) + " does not have the hash its header names");
        out.parts.push_back(part);
    }
    if (total > maxCommitBytes)
        return invalid("commit", "is larger than " + std::to_string(maxCommitBytes) + " bytes");
    out.hash = blake2b256(out.headerBytes);
    return out;
}

bool verifyCommitSignature(const SignedCommit& commit, BytesView publicKey)
{
    return verifySignature(publicKey, commitTag, commit.headerBytes, commit.signature);
}

bool lacksPlainParts(const SignedCommit& commit)
{
    for (std::size_t i = 0; i < commit.parts.size(); ++i)
        if (commit.parts[i].empty() && commit.header.part(static_cast<int>(i)).kind() == schema::PLAIN)
            return true;
    return false;
}

Result<std::vector<schema::Change>> changesOf(const SignedCommit& commit)
{
    std::vector<schema::Change> changes;
    for (const Bytes& bytes : commit.parts) {
        if (bytes.empty())
            continue;
        schema::Part part;
        if (!part.ParseFromString(bytes))
            return invalid("part", "of commit " + hex(commit.hash) + " does not parse");
        for (schema::Change& change : *part.mutable_change()) {
            if (!RawId::fromBytes(change.row()))
                return invalid("row", "must be 16 bytes");
            if (hasTooLongField(change.body()))
                return fieldTooLong(change.type());
            changes.push_back(std::move(change));
        }
    }
    if (changes.size() > maxCommitChanges)
        return invalid("commit", "changes more than " + std::to_string(maxCommitChanges) + " rows");
    return changes;
}

schema::AcceptBatch signBatch(const std::vector<Bytes>& acceptances, const KeyPair& server)
{
    schema::AcceptBatch batch;
    for (const Bytes& acceptance : acceptances)
        batch.mutable_hashes()->append(blake2b256(acceptance));
    batch.set_signature(sign(server, acceptTag, batch.hashes()));
    return batch;
}

bool verifyBatch(const schema::AcceptBatch& batch, BytesView serverPublicKey)
{
    return batch.hashes().size() % 32 == 0 &&
           verifySignature(serverPublicKey, acceptTag, batch.hashes(), batch.signature());
}

bool inBatch(const schema::AcceptBatch& batch, std::size_t index, BytesView acceptance)
{
    const BytesView hashes = batch.hashes();
    return hashes.size() / 32 > index && hashes.substr(index * 32, 32) == blake2b256(acceptance);
}

} // namespace kontor
