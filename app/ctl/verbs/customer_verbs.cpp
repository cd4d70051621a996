#include "app/ctl/verbs/customer_verbs.h"

#include "app/ctl/verbs/customer_export.h"
#include "app/ctl/verbs/verb.h"
#include "app/ctl/verbs/write_shop.h"
#include "domain/customers/customer.h"
#include "domain/customers/customer_group.h"
#include "domain/customers/erase.h"
#include "domain/customers/free_words.h"
#include "domain/customers/membership.h"
#include "domain/customers/merge.h"
#include "domain/customers/profile.h"
#include "domain/customers/segment.h"
#include "domain/journal/commit.h"
#include "domain/loyalty/points.h"
#include "domain/payments/tender.h"

// People: profiles, consent, merging, erasing; segments.

namespace kontor {
namespace {

struct PersonOptions {
    std::string data;
    std::string number;
    std::string other;
    std::string name;
    std::string text;
    std::string reason;
    std::string channel;
    std::string limit;
    std::string at;
    std::vector<std::string> fields;
    std::vector<std::string> tags;
    std::vector<std::string> addresses;
    bool withdraw = false;
    bool json = false;
    Author author;
};

using PersonCommand = std::function<Result<Commit>(const Reader&, const Context&, const Actor&, Id<schema::Customer>)>;

Result<Done> write(const PersonOptions& options, schema::Permission permission, const std::string& text,
                   const PersonCommand& command)
{
    const auto committed =
        writeShop(options.data, options.author, permission,
                  [&](const Reader& shop, const Context& context, const Actor& actor) -> Result<Commit> {
                      const auto customer = customerOption(shop, options.number);
                      if (!customer)
                          return tl::unexpected(customer.error());
                      return command(shop, context, actor, *customer);
                  });
    if (!committed)
        return tl::unexpected(committed.error());
    printWritten(*committed, text, options.json);
    return Done{};
}

Result<Done> add(const PersonOptions& options)
{
    const auto committed = writeShop(options.data, options.author, schema::EDIT_CUSTOMERS,
                                     [&](const Reader& shop, const Context& context, const Actor& actor) {
                                         return addCustomer(shop, context, actor, {options.number, options.name, {}});
                                     });
    if (!committed)
        return tl::unexpected(committed.error());
    printWritten(*committed, options.number, options.json);
    return Done{};
}

/// `label;line;line;postcode;city;country`.
schema::Address addressOf(const std::string& text)
{
    std::vector<std::string> words;
    std::string word;
    for (const char c : text)
        if (c == ';')
            words.push_back(std::exchange(word, {}));
        else
            word += c;
    words.push_back(word);
    schema::Address address;
    address.set_label(words.front());
    if (words.size() >= 4) {
        address.set_country(words.back());
        address.set_city(words[words.size() - 2]);
        address.set_postcode(words[words.size() - 3]);
        for (std::size_t i = 1; i + 3 < words.size(); ++i)
            address.add_line(words[i]);
    }
    return address;
}

Result<Done> change(const PersonOptions& options)
{
    return write(options, schema::EDIT_CUSTOMERS, options.number,
                 [&](const Reader& shop, const Context& context, const Actor& actor,
                     Id<schema::Customer> customer) -> Result<Commit> {
                     ChangeCustomer input;
                     input.customer = customer;
                     for (const auto& field : options.fields) {
                         const auto equals = field.find('=');
                         const auto key = field.substr(0, equals);
                         const auto value = equals == std::string::npos ? std::string() : field.substr(equals + 1);
                         if (key == "name")
                             input.name = value;
                         else if (key == "email")
                             input.email = value;
                         else if (key == "phone")
                             input.phone = value;
                         else if (key == "company")
                             input.company = value;
                         else if (key == "birthday")
                             input.birthday = static_cast<std::uint32_t>(std::strtoul(value.c_str(), nullptr, 10));
                         else if (key == "archived")
                             input.archived = value == "true";
                         else if (key == "referred-by") {
                             const auto friend_ = customerOption(shop, value);
                             if (!friend_)
                                 return tl::unexpected(friend_.error());
                             input.referredBy = *friend_;
                         } else
                             return invalid("set", "name, email, phone, company, birthday, referred-by or archived");
                     }
                     if (!options.tags.empty())
                         input.tags = options.tags;
                     if (!options.addresses.empty()) {
                         input.addresses.emplace();
                         for (const auto& address : options.addresses)
                             input.addresses->push_back(addressOf(address));
                     }
                     return changeCustomer(shop, context, actor, input);
                 });
}

Result<Done> note(const PersonOptions& options)
{
    return write(options, schema::EDIT_CUSTOMERS, options.number,
                 [&](const Reader& shop, const Context& context, const Actor& actor, Id<schema::Customer> customer) {
                     return addCustomerNote(shop, context, actor, {customer, options.text});
                 });
}

Result<Done> consent(const PersonOptions& options)
{
    const auto channel = channelByName(options.channel);
    if (!channel)
        return invalid("channel", "email, text, phone or post");
    return write(options, schema::EDIT_CUSTOMERS, options.number,
                 [&](const Reader& shop, const Context& context, const Actor& actor, Id<schema::Customer> customer) {
                     return setConsent(shop, context, actor, {customer, *channel, !options.withdraw, options.reason});
                 });
}

Result<Done> limit(const PersonOptions& options)
{
    return write(options, schema::MANAGE_TILL, options.number,
                 [&](const Reader& shop, const Context& context, const Actor& actor,
                     Id<schema::Customer> customer) -> Result<Commit> {
                     SetCreditLimit input{customer};
                     const auto organisation = shop.get(context.organisation);
                     const auto currency = Currency::fromNumeric(organisation ? organisation->currency() : 0);
                     if (!currency)
                         return tl::unexpected(currency.error());
                     if (options.limit != "none") {
                         const auto money = Money::parse(options.limit, *currency, "limit");
                         if (!money)
                             return tl::unexpected(money.error());
                         input.limit = *money;
                     }
                     return setCreditLimit(shop, context, actor, input);
                 });
}

Result<Done> merge(const PersonOptions& options)
{
    return write(options, schema::EDIT_CUSTOMERS, options.number + " into " + options.other,
                 [&](const Reader& shop, const Context& context, const Actor& actor,
                     Id<schema::Customer> customer) -> Result<Commit> {
                     const auto into = customerOption(shop, options.other);
                     if (!into)
                         return tl::unexpected(into.error());
                     return mergeCustomers(shop, context, actor, {customer, *into});
                 });
}

Result<Done> unmerge(const PersonOptions& options)
{
    return write(options, schema::EDIT_CUSTOMERS, options.number,
                 [&](const Reader& shop, const Context& context, const Actor& actor, Id<schema::Customer> customer) {
                     return unmergeCustomer(shop, context, actor, {customer});
                 });
}

/// Words that people typed into the shop's books stay there: whoever erases somebody has to know of them.
Result<Done> erase(const PersonOptions& options)
{
    const auto opened = openAs(options.data, options.author, schema::MANAGE_SETTINGS);
    if (!opened)
        return tl::unexpected(opened.error());
    const auto customer = customerOption(*opened->store->read(), options.number);
    if (!customer)
        return tl::unexpected(customer.error());
    const auto done = opened->run([&](const Reader& shop, const Context& context, const Actor& actor) {
        return eraseCustomer(shop, context, actor, {*customer, options.reason});
    });
    const auto data = done ? readCustomerData(*opened->store->read(), *customer) : tl::unexpected(done.error());
    if (!data)
        return tl::unexpected(data.error());
    auto kept = nlohmann::ordered_json::array();
    std::string text = options.number + " is erased";
    for (const auto& words : typedWords(*data)) {
        kept.push_back({{"field", words.field}, {"text", words.text}});
        text += "\nstays in the books, see whether it names them: " + words.field + ": " + words.text;
    }
    printAnswer(options.json, {{"id", done->mainId.toHex()}, {"commit", hex(done->hash)}, {"kept_words", kept}}, text);
    return Done{};
}

nlohmann::ordered_json jsonOf(const schema::Customer& row)
{
    nlohmann::ordered_json json{{"number", row.number()}};
    for (const auto& [key, value] : {std::pair<const char*, std::string>{"name", row.name()},
                                     {"email", row.email()},
                                     {"phone", row.phone()},
                                     {"company", row.company()},
                                     {"tax_exemption", row.tax_exemption()}})
        if (!value.empty())
            json[key] = value;
    if (row.has_birthday())
        json["birthday"] = row.birthday();
    if (row.has_credit_limit_minor())
        json["credit_limit_minor"] = row.credit_limit_minor();
    json["tags"] = tagsOf(row);
    auto addresses = nlohmann::ordered_json::array();
    for (const auto& address : row.address())
        addresses.push_back({{"label", address.label()},
                             {"lines", std::vector<std::string>(address.line().begin(), address.line().end())},
                             {"postcode", address.postcode()},
                             {"city", address.city()},
                             {"country", address.country()}});
    json["addresses"] = addresses;
    json["id"] = hex(row.id());
    return json;
}

Result<Done> show(const PersonOptions& options)
{
    const auto store = openForReading(options.data);
    if (!store)
        return tl::unexpected(store.error());
    const auto view = (*store)->read();
    const auto customer = customerOption(*view, options.number);
    const auto data = customer ? readCustomerData(*view, *customer) : tl::unexpected(customer.error());
    const auto currency = organisationCurrency(**store);
    if (!data || !currency)
        return tl::unexpected(!data ? data.error() : currency.error());
    const auto now = World::real().now();
    auto rows = nlohmann::ordered_json::array();
    for (const auto& row : data->rows)
        rows.push_back(jsonOf(row));
    auto notes = nlohmann::ordered_json::array();
    for (const auto& row : data->notes)
        notes.push_back({{"at", formatTime(row.at_us())}, {"text", row.text()}});
    auto consents = nlohmann::ordered_json::array();
    for (const auto& row : data->consents)
        consents.push_back({{"at", formatTime(row.at_us())},
                            {"channel", std::string(channelName(row.channel()))},
                            {"given", row.given()},
                            {"source", row.source()}});
    auto orders = nlohmann::ordered_json::array();
    for (const auto& row : data->orders)
        orders.push_back({{"id", hex(row.id())},
                          {"receipt", row.receipt()},
                          {"at", formatTime(row.at_us())},
                          {"total_minor", row.total().minor()}});
    const auto points = readPoints(*view, *customer, now);
    const auto owed = owedBy(*view, *customer, *currency);
    nlohmann::ordered_json json{{"rows", rows},
                                {"notes", notes},
                                {"consents", consents},
                                {"orders", orders},
                                {"points", points.balance},
                                {"tier", points.tier},
                                {"owed_minor", owed ? owed->minor() : 0},
                                {"erased", isErased(*view, *customer)}};
    json.update(exportOf(*view, *data));
    printAnswer(options.json, json,
                fmt::format("{} {}: {} orders, {} points, owes {}", data->rows.front().number(),
                            data->rows.front().name(), orders.size(), points.balance,
                            owed ? owed->toString() : std::string("?")));
    return Done{};
}

Result<Done> duplicates(const PersonOptions& options)
{
    const auto store = openForReading(options.data);
    if (!store)
        return tl::unexpected(store.error());
    const auto view = (*store)->read();
    auto rows = nlohmann::ordered_json::array();
    for (const auto& pair : likelyDuplicates(*view, 1000)) {
        rows.push_back({{"a", view->get(pair.a)->number()}, {"b", view->get(pair.b)->number()}, {"why", pair.why}});
        if (!options.json)
            fmt::print("{} and {}: {}\n", view->get(pair.a)->number(), view->get(pair.b)->number(), pair.why);
    }
    if (options.json)
        fmt::print("{}\n", rows.dump(2));
    return Done{};
}

/// `spent>=500`, `orders<3`, `days>=30`, `points>=10`, `tag=tea`, `tag!=tea`, `group=Trade`, `consent=email`,
/// `birthday<7`.
Result<schema::SegmentCondition> conditionOf(const Reader& shop, const std::string& text)
{
    static const std::pair<std::string_view, schema::SegmentField> fields[] = {
        {"spent", schema::SEGMENT_SPENT},
        {"orders", schema::SEGMENT_ORDERS},
        {"days", schema::SEGMENT_LAST_ORDER_DAYS},
        {"points", schema::SEGMENT_POINTS},
        {"tag", schema::SEGMENT_TAG},
        {"group", schema::SEGMENT_GROUP},
        {"consent", schema::SEGMENT_CONSENT},
        {"birthday", schema::SEGMENT_BIRTHDAY_DAYS}};
    const auto at = text.find_first_of("<>=!");
    const auto end = at == std::string::npos ? at : text.find_first_not_of("<>=!", at);
    for (const auto& [name, field] : fields) {
        if (end == std::string::npos || text.substr(0, at) != name)
            continue;
        const auto test = text.substr(at, end - at);
        const auto value = text.substr(end);
        schema::SegmentCondition condition;
        condition.set_field(field);
        condition.set_test(test == "<" || test == "!=" ? schema::BELOW : schema::AT_LEAST);
        if (field == schema::SEGMENT_TAG) {
            condition.set_text(value);
        } else if (field == schema::SEGMENT_GROUP) {
            const auto group = findCustomerGroup(shop, value);
            if (!group)
                return tl::unexpected(group.error());
            condition.set_row(group->string());
        } else if (field == schema::SEGMENT_CONSENT) {
            const auto channel = channelByName(value);
            if (!channel)
                return invalid("channel", "email, text, phone or post");
            condition.set_number(*channel);
        } else {
            const auto number = Quantity::parse(value, "condition");
            if (!number)
                return tl::unexpected(number.error());
            condition.set_number(number->thousandths / 1000);
        }
        return condition;
    }
    return invalid("condition",
                   "'" + text +
                       "': spent>=500, orders<3, days>=30, points>=10, tag=…, group=…, consent=email, birthday<7");
}

Result<Done> segmentSet(const PersonOptions& options)
{
    const auto committed =
        writeShop(options.data, options.author, schema::EDIT_CUSTOMERS,
                  [&](const Reader& shop, const Context& context, const Actor& actor) -> Result<Commit> {
                      schema::Segment row;
                      if (const auto present = findSegment(shop, options.name))
                          row.set_id(present->id());
                      row.set_name(options.name);
                      if (options.withdraw)
                          row.set_removed(true);
                      for (const auto& text : options.fields) {
                          auto condition = conditionOf(shop, text);
                          if (!condition)
                              return tl::unexpected(condition.error());
                          *row.add_condition() = *std::move(condition);
                      }
                      return setSegment(shop, context, actor, row);
                  });
    if (!committed)
        return tl::unexpected(committed.error());
    printWritten(*committed, options.name, options.json);
    return Done{};
}

Result<Done> segmentMembers(const PersonOptions& options)
{
    const auto store = openForReading(options.data);
    if (!store)
        return tl::unexpected(store.error());
    const auto view = (*store)->read();
    const auto at = timeOption(options.at, "at");
    const auto segment = findSegment(*view, options.name);
    if (!at || !segment)
        return tl::unexpected(!at ? at.error() : segment.error());
    auto rows = nlohmann::ordered_json::array();
    // The kept lists know of now and later; the past is asked person by person.
    constexpr std::size_t most = 10'000;
    const auto now = World::real().now();
    for (const auto id : at->value_or(now) < now ? membersOf(*view, *segment, **at, {}, most)
                                                 : segmentPage(*view, *segment, at->value_or(now), {}, most)) {
        rows.push_back(view->get(id)->number());
        if (!options.json)
            fmt::print("{}\n", view->get(id)->number());
    }
    if (options.json)
        fmt::print("{}\n", rows.dump(2));
    return Done{};
}

Result<Done> segmentList(const PersonOptions& options)
{
    const auto store = openForReading(options.data);
    if (!store)
        return tl::unexpected(store.error());
    const auto view = (*store)->read();
    auto rows = nlohmann::ordered_json::array();
    for (const auto& segment : view->all<schema::Segment>()) {
        if (segment.removed())
            continue;
        const auto members = segmentCount(*view, segment, World::real().now());
        rows.push_back({{"name", segment.name()}, {"members", members}});
        if (!options.json)
            fmt::print("{:<30} {:>9}\n", segment.name(), members);
    }
    if (options.json)
        fmt::print("{}\n", rows.dump(2));
    return Done{};
}

using Verb = VerbOptions<PersonOptions>;

Verb verb(CLI::App& parent, const char* name, const char* meaning, bool ofOne, bool writes)
{
    Verb made(parent, name, meaning);
    addDataOption(*made.app, made->data);
    addJsonOption(*made.app, made->json);
    if (writes)
        addAuthorOptions(*made.app, made->author);
    if (ofOne)
        made.app->add_option("number", made->number, "The customer's number")->required();
    return made;
}

} // namespace

void addCustomerVerbs(CLI::App& app, Chosen& chosen)
{
    auto* customer = app.add_subcommand("customer", "People who buy");
    customer->require_subcommand(1);
    auto adding = verb(*customer, "add", "One more", true, true);
    adding.app->add_option("--name", adding->name, "Their name");
    adding.runs(chosen, add);
    auto changing = verb(*customer, "change", "What is known of them", true, true);
    changing.app->add_option("--set", changing->fields,
                             "name=…, email=…, phone=…, company=…, birthday=1224, referred-by=NUMBER");
    changing.app->add_option("--tag", changing->tags, "All of their tags");
    changing.app->add_option("--address", changing->addresses,
                             "All of their addresses: label;line;postcode;city;country");
    changing.runs(chosen, change);
    auto noting = verb(*customer, "note", "A note about them", true, true);
    noting.app->add_option("--text", noting->text, "What to remember")->required();
    noting.runs(chosen, note);
    auto consenting = verb(*customer, "consent", "May they be written to?", true, true);
    consenting.app->add_option("--channel", consenting->channel, "email, text, phone or post")->required();
    consenting.app->add_option("--source", consenting->reason, "Where they said so")->required();
    consenting.app->add_flag("--withdraw", consenting->withdraw, "Not any more");
    consenting.runs(chosen, consent);
    auto limiting = verb(*customer, "limit", "What they may owe", true, true);
    limiting.app->add_option("amount", limiting->limit, "An amount, or none: the setting account.limit")->required();
    limiting.runs(chosen, limit);
    auto merging = verb(*customer, "merge", "Two rows are one person", true, true);
    merging.app->add_option("--into", merging->other, "The number that stays")->required();
    merging.runs(chosen, merge);
    verb(*customer, "unmerge", "They are two after all", true, true).runs(chosen, unmerge);
    verb(*customer, "duplicates", "Rows that may be one person", false, false).runs(chosen, duplicates);
    verb(*customer, "show", "All there is about them: what an export hands out", true, false).runs(chosen, show);
    auto erasing = verb(*customer, "erase", "Their personal data is dropped, everywhere and for good", true, true);
    erasing.app->add_option("--reason", erasing->reason, "Who asked, and when")->required();
    erasing.runs(chosen, erase);

    auto* segment = app.add_subcommand("segment", "Customers by what is known of them");
    segment->require_subcommand(1);
    auto setting = verb(*segment, "set", "A new one, or other conditions", false, true);
    setting.app->add_option("--name", setting->name, "What it is called")->required();
    setting.app->add_option("--where", setting->fields,
                            "spent>=500, orders<3, days>=30, points>=10, tag=…, consent=email");
    setting.app->add_flag("--remove", setting->withdraw, "Not used any more");
    setting.runs(chosen, segmentSet);
    auto members = verb(*segment, "members", "Who is in it", false, false);
    members.app->add_option("--name", members->name, "What it is called")->required();
    members.app->add_option("--at", members->at, "At this instant");
    members.runs(chosen, segmentMembers);
    auto all = verb(*segment, "list", "All of them, and how many are in each", false, false);
    all.runs(chosen, segmentList);
}

} // namespace kontor
