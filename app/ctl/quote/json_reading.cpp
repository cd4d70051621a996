#include "app/ctl/quote/json_reading.h"

#include <algorithm>

namespace kontor {

void JsonAt::onlyHas(std::initializer_list<std::string_view> names) const
{
    eachMember([&](std::string_view name, const JsonAt& at) {
        if (std::find(names.begin(), names.end(), name) == names.end())
            at.wrong("is not a field that exists here");
    });
}

std::string JsonAt::text() const
{
    if (!is(JsonValue::Kind::String))
        wrong("is not a string");
    return m_value.text;
}

std::string JsonAt::naming() const
{
    auto read = text();
    if (read.empty())
        wrong("is empty");
    return read;
}

bool JsonAt::flag() const
{
    if (!is(JsonValue::Kind::Boolean))
        wrong("is neither true nor false");
    return m_value.boolean;
}

std::int64_t JsonAt::integer(std::int64_t least) const
{
    if (!is(JsonValue::Kind::Integer)) {
        wrong(is(JsonValue::Kind::Number) ? "is not a whole number, or too large" : "is not a whole number");
        return 0;
    }
    if (m_value.integer < least)
        wrong("is less than " + std::to_string(least));
    return m_value.integer;
}

Rational JsonAt::decimal() const
{
    if (!is(JsonValue::Kind::String)) {
        wrong("is not a string with a decimal number in it");
        return {};
    }
    auto read = Rational::parse(m_value.text, "");
    if (!read) {
        wrong(read.error().detail);
        return {};
    }
    return std::move(*read);
}

Rational JsonAt::decimalFromZero() const
{
    Rational read = decimal();
    if (read.sign() < 0)
        wrong("is less than 0");
    return read;
}

Rational JsonAt::decimalAboveZero() const
{
    Rational read = decimal();
    if (read.sign() <= 0)
        wrong("is not more than 0");
    return read;
}

} // namespace kontor
