#include "sync/protocol/wire_packing.h"

#include "domain/base/crypto.h"
#include "domain/base/id.h"
#include "domain/journal/row_type.h"
#include "domain/schema/inventory.pb.h"
#include "domain/schema/orders.pb.h"

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <utility>
#include <vector>

namespace kontor {

namespace {

constexpr std::size_t hashSize = 32;
constexpr std::size_t mostEntries = 20'000; ///< Far above what a page holds; bounds what a stranger's bytes cost.

// Field numbers of sync.proto and domain/schema/journal.proto.
constexpr std::uint32_t pushCommit = 1;
constexpr std::uint32_t replyEntry = 1;
constexpr std::uint32_t entryEnvelope = 1;
constexpr std::uint32_t entryAcceptance = 2;
constexpr std::uint32_t entryBatch = 3;
constexpr std::uint32_t entryIndex = 4;
constexpr std::uint32_t envelopeHeader = 1;
constexpr std::uint32_t envelopePart = 3;
constexpr std::uint32_t headerOrigin = 2;
constexpr std::uint32_t headerPrevious = 4;
constexpr std::uint32_t headerPart = 12;
constexpr std::uint32_t partHashHash = 3;
constexpr std::uint32_t partChange = 2;
constexpr std::uint32_t changeType = 1;
constexpr std::uint32_t changeRow = 2;
constexpr std::uint32_t changeBody = 4;
constexpr std::uint32_t acceptanceCommit = 1;
constexpr std::uint32_t batchHashes = 1;

/// A piece of the body.
struct Span {
    std::size_t at = 0;
    std::size_t size = 0;
};

/// One field of a message in the wire format: number, and bytes (of a length-delimited one) or value (of a varint).
struct Field {
    std::uint32_t number = 0;
    bool hasBytes = false;
    Span bytes;
    std::uint64_t value = 0;
};

/// Walks the fields of a message that lies in `body`. Ends at what is no protobuf.
class Fields
{
public:
    Fields(BytesView body, Span message) : m_body(body.substr(0, message.at + message.size)), m_at(message.at) {}

    std::optional<Field> next()
    {
        const auto tag = varint();
        if (!tag || *tag >> 3U > UINT32_MAX)
            return std::nullopt;
        Field field;
        field.number = static_cast<std::uint32_t>(*tag >> 3U);
        std::optional<std::uint64_t> value;
        switch (*tag & 7U) {
        case 0:
            value = varint();
            if (!value)
                return std::nullopt;
            field.value = *value;
            return field;
        case 1: return skip(field, 8);
        case 5: return skip(field, 4);
        case 2:
            value = varint();
            if (!value || *value > m_body.size() - m_at)
                return std::nullopt;
            field.hasBytes = true;
            field.bytes = {m_at, static_cast<std::size_t>(*value)};
            return skip(field, field.bytes.size);
        default: return std::nullopt;
        }
    }

private:
    std::optional<Field> skip(const Field& field, std::size_t bytes)
    {
        if (bytes > m_body.size() - m_at)
            return std::nullopt;
        m_at += bytes;
        return field;
    }
    std::optional<std::uint64_t> varint()
    {
        std::uint64_t value = 0;
        for (unsigned shift = 0; shift < 64 && m_at < m_body.size(); shift += 7) {
            const auto byte = static_cast<unsigned char>(m_body[m_at++]);
            value |= std::uint64_t{byte & 0x7FU} << shift;
            if ((byte & 0x80U) == 0)
                return value;
        }
        return std::nullopt;
    }

    BytesView m_body;
    std::size_t m_at;
};

/// Whether a field names the order its row belongs to, which is mostly the first row of its part.
bool namesOrder(std::uint32_t type, std::uint32_t field)
{
    static const std::set<std::pair<std::uint32_t, std::uint32_t>> all = [] {
        std::set<std::pair<std::uint32_t, std::uint32_t>> found;
        for (const RowType* row : rowTypes())
            for (int i = 0; i < row->descriptor->field_count(); ++i)
                if (const auto* one = row->descriptor->field(i); row->scope == schema::STORE && one->name() == "order")
                    found.emplace(row->type, static_cast<std::uint32_t>(one->number()));
        return found;
    }();
    return all.contains({type, field});
}

/// Goes through a body in the order in which hashes depend on each other, and lets `Work` look at each place where one stands.
class Walk
{
public:
    enum class Work { Pack, Unpack };

    Walk(Bytes body, Work work, const std::vector<Bytes>& commits)
        : m_body(std::move(body)),
          m_work(work),
          m_commits(commits)
    {}

    Bytes run(WireBody kind)
    {
        if (kind == WireBody::Push) {
            each(whole(), pushCommit, [this](Span commit) { envelope(commit); });
        } else if (kind == WireBody::PushReply || kind == WireBody::PullPage) {
            each(whole(), replyEntry, [this](Span one) { entry(one); });
            batches();
        }
        return std::move(m_body);
    }
    /// Header hashes in their order.
    [[nodiscard]] const std::vector<Bytes>& headers() const { return m_headers; }

private:
    struct Entry {
        Bytes acceptanceHash;
        Span hashes; ///< Of the batch, when the entry has one.
        std::uint64_t index = 0;
    };

    [[nodiscard]] Span whole() const { return {0, m_body.size()}; }
    [[nodiscard]] BytesView view(Span span) const { return BytesView(m_body).substr(span.at, span.size); }

    template <typename Do>
    void each(Span message, std::uint32_t number, const Do& visit)
    {
        Fields fields(m_body, message);
        std::size_t count = 0;
        while (const auto field = fields.next())
            if (field->number == number && field->hasBytes && ++count <= mostEntries)
                visit(field->bytes);
    }
    std::optional<Span> find(Span message, std::uint32_t number)
    {
        Fields fields(m_body, message);
        while (const auto field = fields.next())
            if (field->number == number && field->hasBytes)
                return field->bytes;
        return std::nullopt;
    }

    /// The hash at a place is this one: zeros when packing, itself again when unpacking. Lengths never change.
    void known(Span place, const Bytes& hash)
    {
        if (place.size != hashSize || hash.size() != hashSize)
            return;
        static const Bytes zeros(hashSize, '\0');
        const auto from = m_work == Work::Pack ? BytesView(hash) : BytesView(zeros);
        if (view(place) == from)
            m_body.replace(place.at, hashSize, m_work == Work::Pack ? zeros : hash);
    }

    /// An id that is mostly this one, likewise. Returns what it is in the end; nil when it is no id.
    RawId id(Span place, const RawId& expected)
    {
        if (place.size != RawId::size)
            return {};
        const RawId found = RawId::of(view(place));
        if (expected.isNil() || found != (m_work == Work::Pack ? expected : RawId()))
            return found;
        m_body.replace(place.at, RawId::size, m_work == Work::Pack ? RawId().bytes() : expected.bytes());
        return expected;
    }

    /// Ids follow from each other: rows of a commit are numbered (RawId::derived), lines name their order, movements their line and
    /// its variant, and what is left is mostly what it was in the row of the same type before.
    struct Sale {
        RawId first; ///< Row of the part: the order of a sale.
        RawId last;
        std::vector<std::pair<RawId, RawId>> lines; ///< Row, variant.
        std::size_t movements = 0;
    };
    void ids(Span part)
    {
        Sale sale;
        each(part, partChange, [&](Span change) {
            std::uint32_t type = 0;
            Span row;
            Span body;
            Fields fields(m_body, change);
            while (const auto field = fields.next()) {
                if (field->number == changeType && !field->hasBytes)
                    type = static_cast<std::uint32_t>(field->value);
                else if (field->number == changeRow && field->hasBytes)
                    row = field->bytes;
                else if (field->number == changeBody && field->hasBytes)
                    body = field->bytes;
            }
            sale.last = id(row, sale.last.isNil() ? RawId() : sale.last.derived(1));
            if (sale.first.isNil())
                sale.first = sale.last;
            idsOfRow(type, body, sale);
        });
    }
    void idsOfRow(std::uint32_t type, Span body, Sale& sale)
    {
        static const std::uint32_t line = rowTypeOf(schema::OrderLine::descriptor()).type;
        static const std::uint32_t movement = rowTypeOf(schema::StockMovement::descriptor()).type;
        std::pair<RawId, RawId> sold;
        if (type == movement && sale.movements < sale.lines.size())
            sold = sale.lines[sale.movements++];
        RawId variant;
        Fields fields(m_body, body);
        while (const auto field = fields.next()) {
            if (!field->hasBytes || field->bytes.size != RawId::size)
                continue;
            RawId& before = m_before[{type, field->number}];
            RawId expected = before;
            if (namesOrder(type, field->number))
                expected = sale.first;
            else if (type == movement && field->number == schema::StockMovement::kLineFieldNumber)
                expected = sold.first;
            else if (type == movement && field->number == schema::StockMovement::kVariantFieldNumber)
                expected = sold.second;
            before = id(field->bytes, expected);
            if (type == line && field->number == schema::OrderLine::kVariantFieldNumber)
                variant = before;
        }
        if (type == line)
            sale.lines.emplace_back(sale.last, variant);
    }

    /// Returns the hash of the header as it is in the end, however the body has it.
    Bytes envelope(Span message)
    {
        const auto header = find(message, envelopeHeader);
        if (!header)
            return {};
        // When packing, the header is whole until its places are cleared.
        auto hash = m_work == Work::Pack ? blake2b256(view(*header)) : Bytes();
        std::vector<Span> parts;
        each(message, envelopePart, [&](Span part) { parts.push_back(part); });
        std::size_t at = 0;
        each(*header, headerPart, [&](Span partHash) {
            const auto part = at < parts.size() ? parts[at] : Span();
            ++at;
            const auto place = find(partHash, partHashHash);
            if (part.size == 0)
                return;
            if (m_work == Work::Unpack)
                ids(part);
            if (place)
                known(*place, blake2b256(view(part)));
            if (m_work == Work::Pack)
                ids(part);
        });
        const auto origin = find(*header, headerOrigin);
        const auto place = find(*header, headerPrevious);
        Bytes* last = origin && origin->size == 16 ? &m_last[Bytes(view(*origin))] : nullptr;
        if (last != nullptr && place)
            known(*place, *last);
        if (m_work == Work::Unpack)
            hash = blake2b256(view(*header));
        if (last != nullptr)
            *last = hash;
        m_headers.push_back(hash);
        return hash;
    }

    void entry(Span message)
    {
        Entry made;
        Bytes commit;
        if (const auto inside = find(message, entryEnvelope))
            commit = envelope(*inside);
        else if (m_entries.size() < m_commits.size())
            commit = m_commits[m_entries.size()];
        if (const auto acceptance = find(message, entryAcceptance)) {
            if (m_work == Work::Pack)
                made.acceptanceHash = blake2b256(view(*acceptance));
            if (const auto place = find(*acceptance, acceptanceCommit))
                known(*place, commit);
            if (m_work == Work::Unpack)
                made.acceptanceHash = blake2b256(view(*acceptance));
        }
        if (const auto batch = find(message, entryBatch))
            if (const auto hashes = find(*batch, batchHashes))
                made.hashes = *hashes;
        Fields fields(m_body, message);
        while (const auto field = fields.next())
            if (field->number == entryIndex && !field->hasBytes)
                made.index = field->value;
        m_entries.push_back(std::move(made));
    }

    void batches()
    {
        Span hashes;
        for (const auto& one : m_entries) {
            if (one.hashes.size > 0)
                hashes = one.hashes;
            if (one.index < hashes.size / hashSize)
                known({hashes.at + static_cast<std::size_t>(one.index) * hashSize, hashSize}, one.acceptanceHash);
        }
    }

    Bytes m_body;
    Work m_work;
    const std::vector<Bytes>& m_commits;
    std::map<std::pair<std::uint32_t, std::uint32_t>, RawId> m_before; ///< By type and field: the last one.
    std::map<Bytes, Bytes> m_last;                                     ///< Hash of the last header by origin.
    std::vector<Bytes> m_headers;
    std::vector<Entry> m_entries;
};

} // namespace

WireBody requestBodyOf(std::string_view path)
{
    return path == "/v1/push" ? WireBody::Push : WireBody::Other;
}

WireBody replyBodyOf(std::string_view path)
{
    return path == "/v1/push" ? WireBody::PushReply : path == "/v1/pull" ? WireBody::PullPage : WireBody::Other;
}

std::optional<Bytes> packBody(BytesView body, WireBody kind, const std::vector<Bytes>& commits)
{
    auto packed = Walk(Bytes(body), Walk::Work::Pack, commits).run(kind);
    // The one proof that counts: who unpacks it has the very same bytes.
    if (unpackBody(packed, kind, commits) != body)
        return std::nullopt;
    return packed;
}

Bytes unpackBody(BytesView packed, WireBody kind, const std::vector<Bytes>& commits)
{
    return Walk(Bytes(packed), Walk::Work::Unpack, commits).run(kind);
}

std::vector<Bytes> commitsOf(BytesView push)
{
    const std::vector<Bytes> none;
    Walk walk(Bytes(push), Walk::Work::Unpack, none);
    (void)walk.run(WireBody::Push);
    return walk.headers();
}

} // namespace kontor
