#include "app/ctl/verbs/journal_verb_archive.h"

#include "app/ctl/verbs/journal_verb_fields.h"
#include "domain/base/time.h"
#include "domain/identity/terminal.h"
#include "storage/journal_read.h"
#include "storage/view.h"

#include <QByteArray>

#include <nlohmann/json.hpp>
#include <zstd.h>

#include <cerrno>
#include <cstring>
#include <fstream>
#include <set>

namespace kontor {
namespace {

using Json = nlohmann::ordered_json;

std::string base64(BytesView bytes)
{
    return QByteArray::fromRawData(bytes.data(), static_cast<qsizetype>(bytes.size())).toBase64().toStdString();
}

/// Lines into a file, packed or not. Whole under its own name or not there.
class LineSink
{
public:
    explicit LineSink(std::filesystem::path file)
        : m_file(std::move(file)),
          m_partial(m_file.string() + ".part"),
          m_stream(m_partial, std::ios::binary | std::ios::trunc)
    {
        if (m_file.extension() == ".zst")
            m_packer = ZSTD_createCStream();
    }
    ~LineSink()
    {
        ZSTD_freeCStream(m_packer);
        std::error_code ignored;
        std::filesystem::remove(m_partial, ignored); // Gone already when it was finished.
    }
    LineSink(const LineSink&) = delete;
    LineSink& operator=(const LineSink&) = delete;

    void line(const Json& json)
    {
        const std::string text = json.dump(-1, ' ', false, Json::error_handler_t::replace) + "\n";
        write(text, ZSTD_e_continue);
    }
    Result<Done> finish()
    {
        write({}, ZSTD_e_end);
        m_stream.close();
        std::error_code error;
        if (m_stream)
            std::filesystem::rename(m_partial, m_file, error);
        if (!m_stream || error)
            return fail(Error::Kind::Storage, m_file.string(),
                        "cannot be written: " + (error ? error.message() : std::string(std::strerror(errno))));
        return Done{};
    }
    [[nodiscard]] bool isGood() const { return m_stream.good(); }

private:
    void write(std::string_view text, ZSTD_EndDirective directive)
    {
        if (m_packer == nullptr) {
            m_stream.write(text.data(), static_cast<std::streamsize>(text.size()));
            return;
        }
        ZSTD_inBuffer in{text.data(), text.size(), 0};
        for (bool more = true; more;) {
            ZSTD_outBuffer out{m_buffer.data(), m_buffer.size(), 0};
            const std::size_t left = ZSTD_compressStream2(m_packer, &out, &in, directive);
            KONTOR_ASSERT(ZSTD_isError(left) == 0U); // Only wrong use makes it fail.
            m_stream.write(m_buffer.data(), static_cast<std::streamsize>(out.pos));
            more = directive == ZSTD_e_end ? left != 0 : in.pos < in.size;
        }
    }

    std::filesystem::path m_file;
    std::filesystem::path m_partial;
    std::ofstream m_stream;
    ZSTD_CStream* m_packer = nullptr;
    std::vector<char> m_buffer = std::vector<char>(ZSTD_CStreamOutSize());
};

Json headOf(const Store& store, const std::vector<JournalOrigin>& origins)
{
    const auto view = store.read();
    const auto identity = store.identity();
    const auto organisation = view->get(identity.organisation);
    Json json = {{"format", "kontor-journal"},
                 {"version", 1},
                 {"organisation",
                  {{"id", identity.organisation.raw.toHex()}, {"name", organisation ? organisation->name() : ""}}},
                 {"server_key", store.serverKey().empty() ? Json(nullptr) : Json(hex(store.serverKey()))},
                 {"commit_tag", std::string(commitTag)},
                 {"accept_tag", std::string(acceptTag)}};
    auto list = Json::array();
    for (const auto& origin : origins) {
        const auto terminal = view->get(Id<schema::Terminal>(origin.terminal));
        list.push_back({{"origin", origin.origin.toHex()},
                        {"code", originCodeOf(origin.origin)},
                        {"terminal", origin.terminal.toHex()},
                        {"terminal_name", terminal ? Json(terminal->name()) : Json(nullptr)},
                        {"key", hex(origin.publicKey)},
                        {"commits", origin.commits},
                        {"sequence", origin.sequence},
                        {"head", hex(origin.hash)},
                        {"whole", origin.commits >= origin.sequence}});
    }
    json["origins"] = std::move(list);
    json["schema"] = schemaTable();
    return json;
}

Json idOrNull(const Bytes& id)
{
    return id.empty() ? Json(nullptr) : Json(hex(id));
}

Json lineOf(const JournalEntry& entry)
{
    const auto& header = entry.commit.header;
    Json json = {{"commit", hex(entry.commit.hash)},
                 {"origin", hex(header.origin())},
                 {"sequence", header.sequence()},
                 {"at_ms", header.hlc_ms()},
                 {"command", header.command()},
                 {"author", idOrNull(header.author())},
                 {"approver", idOrNull(header.approver())},
                 {"verdict", schema::Verdict_Name(entry.verdict)}};
    auto changes = Json::array();
    auto parts = Json::array();
    for (const Bytes& bytes : entry.commit.parts) {
        parts.push_back(bytes.empty() ? Json(nullptr) : Json(base64(bytes)));
        schema::Part part;
        if (!bytes.empty() && part.ParseFromString(bytes))
            for (const auto& change : part.change())
                changes.push_back(readableChange(change));
    }
    json["changes"] = std::move(changes);
    json["header"] = base64(entry.commit.headerBytes);
    json["signature"] = base64(entry.commit.signature);
    json["parts"] = std::move(parts);
    if (entry.acceptance) {
        json["acceptance"] = base64(*entry.acceptance);
        json["batch"] = entry.batch;
        json["index"] = entry.index;
    }
    return json;
}

} // namespace

Result<std::uint64_t> exportJournal(const Store& store, const std::filesystem::path& dataFolder,
                                    const std::filesystem::path& file,
                                    const std::function<void(std::uint64_t, std::uint64_t)>& progress)
{
    const auto journal = JournalRead::open(dataFolder);
    if (!journal)
        return tl::unexpected(journal.error());
    const auto origins = (*journal)->origins();
    if (!origins)
        return tl::unexpected(origins.error());
    std::uint64_t total = 0;
    for (const auto& origin : *origins)
        total += origin.commits;

    LineSink sink(file);
    if (!sink.isGood())
        return fail(Error::Kind::Storage, file.string(), "cannot be written: " + std::string(std::strerror(errno)));
    sink.line(headOf(store, *origins));
    std::uint64_t written = 0;
    std::set<std::int64_t> batchesWritten; // A batch goes with the first commit that names it.
    Result<Done> batches = Done{};
    const auto walked = (*journal)->each(JournalRead::Order::OldestFirst, [&](const JournalEntry& entry) {
        auto line = lineOf(entry);
        if (entry.acceptance && batchesWritten.insert(entry.batch).second) {
            const auto batch = (*journal)->batch(entry.batch);
            if (!batch) {
                batches = tl::unexpected(batch.error());
                return false;
            }
            line["batch_hashes"] = base64(batch->hashes());
            line["batch_signature"] = base64(batch->signature());
        }
        sink.line(line);
        if (++written; progress && written % 1000 == 0)
            progress(written, total);
        return sink.isGood();
    });
    if (!batches)
        return tl::unexpected(batches.error());
    if (!walked)
        return tl::unexpected(walked.error());
    if (auto done = sink.finish(); !done)
        return tl::unexpected(done.error());
    return written;
}

} // namespace kontor
