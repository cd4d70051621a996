#pragma once

#include "ui/widgets/panel.h"

namespace kontor {

class Label;

/// A figure with its name above and how it compares below.
class FigureCard : public Card
{
    Q_OBJECT
public:
    FigureCard(const Theme& theme, const QString& name, QWidget* parent = nullptr);

    enum class Trend { None, Better, Worse };
    void show(const QString& figure, const QString& compared, Trend trend);

private:
    Label* m_figure;
    Label* m_none;
    Label* m_better;
    Label* m_worse;
};

/// A row of a ranking: name, bar, how many, how much.
class RankRow : public QWidget
{
    Q_OBJECT
public:
    /// `share` of the first, 0 to 1.
    RankRow(const Theme& theme, const QString& name, double share, const QString& count, const QString& amount,
            QWidget* parent = nullptr);
    [[nodiscard]] QSize sizeHint() const override { return {240, 38}; }

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    const Theme& m_theme;
    QString m_name;
    double m_share;
    QString m_count;
    QString m_amount;
};

} // namespace kontor
