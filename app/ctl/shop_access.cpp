#include "app/ctl/shop_access.h"

#include "app/clock/open_shop.h"
#include "app/ctl/console.h"
#include "domain/base/text.h"
#include "domain/identity/permission.h"
#include "domain/identity/pin.h"
#include "domain/identity/staff.h"
#include "storage/data_folder.h"

#include <algorithm>

namespace kontor {
namespace {

std::string writerOf(const std::filesystem::path& data)
{
    const auto folder = DataFolder::open(data, true);
    const auto writer = folder ? folder->writer() : std::string();
    return writer.empty() ? "another process" : writer;
}

Result<std::unique_ptr<Store>> openExisting(const std::filesystem::path& data)
{
    std::error_code error;
    if (!std::filesystem::exists(data / "kontor.db", error))
        return fail(Error::Kind::NotFound, data.string(), "there is no shop in it; make one with `kontorctl init`");
    StoreOptions options;
    options.reserveBytes = defaultReserveBytes;
    options.directory = data;
    return openShop(std::move(options));
}

} // namespace

Result<Done> requireWriter(const Store& store, const std::filesystem::path& data)
{
    if (store.isReadOnly())
        return fail(Error::Kind::Conflict, data.string(),
                    "is open in " + writerOf(data) + ", and only one may write: end it first");
    return Done{};
}

Result<std::unique_ptr<Store>> openForReading(const std::filesystem::path& data)
{
    auto store = openExisting(data);
    if (store && (*store)->isReadOnly())
        printNote(data.string() + " is open in " + writerOf(data) + "; this only reads");
    return store;
}

Result<std::unique_ptr<Store>> openForWriting(const std::filesystem::path& data)
{
    auto store = openExisting(data);
    if (!store)
        return store;
    if (auto writer = requireWriter(**store, data); !writer)
        return tl::unexpected(writer.error());
    return store;
}

Result<Id<schema::Staff>> findAuthor(const Store& store, const Author& author, schema::Permission permission)
{
    const auto view = store.read();
    const auto name = composed(author.name);
    std::vector<schema::Staff> matching;
    for (const auto& person : activeStaff(*view)) {
        if (author.name.empty()) {
            const auto actor = Actor::load(*view, Id<schema::Staff>(person.id()));
            if (actor && actor->may(permission))
                matching.push_back(person);
        } else if (person.name() == name || hex(person.id()) == author.name) {
            matching.push_back(person);
        }
    }
    if (matching.empty() && author.name.empty())
        return fail(Error::Kind::NotFound, "staff",
                    "nobody here has the permission " + std::string(permissionName(permission)));
    if (matching.empty())
        return fail(Error::Kind::NotFound, "staff", "nobody called \"" + author.name + "\" works here");
    if (matching.size() > 1)
        return invalid("staff", author.name.empty() ? "more than one may do this: say who with --staff"
                                                    : "there is more than one \"" + author.name + "\": give the id");
    std::string pin = author.pin;
    if (author.pinFromStdin) {
        auto line = readSecretLine("PIN of " + matching.front().name());
        if (!line)
            return tl::unexpected(line.error());
        pin = std::move(*line);
    }
    if (!pin.empty()) {
        if (auto right = checkPin(matching.front(), store.pepper(), pin); !right)
            return tl::unexpected(right.error());
    }
    return Id<schema::Staff>(matching.front().id());
}

Result<Id<schema::Staff>> findApprover(const Store& store, const Author& author)
{
    if (author.approver.empty())
        return Id<schema::Staff>();
    Author approver;
    approver.name = author.approver;
    approver.pin = author.approverPin;
    return findAuthor(store, approver, schema::SELL); // Named, so the permission says nothing.
}

Result<Currency> organisationCurrency(const Store& store)
{
    const auto organisation = store.read()->get(store.identity().organisation);
    if (!organisation)
        return fail(Error::Kind::NotFound, "organisation", "this data folder belongs to none yet");
    return Currency::fromNumeric(organisation->currency());
}

Result<Id<schema::Store>> findStore(const Reader& shop, const std::string& name)
{
    std::optional<Id<schema::Store>> found;
    const auto wanted = composed(name);
    for (const auto& store : shop.all<schema::Store>()) {
        if (!wanted.empty() && store.name() != wanted)
            continue;
        if (found)
            return invalid("store", "there is more than one: say which with --store");
        found = Id<schema::Store>(store.id());
    }
    if (!found)
        return fail(Error::Kind::NotFound, "store", "there is no store \"" + name + "\"");
    return *found;
}

} // namespace kontor
