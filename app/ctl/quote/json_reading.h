#pragma once

#include "app/ctl/quote/json_document.h"
#include "domain/base/rational.h"

#include <initializer_list>
#include <optional>
#include <utility>

namespace kontor {

/// Holds the first fault of a document while it is read. After it every reader answers with a value of no meaning, so that the
/// code that reads need not ask after each field.
class Faults
{
public:
    void add(const JsonPlace& place, std::string message)
    {
        if (!m_first)
            m_first = Fault{place.path(), std::move(message)};
    }
    [[nodiscard]] bool any() const { return m_first.has_value(); }
    [[nodiscard]] const std::optional<Fault>& first() const { return m_first; }

private:
    std::optional<Fault> m_first;
};

/// A value at its place in a document.
class JsonAt
{
public:
    JsonAt(const JsonValue& value, const JsonPlace& place, Faults& faults)
        : m_value(value),
          m_place(place),
          m_faults(faults)
    {}

    void wrong(std::string message) const { m_faults.add(m_place, std::move(message)); }
    [[nodiscard]] bool is(JsonValue::Kind kind) const { return m_value.kind == kind; }
    [[nodiscard]] const JsonValue& value() const { return m_value; }
    [[nodiscard]] bool isGood() const { return !m_faults.any(); }

    /// A fault unless it is an object with no other members than these.
    void onlyHas(std::initializer_list<std::string_view> names) const;
    /// Calls `read(JsonAt)` for a member; a fault when it is required and absent.
    template <typename Read>
    bool with(std::string_view name, Read read) const
    {
        if (m_value.kind != JsonValue::Kind::Object)
            return false;
        const JsonValue* const found = m_value.member(name);
        if (found == nullptr)
            return false;
        const JsonPlace place{&m_place, name, 0, true};
        read(JsonAt(*found, place, m_faults));
        return true;
    }
    template <typename Read>
    void need(std::string_view name, Read read) const
    {
        if (!with(name, read) && m_value.kind == JsonValue::Kind::Object)
            m_faults.add(JsonPlace{&m_place, name, 0, true}, "is missing");
    }
    /// Calls `read(JsonAt)` for each element; a fault when it is not an array.
    template <typename Read>
    void each(Read read) const
    {
        if (m_value.kind != JsonValue::Kind::Array)
            return wrong("is not an array");
        for (std::size_t i = 0; i < m_value.items.size() && isGood(); ++i) {
            const JsonPlace place{&m_place, {}, i, false};
            read(JsonAt(m_value.items[i], place, m_faults));
        }
    }
    /// Calls `read(name, JsonAt)` for each member; a fault when it is not an object.
    template <typename Read>
    void eachMember(Read read) const
    {
        if (m_value.kind != JsonValue::Kind::Object)
            return wrong("is not an object");
        for (const auto& [name, value] : m_value.members) {
            if (!isGood())
                return;
            const JsonPlace place{&m_place, name, 0, true};
            read(name, JsonAt(value, place, m_faults));
        }
    }

    [[nodiscard]] std::string text() const;   ///< A string.
    [[nodiscard]] std::string naming() const; ///< A string with something in it.
    [[nodiscard]] bool flag() const;
    [[nodiscard]] std::int64_t integer(std::int64_t least = INT64_MIN) const;
    [[nodiscard]] Rational decimal() const; ///< A string that Rational::parse reads.
    [[nodiscard]] Rational decimalFromZero() const;
    [[nodiscard]] Rational decimalAboveZero() const;
    /// One of `choices`, which are text and meaning; the first, with a fault, when it is none of them.
    template <typename T>
    T choice(std::initializer_list<std::pair<std::string_view, T>> choices) const
    {
        if (!is(JsonValue::Kind::String))
            wrong("is not a string");
        else
            for (const auto& [name, meaning] : choices)
                if (m_value.text == name)
                    return meaning;
        std::string all;
        for (const auto& entry : choices)
            all += (all.empty() ? "" : ", ") + std::string(entry.first);
        wrong("is none of " + all);
        return choices.begin()->second;
    }

private:
    const JsonValue& m_value;
    const JsonPlace& m_place;
    Faults& m_faults;
};

} // namespace kontor
