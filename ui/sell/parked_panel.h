#pragma once

#include "domain/orders/park.h"
#include "ui/theme/theme.h"

#include <QWidget>

#include <vector>

class QScrollArea;
class QVBoxLayout;

namespace kontor {

class EmptyState;

/// Takes the place of the tiles while one of the carts set aside is chosen.
class ParkedPanel : public QWidget
{
    Q_OBJECT
public:
    explicit ParkedPanel(const Theme& theme, QWidget* parent = nullptr);

    void show(const std::vector<ParkedCartView>& carts);
    /// The first of them, for the keyboard.
    void begin();

Q_SIGNALS:
    void chosen(int row);
    void discarded(int row);
    void cancelled();

protected:
    void keyPressEvent(QKeyEvent* event) override;
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    const Theme& m_theme;
    QVBoxLayout* m_rows;
    EmptyState* m_none;
    QWidget* m_list;
    QScrollArea* m_scroll = nullptr;
};

} // namespace kontor
