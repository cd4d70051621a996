#include "app/ctl/console.h"
#include "app/ctl/quote/quote_stream.h"
#include "app/ctl/verbs/verb.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

namespace kontor {
namespace {

struct QuoteOptions {
    std::string file;
    bool json = true;
    int* failureCode = nullptr;
};

Result<Done> quoteFrom(const QuoteOptions& options)
{
    const bool isStandardInput = options.file == "-";
    const int in = isStandardInput ? STDIN_FILENO : ::open(options.file.c_str(), O_RDONLY | O_CLOEXEC);
    if (in < 0)
        return fail(Error::Kind::NotFound, options.file, std::strerror(errno));
    const auto result = answerQuotes(in, STDOUT_FILENO);
    if (!isStandardInput)
        ::close(in);
    if (result.ioTrouble)
        return fail(Error::Kind::Storage, options.file, *result.ioTrouble);
    if (result.fault) {
        *options.failureCode = exitUsage;
        return invalid(result.fault->path, result.fault->message);
    }
    return Done{};
}

} // namespace

void addQuoteVerb(CLI::App& app, Chosen& chosen)
{
    VerbOptions<QuoteOptions> verb(app, "quote",
                                   "Price a cart from JSON: what it costs, and why (see app/ctl/QUOTE.md)");
    verb->failureCode = &chosen.failureCode;
    verb.app->add_option("FILE", verb->file, "One JSON document, or JSON lines; - is standard input")->required();
    addJsonOption(*verb.app, verb->json); // It answers in nothing else.
    verb.runs(chosen, quoteFrom);
}

} // namespace kontor
