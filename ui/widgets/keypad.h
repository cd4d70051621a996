#pragma once

#include "ui/theme/theme.h"

#include <QWidget>

class QGridLayout;

namespace kontor {

class Button;

/// Digits to touch. Which page they go to is the page's business: it connects the signals to the same slots as the
/// keys of the keyboard.
class Keypad : public QWidget
{
    Q_OBJECT
public:
    enum class Layout {
        Pin,    ///< 1 2 3 above, as on telephones and card terminals; erase, 0, enter below.
        Amount, ///< 7 8 9 above, as on tills; 00, 0, decimal mark, clear, erase below.
        Count,  ///< As Amount without the decimal mark.
    };

    Keypad(const Theme& theme, Layout layout, QWidget* parent = nullptr);

    /// Of one key; on low screens less than the design's.
    void setKeyHeight(int height);
    /// Off where only whole numbers are keyed in.
    void setMarkEnabled(bool enabled);

Q_SIGNALS:
    void typed(const QString& characters); ///< "7", "00" or ".".
    void erased();
    void cleared();
    void entered();

private:
    void addKey(QGridLayout* grid, int row, int column, const QString& characters);

    const Theme& m_theme;
    Button* m_mark = nullptr;
};

} // namespace kontor
