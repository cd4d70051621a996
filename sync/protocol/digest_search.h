#pragma once

#include "storage/digest_question.h"

#include <deque>
#include <functional>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace kontor {

/// Finds the rows in which two stores differ, by asking for sums of ranges, 16 at a time, and going on in those that differ: no
/// sockets, no clock. A million rows take five questions for one row that differs. What it finds is a suspicion: the rows are
/// then made again from the own journal, and the next comparison tells.
class DigestSearch
{
public:
    struct Row {
        RawId scope;
        std::uint32_t type = 0;
        RawId id;
        friend bool operator==(const Row&, const Row&) = default;
    };
    /// What the own store answers, and how it cuts a range.
    struct Own {
        std::function<DigestAnswer(const DigestQuestion&)> answer;
        std::function<std::vector<Bytes>(const DigestQuestion& within, const Bytes& from, const Bytes& below)>
            evenBounds;
    };
    static constexpr int mostQuestions = 256;
    static constexpr std::size_t mostRows = digest::mostRowsNamed;

    /// Where to look: a place without a type is all types of its scope, of which those are gone into whose kept sums differ.
    DigestSearch(Own own, const std::vector<digest::Place>& places);

    /// What to ask the other store next; nothing when the search is over.
    [[nodiscard]] std::optional<DigestQuestion> next();
    /// Its answer to the question next() gave.
    void take(const DigestAnswer& theirs);

    [[nodiscard]] bool isOver() const { return m_todo.empty(); }
    [[nodiscard]] const std::vector<Row>& rows() const { return m_rows; } ///< That differ, or only one of both has.
    /// Whose rows were looked at: when none differ it is what one side keeps of their sums that is wrong.
    [[nodiscard]] const std::set<std::uint32_t>& types() const { return m_types; }
    /// Why it ended before everything was looked at; empty when it did not.
    [[nodiscard]] const std::string& gaveUp() const { return m_gaveUp; }
    /// It ended because there was no end of differences.
    [[nodiscard]] bool isTooMuch() const { return m_tooMuch; }
    [[nodiscard]] int questions() const { return m_questions; }

private:
    void end(std::string why);
    void endOfTooMuch(std::string why);
    void compareRows(const DigestQuestion& question, const DigestAnswer& ours, const DigestAnswer& theirs);
    void divide(const DigestQuestion& question, const Bytes& from, const Bytes& below);

    Own m_own;
    std::deque<DigestQuestion> m_todo;
    std::vector<Row> m_rows;
    std::set<std::uint32_t> m_types;
    std::string m_gaveUp;
    bool m_tooMuch = false;
    int m_questions = 0;
};

} // namespace kontor
