#pragma once

#include "ui/theme/theme.h"

#include <QAbstractButton>
#include <QScrollArea>

#include <vector>

class QHBoxLayout;

namespace kontor {

/// A rounded choice: a shelf on the sell page, a filter above a table. Checkable; a removable one shows a cross while it is on.
class Chip : public QAbstractButton
{
    Q_OBJECT
public:
    enum class Size { Touch, Office }; ///< 48 px on selling pages, 36 px elsewhere.
    Chip(const Theme& theme, Size size, const QString& text, QWidget* parent = nullptr);

    void setRemovable(bool removable);

    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override { return sizeHint(); }

protected:
    void paintEvent(QPaintEvent* event) override;
    void enterEvent(QEnterEvent*) override { update(); }
    void leaveEvent(QEvent*) override { update(); }
    void keyPressEvent(QKeyEvent* event) override;

private:
    const Theme& m_theme;
    Size m_size;
    bool m_removable = false;
};

/// Chips in a row of which one is on; dragged sideways where they do not fit.
class ChipRow : public QScrollArea
{
    Q_OBJECT
public:
    ChipRow(const Theme& theme, Chip::Size size, QWidget* parent = nullptr);

    void setChoices(const QStringList& names, int chosen);
    void choose(int index);
    [[nodiscard]] int chosenIndex() const { return m_chosen; }
    [[nodiscard]] int count() const { return int(m_chips.size()); }

Q_SIGNALS:
    void chosen(int index);

protected:
    void wheelEvent(QWheelEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;

private:
    void showEdges();

    const Theme& m_theme;
    Chip::Size m_size;
    QWidget* m_before; ///< A fade where there are more: a chip that is just cut looks like a fault.
    QWidget* m_behind;
    QHBoxLayout* m_row;
    std::vector<Chip*> m_chips;
    int m_chosen = -1;
};

} // namespace kontor
