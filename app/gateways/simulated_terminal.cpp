#include "app/gateways/simulated_terminal.h"

#include <nlohmann/json.hpp>

#include <fstream>
#include <system_error>

namespace kontor {

namespace {

using Json = nlohmann::ordered_json;

Json read(const std::filesystem::path& file)
{
    std::ifstream in(file);
    auto json = in ? Json::parse(in, nullptr, false) : Json::object();
    return json.is_object() ? json : Json::object();
}

Result<Done> write(const std::filesystem::path& file, const Json& json)
{
    const auto draft = file.string() + ".new";
    std::ofstream out(draft, std::ios::trunc);
    out << json.dump(1) << '\n';
    out.close();
    std::error_code error;
    if (out)
        std::filesystem::rename(draft, file, error);
    if (!out || error)
        return fail(Error::Kind::Storage, file.string(), "the simulated payment terminal cannot write it");
    return Done{};
}

TerminalAnswer answerOf(const std::string& key, const Json& row)
{
    TerminalAnswer answer;
    const auto state = row.value("state", "");
    answer.state = state == "captured"     ? schema::CARD_CAPTURED
                   : state == "authorised" ? schema::CARD_AUTHORISED
                   : state == "voided"     ? schema::CARD_VOIDED
                                           : schema::CARD_DECLINED;
    answer.providerReference = "SIM-" + key.substr(key.size() > 8 ? key.size() - 8 : 0);
    answer.lastFour = "4242";
    answer.scheme = "simulated";
    answer.token = "tok_" + key.substr(0, 12);
    if (answer.state == schema::CARD_DECLINED)
        answer.detail = "declined";
    return answer;
}

} // namespace

SimulatedTerminal::SimulatedTerminal(std::filesystem::path file, Outcome next) : m_file(std::move(file)), m_next(next)
{}

Result<TerminalAnswer> SimulatedTerminal::attempt(const std::string& key, Money amount)
{
    auto all = read(m_file);
    if (all.contains(key)) { // Asked again: done once, and never something else by the same key.
        if (all[key].value("amount", "") != amount.toString() ||
            all[key].value("currency", "") != amount.currency().alpha())
            return fail(Error::Kind::Conflict, "key", "this key was used for another amount");
        return answerOf(key, all[key]);
    }
    if (m_next == Outcome::NeverHeard)
        return TerminalAnswer{};
    all[key] = {{"amount", amount.toString()},
                {"currency", std::string(amount.currency().alpha())},
                {"state", m_next == Outcome::Declined                           ? "declined"
                          : m_next == Outcome::Authorised && amount.minor() > 0 ? "authorised"
                                                                                : "captured"}};
    if (auto kept = write(m_file, all); !kept)
        return tl::unexpected(kept.error());
    if (m_next == Outcome::AnswerLost)
        return TerminalAnswer{};
    return answerOf(key, all[key]);
}

Result<TerminalAnswer> SimulatedTerminal::charge(const std::string& key, Money amount)
{
    return attempt(key, amount);
}

Result<TerminalAnswer> SimulatedTerminal::refund(const std::string& key, const std::string& of, Money amount)
{
    const auto all = read(m_file);
    if (!all.contains(of) || all[of].value("state", "") != "captured") {
        TerminalAnswer answer;
        answer.state = schema::CARD_DECLINED;
        answer.detail = "there is no such payment to pay back";
        return answer;
    }
    return attempt(key, -amount);
}

Result<TerminalAnswer> SimulatedTerminal::capture(const std::string& key)
{
    auto all = read(m_file);
    if (m_next == Outcome::NeverHeard)
        return TerminalAnswer{};
    if (!all.contains(key) || all[key].value("state", "") != "authorised")
        return lookUp(key);
    all[key]["state"] = "captured";
    if (auto kept = write(m_file, all); !kept)
        return tl::unexpected(kept.error());
    if (m_next == Outcome::AnswerLost)
        return TerminalAnswer{};
    return answerOf(key, all[key]);
}

Result<TerminalAnswer> SimulatedTerminal::cancel(const std::string& key)
{
    auto all = read(m_file);
    if (!all.contains(key))
        return lookUp(key);
    if (const auto state = all[key].value("state", ""); state == "captured" || state == "authorised")
        all[key]["state"] = "voided";
    if (auto kept = write(m_file, all); !kept)
        return tl::unexpected(kept.error());
    return answerOf(key, all[key]);
}

Result<TerminalAnswer> SimulatedTerminal::lookUp(const std::string& key)
{
    const auto all = read(m_file);
    return answerOf(key, all.contains(key) ? all[key] : Json::object()); // Never heard of: nothing was taken.
}

} // namespace kontor
