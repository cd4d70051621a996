#pragma once

#include "ui/theme/theme.h"

#include <QWidget>

namespace kontor {

/// A plain area in the surface colour, with a 1 px line at the edges asked for; RightEdge means the trailing one.
class Panel : public QWidget
{
    Q_OBJECT
public:
    Panel(const Theme& theme, Qt::Edges lines, QWidget* parent = nullptr);

    void setLines(Qt::Edges lines);

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    const Theme& m_theme;
    Qt::Edges m_lines;
};

/// A soft rounded box around what is in it, e.g. the change to give.
class Card : public QWidget
{
    Q_OBJECT
public:
    enum class Tone { Plain, Good, Bad, Sunk, Entry };

    Card(const Theme& theme, Tone tone, QWidget* parent = nullptr);

    void setTone(Tone tone);

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    const Theme& m_theme;
    Tone m_tone;
};

} // namespace kontor
