#include "ui/widgets/hour_chart.h"

#include "ui/theme/paint.h"
#include "ui/widgets/label.h"

#include <QBarCategoryAxis>
#include <QBarSeries>
#include <QBarSet>
#include <QCategoryAxis>
#include <QChart>
#include <QChartView>
#include <QGraphicsLayout>
#include <QHBoxLayout>
#include <QLegend>
#include <QLineSeries>
#include <QLocale>
#include <QVBoxLayout>

#include <algorithm>
#include <cmath>

namespace kontor {
namespace {

/// 1, 2 or 5 times a power of ten, at least `least`.
double niceStep(double least)
{
    double step = 1;
    while (step < least)
        for (const double factor : {2.0, 2.5, 2.0}) {
            step *= factor;
            if (step >= least)
                break;
        }
    return step;
}

} // namespace

HourChart::HourChart(const Theme& theme, QWidget* parent) : QWidget(parent), m_theme(theme)
{
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(4);
    const auto legend = [&](const QColor& colour) {
        auto* label = new Label(theme, TextRole::Secondary, Tone::Muted);
        auto colours = label->palette();
        colours.setColor(QPalette::WindowText, colour);
        label->setPalette(colours);
        return label;
    };
    m_bars = legend(theme.accent);
    m_line = legend(theme.muted);
    auto* row = new QHBoxLayout;
    row->setSpacing(12);
    row->addWidget(new Label(theme, TextRole::Strong, Tone::Text, tr("Sales by hour")), 1);
    row->addWidget(m_bars);
    row->addWidget(m_line);
    column->addLayout(row);
}

void HourChart::setNames(const QString& today, const QString& before)
{
    m_bars->setText(QStringLiteral("■ ") + today);
    m_line->setText(QStringLiteral("— ") + before);
}

void HourChart::show(const std::vector<Hour>& hours, std::int64_t scale, const QString& sign)
{
    if (m_chart != nullptr && hours == m_hours)
        return; // A chart takes longer to make than the rest of its page.
    m_hours = hours;
    // Heights on a screen: the one place where amounts may be floating.
    const auto height = [scale](std::int64_t minor) { return double(minor) / double(scale); };
    auto* set = new QBarSet(m_bars->text());
    auto* line = new QLineSeries;
    QStringList names;
    const bool isLong = hours.size() > 13; // There would be no room for the minutes.
    double top = 0;
    for (const auto& hour : hours) {
        set->append(std::max(0.0, height(hour.today)));
        line->append(double(names.size()), height(hour.before));
        names << QStringLiteral("%1%2").arg(hour.hour).arg(isLong ? QString() : QStringLiteral(":00"));
        top = std::max({top, height(hour.today), height(hour.before)});
    }
    set->setColor(m_theme.accent);
    set->setBorderColor(m_theme.accent);
    line->setPen(QPen(m_theme.muted, 2));
    auto* bars = new QBarSeries;
    bars->setBarWidth(0.62);
    bars->append(set);

    auto* chart = new QChart;
    chart->setBackgroundVisible(false);
    chart->setMargins(QMargins(0, 12, 8, 0)); // The topmost label stands half above its line.
    chart->layout()->setContentsMargins(0, 0, 0, 0);
    chart->addSeries(bars);
    chart->addSeries(line);
    const auto font = m_theme.font(TextRole::Secondary);
    auto* across = new QBarCategoryAxis;
    across->append(names);
    across->setGridLineVisible(false);
    across->setLinePen(QPen(m_theme.line, 1));
    across->setLabelsColor(m_theme.muted);
    across->setLabelsFont(font);
    // Labels of our own: QValueAxis formats with printf, which knows no pound sign.
    const double step = niceStep(top / 3);
    auto* up = new QCategoryAxis;
    up->setLabelsPosition(QCategoryAxis::AxisLabelsPositionOnValue);
    const int steps = std::max(1, int(std::ceil(top / step)));
    up->setRange(0, steps * step);
    for (int i = 0; i <= steps; ++i)
        up->append(sign + QLocale().toString(qlonglong(std::llround(i * step))), i * step);
    up->setGridLinePen(QPen(m_theme.line, 1));
    up->setLineVisible(false);
    up->setLabelsColor(m_theme.muted);
    up->setLabelsFont(font);
    chart->addAxis(across, Qt::AlignBottom);
    chart->addAxis(up, Qt::AlignLeft);
    for (QAbstractSeries* series : std::initializer_list<QAbstractSeries*>{bars, line}) {
        series->attachAxis(across);
        series->attachAxis(up);
    }
    chart->legend()->hide();

    auto* view = new QChartView(chart, this);
    view->setRenderHint(QPainter::Antialiasing);
    view->setFrameShape(QFrame::NoFrame);
    view->setBackgroundBrush(m_theme.surface);
    view->setFocusPolicy(Qt::NoFocus);
    view->setAccessibleName(tr("Sales by hour"));
    auto colours = m_theme.palette();
    colours.setColor(QPalette::Base, m_theme.surface);
    view->setPalette(colours);
    view->setRenderHint(QPainter::TextAntialiasing);
    delete m_chart;
    m_chart = view;
    layout()->addWidget(view);
}

} // namespace kontor
