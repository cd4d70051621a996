#pragma once

#include "ui/theme/theme.h"

#include <QWidget>

#include <functional>
#include <vector>

namespace kontor {

class Label;

/// Bars of one day and a line of another, hour by hour, in a frame with its title and legend (Qt Charts).
class HourChart : public QWidget
{
    Q_OBJECT
public:
    explicit HourChart(const Theme& theme, QWidget* parent = nullptr);

    struct Hour {
        int hour = 0;
        std::int64_t today = 0; ///< Minor units.
        std::int64_t before = 0;
        friend bool operator==(const Hour&, const Hour&) = default;
    };
    /// `scale`: minor units in one of the axis; `sign` stands before its numbers.
    void show(const std::vector<Hour>& hours, std::int64_t scale, const QString& sign);
    /// What the bars and the line are called.
    void setNames(const QString& today, const QString& before);

private:
    const Theme& m_theme;
    QWidget* m_chart = nullptr;
    std::vector<Hour> m_hours; ///< Shown now.
    Label* m_bars;
    Label* m_line;
};

} // namespace kontor
