#include "domain/orders/import_order.h"
#include "support/shop_fixture.h"
#include "sync/protocol/codec.h"
#include "sync/protocol/wire_coding.h"
#include "sync/sync_fixture.h"

#include <fmt/format.h>
#include <zdict.h>

#include <fstream>

using namespace kontor;
using namespace kontor::test;

namespace {

constexpr int shops = 6; ///< Several, so that no shop's own ids become part of the dictionary.
constexpr int salesPerShop = 250;
constexpr std::size_t dictionaryBytes = 16U << 10U;
/// Of wire_dictionary_1.zdict, in the range RFC 8878 leaves to private use.
constexpr std::uint32_t wireId = 0x4B6E0001;
/// Of storage/dictionary_1.bin: one byte in each frame, which nobody but the store reads.
constexpr std::uint32_t journalId = 1;

const char* const names[] = {"White hanging heart",  "Cream cupid candle", "Knitted union flag", "Red woolly hottie",
                             "Glass star t-light",   "Hand warmer",        "Jumbo bag pink",     "Wooden frame antique",
                             "Set of 7 nesting box", "Regency cakestand",  "Lunch bag black",    "Paper chain kit"};

class Samples
{
public:
    void add(const google::protobuf::MessageLite& message) { add(message.SerializeAsString()); }
    void add(const std::string& bytes)
    {
        m_bytes += bytes;
        m_sizes.push_back(bytes.size());
    }
    [[nodiscard]] std::string train(std::uint32_t dictionaryId) const
    {
        std::string dictionary(dictionaryBytes, '\0');
        const auto size = ZDICT_trainFromBuffer(dictionary.data(), dictionary.size(), m_bytes.data(), m_sizes.data(),
                                                static_cast<unsigned>(m_sizes.size()));
        if (ZDICT_isError(size) != 0) {
            std::fprintf(stderr, "train_dictionary: %s\n", ZDICT_getErrorName(size));
            std::exit(1);
        }
        dictionary.resize(size);
        for (std::size_t i = 0; i < 4; ++i) // Little endian, after the magic number.
            dictionary[4 + i] = static_cast<char>(dictionaryId >> (8 * i) & 0xFFU);
        return dictionary;
    }
    [[nodiscard]] std::size_t count() const { return m_sizes.size(); }

private:
    std::string m_bytes;
    std::vector<std::size_t> m_sizes;
};

/// What a shop's day puts on the wire: single commits and small pages, both ways; and what lies in a journal: headers and parts.
void addShop(Samples& samples, Samples& journal, int shop)
{
    TillAndServer pair;
    auto& till = pair.till;
    std::vector<Id<schema::Variant>> variants;
    for (int i = 0; i < 60; ++i)
        variants.push_back(till.product(std::string(names[i % 12]) + " " + std::to_string(i),
                                        std::to_string(20'000 + i * 37), std::to_string(1 + i % 17) + ".95",
                                        {std::to_string(5'010'000'000'000LL + i)}));
    const auto other = Id<schema::Terminal>(RawId::of(World::real().random(16)));
    for (int sale = 0; sale < salesPerShop; ++sale) {
        for (int line = 0; line <= (sale * 7 + shop) % 6; ++line)
            need(till.scan(variants[static_cast<std::size_t>(sale * 13 + line * 29) % variants.size()],
                           Quantity::whole(1 + (sale + line) % 3)));
        need(till.payCash());
    }
    auto seen = need(pair.server->head()).n();
    for (std::size_t round = 0;; ++round) {
        const auto run = need(till.store->pending(1 + round % 4, 1U << 20U));
        if (run.empty())
            break;
        sync::Push push;
        for (const auto& commit : run)
            *push.add_commit() = commit.envelope();
        for (const auto& commit : run) {
            journal.add(commit.headerBytes);
            for (const auto& part : commit.parts)
                journal.add(part);
        }
        samples.add(push);
        const auto entries = need(pair.server->accept(run, judge));
        sync::PushReply reply;
        encodeEntries(entries, *reply.mutable_entry());
        for (auto& entry : *reply.mutable_entry())
            entry.clear_envelope();
        samples.add(reply);
        need(applyAcceptances(*till.store, entries));

        LogQuery query;
        query.after = seen;
        query.maxCommits = 100;
        query.maxBytes = 1U << 20U;
        query.terminal = other;
        query.store = till.store->identity().store;
        const auto log = need(pair.server->log(query));
        sync::PullReply page;
        encodeEntries(log.entries, *page.mutable_entry());
        *page.mutable_up_to() = log.upTo;
        samples.add(page);
        seen = log.upTo.n();
    }
}

} // namespace

/// kontor-train-dictionary wire|journal FILE: makes the dictionary of the wire or of the journal from made-up shops. To be run
/// again, with a new number and file name, when the formats have changed much: what is packed with a dictionary needs it for ever.
int main(int argc, char** argv)
{
    const std::string which = argc == 3 ? argv[1] : "";
    if (which != "wire" && which != "journal") {
        std::fprintf(stderr, "usage: kontor-train-dictionary wire|journal FILE\n");
        return 2;
    }
    Samples wire;
    Samples journal;
    for (int shop = 0; shop < shops; ++shop)
        addShop(wire, journal, shop);
    const Samples& samples = which == "wire" ? wire : journal;
    const auto dictionary = samples.train(which == "wire" ? wireId : journalId);
    std::ofstream out(argv[2], std::ios::binary);
    out << dictionary;
    fmt::print("{}: {} bytes from {} samples\n", argv[2], dictionary.size(), samples.count());
    return out.flush() ? 0 : 1;
}
