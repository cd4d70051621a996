#pragma once

#include "domain/base/currency.h"
#include "storage/store.h"
#include "ui/backoffice/office_job.h"

#include <QDate>
#include <QDateTime>
#include <QObject>
#include <QTimer>
#include <QTimeZone>

#include <vector>

namespace kontor {

/// The figures of one business day beside those of the same weekday a week before, from the projection of sales per hour. Asked
/// for on another thread; follows the shop while somebody looks.
class TodayModel : public QObject
{
    Q_OBJECT
public:
    struct Sums {
        std::uint64_t sales = 0;
        std::uint64_t returns = 0;
        std::int64_t totalMinor = 0; ///< Net of returns, tax included.
    };
    struct Till {
        QString name;
        Sums sums;
        bool isHere = false; ///< The one somebody looks from.
        QDateTime heard;     ///< When what came last of it was done, in the shop's time; null: nothing ever did.
    };
    struct Seller {
        QString name;
        Quantity quantity;
        std::int64_t totalMinor = 0;
    };
    struct Figures {
        Sums day;
        /// Of a day that is not over, its full hours so far; and those hours a week before: an open day is no whole one.
        Sums compared;
        Sums before;
        int comparedHours = 24;
        std::array<Sums, 24> hours{};
        std::array<Sums, 24> hoursBefore{};
        std::vector<Till> tills;
        std::vector<Seller> best;
        std::size_t exceptions = 0;
    };

    TodayModel(Store& store, Currency currency, QObject* parent = nullptr);
    ~TodayModel() override;

    void setWatched(bool watched); ///< Whether the page is in front.
    void showDay(QDate day);       ///< Null: today, whichever day that is by then.
    [[nodiscard]] QDate day() const;
    [[nodiscard]] QDateTime now() const; ///< In the shop's time.
    [[nodiscard]] bool isToday() const { return m_day.isNull(); }
    [[nodiscard]] const Figures& figures() const { return m_figures; }
    [[nodiscard]] Currency currency() const { return m_currency; }

Q_SIGNALS:
    void changed();

private:
    void reload();

    Store& m_store;
    Currency m_currency;
    QTimeZone m_zone;
    QDate m_day;
    Figures m_figures;
    bool m_watched = false;
    QTimer m_soon;
    OfficeJob m_job{this};
    Courier m_courier{this};
    int m_watch = 0;
};

} // namespace kontor
