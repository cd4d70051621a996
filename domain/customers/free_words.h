#pragma once

#include "domain/base/id.h"
#include "domain/commands/command.h"
#include "domain/schema/customers.pb.h"
#include "domain/schema/orders.pb.h"

#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace kontor {

// Labels and notes are free words, and people write names into them: "Mrs Smith, back at five". They are kept in personal parts of their
// own beside the parked cart or order they are about, so that an erasure can drop them and the cart, the order and the chain stay.

/// About a parked cart, one of its lines, an order or one of its lines.
struct Words {
    std::string label;
    std::string note;
};

[[nodiscard]] Id<schema::FreeWords> freeWordsId(BytesView about);
/// Nothing is written where there is nothing to say. `customer`: empty where it is not known whose they are.
void insertWords(BytesView about, BytesView customer, const Words& words, Commit& commit);
/// Of rows of an earlier program their own.
[[nodiscard]] Words wordsOf(const Reader& shop, const schema::ParkedCart& cart);
[[nodiscard]] Words wordsOf(const Reader& shop, const schema::Order& order);
[[nodiscard]] Words wordsOf(const Reader& shop, const schema::OrderLine& line);
/// What the words about one of its lines name: lines of parked carts have no ids.
[[nodiscard]] RawId parkedLineId(BytesView cart, std::size_t line);
[[nodiscard]] std::string noteOfParked(const Reader& shop, const schema::ParkedCart& cart, int line);

/// What an erasure of a customer's row drops: words about what is theirs, and of what is nobody's those that name them, by the whole name
/// or its last word, and what is said
/// of their lines. Only those this terminal knows; words of what is theirs are dropped wherever they are.
[[nodiscard]] std::vector<Id<schema::FreeWords>> wordsAbout(const Reader& shop, const schema::Customer& customer);

/// The shop's words for a customer, those of an earlier program too.
[[nodiscard]] std::set<std::string> tagsOf(const schema::Customer& customer);

} // namespace kontor
