#include "app/ctl/console.h"
#include "app/ctl/shop_access.h"
#include "app/ctl/verbs/verb.h"
#include "sync/client/take_enrolment.h"
#include "sync/protocol/enrolment_file.h"
#include "sync/server/enrolments.h"

#include <fmt/core.h>
#include <nlohmann/json.hpp>

#include <iostream>

namespace kontor {
namespace {

struct EnrolOptions {
    std::string data;
    std::string make;
    std::string take;
    std::string address;
    std::string name;
    std::string store;
    std::string kind = "till";
    std::string tlsPin;
    std::string server;
    std::string code;
    bool makeCode = false;
    bool insecure = false;
    bool json = false;
    Author author;
};

Result<Done> make(const EnrolOptions& options)
{
    if (options.address.empty() && !options.makeCode)
        return invalid("address", "say where terminals find the server: --address https://HOST:PORT");
    StoreOptions storeOptions;
    storeOptions.directory = options.data; // Made when it is not there: an empty server has nothing yet.
    const auto server = Store::open(std::move(storeOptions));
    if (!server)
        return tl::unexpected(server.error());
    EnrolmentWish wish;
    wish.address = options.address;
    wish.name = options.name;
    wish.insecure = options.insecure;
    wish.tlsPin = unhex(options.tlsPin);
    if (!options.tlsPin.empty() && wish.tlsPin.size() != 32)
        return invalid("tls-pin", "has 64 hexadecimal digits");
    wish.kind = options.kind == "back-office" ? schema::BACK_OFFICE : schema::TILL;
    const bool empty = (*server)->identity().organisation.isNil();
    if (!empty) {
        if (!options.store.empty() || wish.kind == schema::TILL) {
            const auto store = findStore(*(*server)->read(), options.store);
            if (!store)
                return tl::unexpected(store.error());
            wish.store = *store;
        }
        const auto author = findAuthor(**server, options.author, schema::ENROL_TERMINALS);
        if (!author)
            return tl::unexpected(author.error());
        wish.madeBy = *author;
    }
    if (options.makeCode) {
        const auto code = makeEnrolmentCode(**server, options.data, wish, World::real());
        if (!code)
            return tl::unexpected(code.error());
        printAnswer(
            options.json, {{"code", *code}},
            fmt::format("{}\nGood once, for a day. Type it at the {}: kontorctl enrol --data DIR --server "
                        "https://HOST:PORT --code CODE",
                        *code,
                        empty ? "first terminal, whose organisation the server will take over" : "new terminal"));
        return Done{};
    }
    const auto enrolment = makeEnrolment(**server, options.data, wish, World::real());
    if (!enrolment)
        return tl::unexpected(enrolment.error());
    if (auto written = writeEnrolmentFile(*enrolment, options.make); !written)
        return written;
    printAnswer(options.json, {{"file", options.make}},
                fmt::format("{}: good once, for a day. It holds a secret: carry it to the {} and delete it.",
                            options.make,
                            empty ? "first terminal, whose organisation the server will take over" : "new terminal"));
    return Done{};
}

/// By a file, or by a code and an address.
Result<Done> takeIn(Store& store, const EnrolOptions& options, const TakeOptions& how, std::string& address)
{
    if (!options.code.empty()) {
        address = options.server;
        std::string code = options.code;
        if (code == "-")
            std::getline(std::cin, code);
        return takeEnrolmentCode(store, {options.server, {}, options.insecure}, code, how);
    }
    auto file = readEnrolmentFile(options.take);
    if (!file)
        return tl::unexpected(file.error());
    if (!options.address.empty())
        file->set_address(options.address);
    if (options.insecure)
        file->set_insecure(true);
    address = file->address();
    return takeEnrolment(store, *file, how);
}

Result<Done> take(const EnrolOptions& options)
{
    StoreOptions storeOptions;
    storeOptions.directory = options.data;
    const auto store = Store::open(std::move(storeOptions));
    if (!store)
        return tl::unexpected(store.error());
    if (auto writer = requireWriter(**store, options.data); !writer)
        return writer;
    const bool first = !(*store)->identity().organisation.isNil();
    TakeOptions how;
    how.name = options.name;
    if (first && !options.author.name.empty()) {
        const auto author = findAuthor(**store, options.author, schema::ENROL_TERMINALS);
        if (!author)
            return tl::unexpected(author.error());
        how.by = *author;
    }
    ProgressLine progress("base");
    how.bootstrap.progress = [&](std::size_t done, std::size_t of) { progress.update("slices", done, of); };
    std::string address;
    if (auto taken = takeIn(**store, options, how, address); !taken)
        return tl::unexpected(taken.error());
    printAnswer(
        options.json, {{"data", options.data}, {"server", address}, {"founded_here", first}},
        fmt::format("{}: {} {}", options.data,
                    first ? "the server has taken the organisation over at" : "is now a terminal of the shop at",
                    address));
    return Done{};
}

Result<Done> enrol(const EnrolOptions& options)
{
    const int ways = (options.make.empty() ? 0 : 1) + (options.makeCode ? 1 : 0) + (options.take.empty() ? 0 : 1) +
                     (options.code.empty() ? 0 : 1);
    if (ways != 1)
        return invalid("enrol", "needs one of --make FILE or --make-code on the server's side, --take FILE or --server "
                                "ADDRESS --code CODE on the terminal's");
    return options.make.empty() && !options.makeCode ? take(options) : make(options);
}

} // namespace

void addEnrolVerb(CLI::App& app, Chosen& chosen)
{
    VerbOptions<EnrolOptions> verb(app, "enrol", "Bring a terminal and a server together with a one-time file or code");
    addDataOption(*verb.app, verb->data);
    verb.app->add_option("--make", verb->make, "On the server's side: the file to make");
    verb.app->add_flag("--make-code", verb->makeCode, "On the server's side: make a code to type instead of a file");
    auto* server =
        verb.app->add_option("--server", verb->server, "With --code: the server, e.g. https://10.0.0.5:8470");
    verb.app->add_option("--code", verb->code, "On the terminal's side: the code; - reads it from standard input")
        ->needs(server);
    verb.app->add_option("--take", verb->take, "On the terminal's side: the file to take in");
    verb.app->add_option("--address", verb->address, "Where terminals find the server, e.g. https://10.0.0.5:8470");
    verb.app->add_flag("--insecure", verb->insecure, "Plain http:// over the network is well");
    verb.app->add_option(
        "--tls-pin", verb->tlsPin,
        "With --make: SHA-256 of the TLS key of a proxy before the server (default: the server's own)");
    verb.app->add_option("--name", verb->name, "Name of the new terminal");
    verb.app->add_option("--store", verb->store, "Its store, by name (default: the only one; a back office: all)");
    verb.app->add_option("--kind", verb->kind, "till or back-office")
        ->check(CLI::IsMember({"till", "back-office"}))
        ->capture_default_str();
    verb.app->add_option("--staff", verb->author.name, "Who makes it (default: the only one who may)");
    addJsonOption(*verb.app, verb->json);
    verb.runs(chosen, enrol);
}

} // namespace kontor
