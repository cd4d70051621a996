#pragma once

#include "ui/backoffice/today/today_model.h"
#include "ui/page.h"
#include "ui/theme/theme.h"

class QVBoxLayout;

namespace kontor {

class Button;
class EmptyState;
class FigureCard;
class HourChart;
class Label;
class SyncMonitor;

/// One day at a glance: figures beside the same weekday a week before, sales by hour, what sells best, tills.
class TodayPage : public Page
{
    Q_OBJECT
public:
    TodayPage(const Theme& theme, Store& store, const SyncMonitor& sync, Currency currency);

    void enter() override;
    void leave() override { m_model.setWatched(false); }
    [[nodiscard]] TodayModel& model() { return m_model; }

private:
    QWidget* makeChart();
    QWidget* makeList(const QString& title, QVBoxLayout*& rows);
    void show();
    void showTills();
    [[nodiscard]] QString heardText(const TodayModel::Till& till) const;
    void step(int days);

    const Theme& m_theme;
    const SyncMonitor& m_sync;
    TodayModel m_model;
    Label* m_date = nullptr;
    Button* m_today = nullptr;
    Button* m_next = nullptr;
    FigureCard* m_net = nullptr;
    FigureCard* m_sales = nullptr;
    FigureCard* m_basket = nullptr;
    FigureCard* m_returns = nullptr;
    HourChart* m_chart = nullptr;
    QVBoxLayout* m_best = nullptr;
    QVBoxLayout* m_tills = nullptr;
};

} // namespace kontor
