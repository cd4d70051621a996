#pragma once

#include <QObject>

#include <functional>
#include <memory>
#include <mutex>

namespace kontor {

/// Brings answers of other threads home to the thread of `owner`, and drops them once the owner is gone. The store calls
/// back on its writer thread and knows nothing of Qt; a plain pointer kept in such a callback could outlive its object.
///
/// Keep it as a member of the owner.
class Courier
{
public:
    using Errand = std::function<void()>;
    /// May be copied to any thread and outlive the owner.
    using Post = std::function<void(Errand)>;

    explicit Courier(QObject* owner) : m_home(std::make_shared<Home>()) { m_home->owner = owner; }
    ~Courier()
    {
        const std::lock_guard lock(m_home->mutex);
        m_home->owner = nullptr;
    }
    Courier(const Courier&) = delete;
    Courier& operator=(const Courier&) = delete;

    [[nodiscard]] Post post() const
    {
        return [home = m_home](Errand errand) {
            const std::lock_guard lock(home->mutex);
            // Queued: what is still under way when the owner dies is dropped by Qt with it.
            if (home->owner != nullptr)
                QMetaObject::invokeMethod(home->owner, std::move(errand), Qt::QueuedConnection);
        };
    }

private:
    struct Home {
        std::mutex mutex;
        QObject* owner = nullptr;
    };
    std::shared_ptr<Home> m_home; ///< Shared with the callbacks, which may outlive the owner.
};

} // namespace kontor
