#include "domain/base/decimal.h"
#include "domain/base/money.h"
#include "domain/base/rational.h"
#include "domain/base/time.h"
#include "domain/catalog/label_format.h"
#include "fuzz/input.h"

#include <string>

using namespace kontor;

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    static const auto formats = parseLabelFormats("21IIIIIWWwwwC 22IIIIVPPPppC 20IIIIIIPPppC").value();
    static const auto pound = Currency::fromAlpha("GBP").value();
    fuzz::Input input(data, size);
    const auto kind = input.byte();
    const auto text = input.rest();
    switch (kind % 4) {
    case 0:
        if (const auto label = readLabel(formats, text))
            fuzz::hold(label->number >= 0 && !label->item.empty(), "a label says what and how much");
        break;
    case 1:
        if (const auto parsed = parseLabelFormats(text))
            static_cast<void>(readLabel(*parsed, "2112345012347"));
        break;
    case 2:
        static_cast<void>(parseDecimal(text, 3, "quantity"));
        static_cast<void>(Money::parse(text, pound, "amount"));
        if (const auto exact = Rational::parse(text, "amount"))
            fuzz::hold(Rational::parse(exact->toDecimal(0, Rational::mostDigits), "amount") == *exact,
                       "a decimal can be written and read again");
        break;
    default: static_cast<void>(parseTime(text, "at"));
    }
    return 0;
}
