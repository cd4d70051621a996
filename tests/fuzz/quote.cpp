#include "app/ctl/quote/quote_stream.h"
#include "fuzz/input.h"

using namespace kontor;

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    fuzz::Input input(data, size);
    const auto document = input.rest();
    const auto answer = answerQuote(document);
    if (!answer)
        fuzz::hold(!answer.error().message.empty(), "a fault says what is wrong");
    else
        fuzz::hold(answerQuote(document).value_or("") == *answer, "a cart has one price");
    return 0;
}
