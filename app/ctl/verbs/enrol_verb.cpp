#include "app/ctl/console.h"
#include "app/ctl/shop_access.h"
#include "app/ctl/verbs/verb.h"
#include "sync/client/take_enrolment.h"
#include "sync/protocol/enrolment_file.h"
#include "sync/server/enrolments.h"

#include <fmt/core.h>

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
    bool insecure = false;
    Author author;
};

Result<Done> make(const EnrolOptions& options)
{
    if (options.address.empty())
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
    const auto enrolment = makeEnrolment(**server, options.data, wish, World::real());
    if (!enrolment)
        return tl::unexpected(enrolment.error());
    if (auto written = writeEnrolmentFile(*enrolment, options.make); !written)
        return written;
    fmt::print("{}: good once, for a day. It holds a secret: carry it to the {} and delete it.\n", options.make,
               empty ? "first terminal, whose organisation the server will take over" : "new terminal");
    return Done{};
}

Result<Done> take(const EnrolOptions& options)
{
    auto file = readEnrolmentFile(options.take);
    if (!file)
        return tl::unexpected(file.error());
    if (!options.address.empty())
        file->set_address(options.address);
    if (options.insecure)
        file->set_insecure(true);
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
    Progress progress("base");
    how.bootstrap.progress = [&](std::size_t done, std::size_t of) { progress.update("slices", done, of); };
    if (auto taken = takeEnrolment(**store, *file, how); !taken)
        return tl::unexpected(taken.error());
    fmt::print("{}: {} {}\n", options.data,
               first ? "the server has taken the organisation over at" : "is now a terminal of the shop at",
               file->address());
    return Done{};
}

Result<Done> enrol(const EnrolOptions& options)
{
    if (options.make.empty() == options.take.empty())
        return invalid("enrol", "needs either --make FILE on the server's side or --take FILE on the terminal's");
    return options.make.empty() ? take(options) : make(options);
}

} // namespace

void addEnrolVerb(CLI::App& app, Chosen& chosen)
{
    VerbOptions<EnrolOptions> verb(app, "enrol", "Bring a terminal and a server together with a one-time file");
    addDataOption(*verb.app, verb->data);
    verb.app->add_option("--make", verb->make, "On the server's side: the file to make");
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
    verb.runs(chosen, enrol);
}

} // namespace kontor
