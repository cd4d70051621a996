#include "app/ctl/quote/quote_stream.h"

#include "app/ctl/quote/quote_reader.h"
#include "app/ctl/quote/quote_writer.h"

#include <unistd.h>

#include <cerrno>
#include <cstring>

namespace kontor {

namespace {

/// A longer line or document is refused, so that no input fills the memory.
constexpr std::size_t mostBytes = std::size_t{64} << 20U;
constexpr std::size_t blockBytes = std::size_t{1} << 16U;

bool isBlank(std::string_view line)
{
    return line.find_first_not_of(" \t\r\n") == std::string_view::npos;
}

/// Answers gathered until there is a block of them, or nothing more to read at once.
class Output
{
public:
    explicit Output(int descriptor) : m_descriptor(descriptor) {}

    void add(std::string_view line)
    {
        m_waiting += line;
        m_waiting += '\n';
        if (m_waiting.size() >= blockBytes)
            flush();
    }
    void flush()
    {
        std::string_view rest = m_waiting;
        while (!rest.empty() && !m_trouble) {
            const auto written = ::write(m_descriptor, rest.data(), rest.size());
            if (written >= 0)
                rest.remove_prefix(static_cast<std::size_t>(written));
            else if (errno != EINTR)
                m_trouble = std::strerror(errno);
        }
        m_waiting.clear();
    }
    [[nodiscard]] const std::optional<std::string>& trouble() const { return m_trouble; }

private:
    int m_descriptor;
    std::string m_waiting;
    std::optional<std::string> m_trouble;
};

class Lines
{
public:
    Lines(int descriptor, Output& output) : m_descriptor(descriptor), m_output(output) {}

    /// The next line that is not blank, without its end. `isTooLong` when it was cut at the limit.
    bool next(std::string& line, bool& isTooLong)
    {
        do {
            if (!readLine(line, isTooLong))
                return false;
        } while (isBlank(line));
        return true;
    }
    [[nodiscard]] const std::optional<std::string>& trouble() const { return m_trouble; }

private:
    bool readLine(std::string& line, bool& isTooLong)
    {
        line.clear();
        isTooLong = false;
        for (;;) {
            const auto end = m_block.find('\n', m_at);
            const auto length = (end == std::string::npos ? m_block.size() : end) - m_at;
            if (line.size() + length > mostBytes)
                isTooLong = true;
            if (!isTooLong)
                line.append(m_block, m_at, length);
            m_at += length;
            if (end != std::string::npos) {
                ++m_at;
                return true;
            }
            if (!readBlock())
                return !line.empty() || isTooLong;
        }
    }
    bool readBlock()
    {
        m_output.flush(); // Whoever sends the next line may wait for this answer.
        m_block.resize(blockBytes);
        m_at = 0;
        for (;;) {
            const auto got = ::read(m_descriptor, m_block.data(), m_block.size());
            if (got < 0 && errno == EINTR)
                continue;
            if (got < 0)
                m_trouble = std::strerror(errno);
            m_block.resize(got > 0 ? static_cast<std::size_t>(got) : 0);
            return got > 0;
        }
    }

    int m_descriptor;
    Output& m_output;
    std::string m_block;
    std::size_t m_at = 0;
    std::optional<std::string> m_trouble;
};

const Fault& tooLong()
{
    static const Fault fault{"$", "is larger than 64 MiB"};
    return fault;
}

/// A line of JSON lines.
void answerLine(const std::string& line, bool isTooLong, Output& output)
{
    const auto answer = isTooLong ? tl::unexpected(tooLong()) : answerQuote(line);
    if (answer)
        return output.add(*answer);
    std::string text;
    appendFault(text, answer.error());
    output.add(text);
}

/// A document over several lines does not have one of its own that is a whole object and is not indented.
bool isWholeObject(const std::string& line)
{
    return line.front() == '{' && parseJson(line).has_value();
}

} // namespace

tl::expected<std::string, Fault> answerQuote(std::string_view document)
{
    const auto value = parseJson(document);
    if (!value)
        return tl::unexpected(value.error());
    const auto request = readQuote(*value);
    if (!request)
        return tl::unexpected(request.error());
    const auto quote = priceQuote(*request);
    if (!quote)
        return tl::unexpected(Fault{"$." + quote.error().about, quote.error().detail});
    std::string answer;
    appendQuote(answer, *request, *quote);
    return answer;
}

QuoteStreamResult answerQuotes(int in, int out)
{
    QuoteStreamResult result;
    Output output(out);
    Lines lines(in, output);
    const auto finish = [&] {
        output.flush();
        result.ioTrouble = lines.trouble() ? lines.trouble() : output.trouble();
        return result;
    };
    const auto answerRest = [&](std::string line, bool isTooLong) {
        do {
            answerLine(line, isTooLong, output);
            ++result.answered;
        } while (!output.trouble() && lines.next(line, isTooLong));
    };

    std::string first;
    bool firstTooLong = false;
    if (!lines.next(first, firstTooLong)) {
        result.fault = Fault{"$", "is empty"};
        return finish();
    }
    const auto answer = firstTooLong ? tl::unexpected(tooLong()) : answerQuote(first);
    if (answer) {
        output.add(*answer);
        ++result.answered;
    }
    std::string line;
    bool isTooLong = false;
    if (!lines.next(line, isTooLong)) {
        if (!answer)
            result.fault = answer.error();
        return finish();
    }
    if (answer || firstTooLong || parseJson(first)) {
        if (!answer)
            answerLine(first, firstTooLong, output);
        answerRest(std::move(line), isTooLong);
        return finish();
    }
    // Either a document over several lines, or lines of which the first is faulty: the whole decides.
    std::string whole = first;
    std::vector<std::size_t> ends{whole.size()};
    bool anyObject = false;
    bool wholeTooLong = false;
    do {
        wholeTooLong = wholeTooLong || isTooLong || whole.size() + line.size() >= mostBytes;
        if (wholeTooLong)
            break;
        anyObject = anyObject || isWholeObject(line);
        whole += '\n';
        whole += line;
        ends.push_back(whole.size());
    } while (lines.next(line, isTooLong));
    const auto wholeAnswer = wholeTooLong ? tl::unexpected(tooLong()) : answerQuote(whole);
    if (wholeAnswer) {
        output.add(*wholeAnswer);
        ++result.answered;
        return finish();
    }
    if (!anyObject || parseJson(whole)) {
        result.fault = wholeAnswer.error();
        return finish();
    }
    std::size_t from = 0;
    for (const std::size_t end : ends) {
        answerLine(whole.substr(from, end - from), false, output);
        ++result.answered;
        from = end + 1;
    }
    if (wholeTooLong)
        answerRest(std::move(line), isTooLong);
    return finish();
}

} // namespace kontor
