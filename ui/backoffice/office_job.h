#pragma once

#include "ui/courier.h"

#include <QThreadPool>

#include <utility>

namespace kontor {

/// Asks a question on a thread of its own and brings the answer home; only the newest one's answer counts. Reports and tables are
/// asked for this way, so that no page waits for them. Keep it as a member of the owner, after what the questions use.
class OfficeJob
{
public:
    explicit OfficeJob(QObject* owner) : m_courier(owner) { m_pool.setMaxThreadCount(1); }
    ~OfficeJob() { m_pool.waitForDone(); }
    OfficeJob(const OfficeJob&) = delete;
    OfficeJob& operator=(const OfficeJob&) = delete;

    /// `question` runs elsewhere; `answered` gets what it returns, here, unless another was asked meanwhile.
    template <typename Question, typename Answered>
    void ask(Question question, Answered answered)
    {
        const int number = ++m_number;
        m_pool.clear(); // Those not begun yet nobody waits for.
        m_pool.start([this, number, post = m_courier.post(), question, answered] {
            auto answer = question();
            post([this, number, answer, answered] {
                if (number == m_number)
                    answered(answer);
            });
        });
    }

private:
    Courier m_courier;
    QThreadPool m_pool;
    int m_number = 0;
};

} // namespace kontor
