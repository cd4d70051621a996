#pragma once

#include "domain/pricing/listing.h"
#include "domain/promotions/promotion.h"

#include <cstdint>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace kontor {

/// Whether a condition on it asks the cart itself, rather than an attribute of it or of a line.
[[nodiscard]] bool isBuiltIn(std::string_view attribute);
[[nodiscard]] std::vector<std::string_view> builtInAttributes();

/// What promotions have done to a cart so far, in the amounts of its positive twin. A value: tried out on copies.
struct Progress {
    std::vector<Rational> taken;          ///< From each item, by promotions.
    std::vector<Rational> served;         ///< Units of each item that have bought or been got.
    Rational linesLeft;                   ///< order.subtotal: listed prices less discounts so far.
    Rational shippingLeft;                ///< shipping.subtotal
    std::vector<Rational> spent;          ///< Of each campaign, in its budget's measure.
    std::vector<std::string_view> groups; ///< Stacking groups of which one has applied.
    bool anyApplied = false;
    bool ended = false; ///< By an exclusive promotion.
};

/// A condition made ready for a cart: names and values are numbers.
struct ReadyCondition {
    enum class Subject {
        OrderSubtotal,
        OrderQuantity,
        OrderCurrency,
        ShippingSubtotal,
        UnitPrice,
        Quantity,
        Attribute,
    };
    Subject subject = Subject::Attribute;
    Condition::Operator comparison = Condition::Operator::Eq;
    std::uint32_t attribute = 0;
    std::vector<std::uint32_t> values;
    std::vector<Rational> numbers; ///< Of the values that are some; for amounts, and for the comparisons by size.
};
using ReadyConditions = std::vector<ReadyCondition>;

/// A cart as conditions ask about it. Borrows the cart, its listing and the texts it is given: they outlive it.
class CartFacts
{
public:
    CartFacts(const PriceCart& cart, const ListedCart& listed, const Attributes& attributes);

    [[nodiscard]] ReadyConditions ready(const Conditions& conditions);

    /// Whether all hold for the order; one about lines holds if any line has it. Otherwise `failed`, when asked for, is the first
    /// that does not.
    [[nodiscard]] bool hold(const ReadyConditions& conditions, const Progress& progress,
                            std::size_t* failed = nullptr) const;
    /// Clears the marks of those items from `first` that do not satisfy all. `marks` has one per item.
    void keepMatching(const ReadyConditions& conditions, const Progress& progress, std::size_t first,
                      std::vector<std::uint8_t>& marks) const;

    [[nodiscard]] const PriceCart& cart() const { return m_cart; }
    [[nodiscard]] const ListedItem& item(std::size_t i) const { return m_listed.items[i]; }
    /// The reduced unit price of all its units: the most room an item can have.
    [[nodiscard]] const Rational& wholeRoom(std::size_t i) const { return m_wholeRooms[i]; }
    [[nodiscard]] std::size_t lineCount() const { return m_cart.lineCount; }
    [[nodiscard]] std::size_t itemCount() const { return m_listed.items.size(); }
    /// Whether what is seen comes back.
    [[nodiscard]] bool isRefund() const;
    /// Whether anything is seen at all.
    [[nodiscard]] bool isEmpty() const;
    /// Nothing taken yet.
    [[nodiscard]] Progress beginning(std::size_t campaigns) const;

private:
    struct Values {
        std::uint32_t first = 0;
        std::uint32_t count = 0;
        bool present = false;
    };

    std::uint32_t numberOf(std::string_view text);
    Values stored(const Attribute& attribute);
    [[nodiscard]] const Values& cartValues(std::uint32_t attribute) const;
    [[nodiscard]] const Values* itemValues(std::uint32_t attribute) const;
    [[nodiscard]] bool holds(const ReadyCondition& condition, const Values& values) const;
    [[nodiscard]] bool holdsForOrder(const ReadyCondition& condition, const Progress& progress) const;

    const PriceCart& m_cart;
    const ListedCart& m_listed;
    Rational m_quantity; ///< Of all lines that are seen.
    std::vector<Rational> m_wholeRooms;
    std::unordered_map<std::string_view, std::uint32_t> m_numbers;
    std::vector<std::string_view> m_texts;
    std::vector<std::uint32_t> m_pool;             ///< Values of attributes, one after the other.
    std::vector<Values> m_cartValues;              ///< By attribute.
    std::vector<std::vector<Values>> m_itemValues; ///< By attribute, then item; empty where no item has it.
};

} // namespace kontor
