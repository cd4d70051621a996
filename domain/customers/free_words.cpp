#include "domain/customers/free_words.h"

#include "domain/base/sort_key.h"
#include "domain/journal/commit.h"
#include "domain/journal/reader.h"

#include <algorithm>

namespace kontor {

namespace {

/// Whether `word` is in `text` with no letter or digit at either side; bytes beyond ASCII are letters.
bool names(std::string_view text, std::string_view word)
{
    constexpr std::size_t shortest = 3; // "Li" is in too many words to drop them all.
    if (word.size() < shortest)
        return false;
    const auto isLetter = [](char c) {
        const auto byte = static_cast<unsigned char>(c);
        return byte >= 0x80 || (byte >= '0' && byte <= '9') || (byte >= 'a' && byte <= 'z');
    };
    for (auto at = text.find(word); at != std::string_view::npos; at = text.find(word, at + 1)) {
        const auto end = at + word.size();
        if ((at == 0 || !isLetter(text[at - 1])) && (end == text.size() || !isLetter(text[end])))
            return true;
    }
    return false;
}

/// The words about the lines of a parked cart or an order.
std::vector<Id<schema::FreeWords>> wordsOfLines(const Reader& shop, const Bytes& about)
{
    std::vector<Id<schema::FreeWords>> words;
    if (const auto cart = shop.get(Id<schema::ParkedCart>(about)))
        for (std::size_t i = 0; i < static_cast<std::size_t>(cart->line_size()); ++i)
            words.push_back(freeWordsId(parkedLineId(about, i).bytes()));
    schema::OrderLine line;
    shop.eachWhere(schema::OrderLine::kOrderFieldNumber, about, line, [&] {
        words.push_back(freeWordsId(line.id()));
        return true;
    });
    std::erase_if(words, [&](const auto& id) { return !shop.get(id); });
    return words;
}

} // namespace

Id<schema::FreeWords> freeWordsId(BytesView about)
{
    return Id<schema::FreeWords>(RawId::imported("free-words", about, 0));
}

void insertWords(BytesView about, BytesView customer, const Words& words, Commit& commit)
{
    if (words.label.empty() && words.note.empty())
        return;
    schema::FreeWords row;
    row.set_id(freeWordsId(about).string());
    row.set_about(Bytes(about));
    if (!customer.empty())
        row.set_customer(Bytes(customer));
    if (!words.label.empty())
        row.set_label(words.label);
    if (!words.note.empty())
        row.set_note(words.note);
    commit.insert(row);
}

Words wordsOf(const Reader& shop, const schema::ParkedCart& cart)
{
    const auto row = shop.get(freeWordsId(cart.id()));
    return row ? Words{row->label(), row->note()} : Words{cart.label(), cart.note()};
}

Words wordsOf(const Reader& shop, const schema::Order& order)
{
    const auto row = shop.get(freeWordsId(order.id()));
    return row ? Words{{}, row->note()} : Words{{}, order.details().note()};
}

Words wordsOf(const Reader& shop, const schema::OrderLine& line)
{
    const auto row = shop.get(freeWordsId(line.id()));
    return row ? Words{{}, row->note()} : Words{{}, line.details().note()};
}

RawId parkedLineId(BytesView cart, std::size_t line)
{
    return RawId::imported("parked-line", cart, line);
}

std::string noteOfParked(const Reader& shop, const schema::ParkedCart& cart, int line)
{
    const auto row = shop.get(freeWordsId(parkedLineId(cart.id(), static_cast<std::size_t>(line)).bytes()));
    return row ? row->note() : cart.line(line).details().note();
}

std::vector<Id<schema::FreeWords>> wordsAbout(const Reader& shop, const schema::Customer& customer)
{
    const std::string name = sortKey(customer.name());
    const auto comma = name.find(','); // "Smith, Anna"
    const auto space = name.find_last_of(" \t");
    const std::string last = comma != std::string::npos   ? name.substr(0, comma)
                             : space != std::string::npos ? name.substr(space + 1)
                                                          : name;
    std::set<Id<schema::FreeWords>> found;
    schema::FreeWords row;
    std::vector<Bytes> nobodys;
    shop.each(row, [&] {
        const std::string text = sortKey(row.label() + "\n" + row.note());
        if (row.has_customer() ? row.customer() == customer.id() : names(text, name) || names(text, last)) {
            found.emplace(row.id());
            if (!row.has_customer())
                nobodys.push_back(row.about());
        }
        return true;
    });
    for (const Bytes& about : nobodys)
        for (const auto& line : wordsOfLines(shop, about))
            found.insert(line);
    return {found.begin(), found.end()};
}

std::set<std::string> tagsOf(const schema::Customer& customer)
{
    std::set<std::string> tags(customer.own_tag().begin(), customer.own_tag().end());
    tags.insert(customer.tag().begin(), customer.tag().end());
    return tags;
}

} // namespace kontor
