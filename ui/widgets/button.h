#pragma once

#include "ui/theme/theme.h"

#include <QAbstractButton>

namespace kontor {

/// The one button of Kontor: icon, text and, at its right, the key that does the same.
///
/// Touching it does not take the focus from the search field; Tab still reaches it. With a key hint its accessible
/// description names the key.
class Button : public QAbstractButton
{
    Q_OBJECT
public:
    enum class Kind {
        Primary, ///< The one thing to do next.
        Plain,   ///< Everything else.
        Quiet,   ///< Without a box: back, lock, backspace.
        Key,     ///< A key of a keypad.
        Choice,  ///< One of a few; checkable.
        Tile,    ///< The same, larger: its icon stands above the words.
    };

    Button(const Theme& theme, Kind kind, const QString& text, QWidget* parent = nullptr);

    /// A Lucide name from resources/icons.
    void setIconName(const QString& name, int size = 18);
    /// Shown on the button, e.g. "F12"; the shortcut itself belongs to the page.
    void setKeyHint(const QString& hint);
    void setRole(TextRole role);
    /// Leading edge instead of centred, for a button that stands like a line of text.
    void setLeading(bool leading);
    /// In the colour of what went wrong: what it does next cannot be taken back.
    void setWarning(bool warning);

    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;
    void enterEvent(QEnterEvent* event) override;
    void leaveEvent(QEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;

private:
    [[nodiscard]] double contentWidth() const;
    void paintTile(QPainter& painter, const QColor& content);

    const Theme& m_theme;
    Kind m_kind;
    TextRole m_role;
    QString m_iconName;
    int m_iconSize = 18;
    QString m_keyHint;
    bool m_leading = false;
    bool m_warning = false;
};

} // namespace kontor
