#pragma once

#include "ui/theme/theme.h"
#include "ui/widgets/button.h"

#include <QWidget>

#include <vector>

class QHBoxLayout;
class QScrollArea;
class QVBoxLayout;

namespace kontor {

class Label;
class SearchField;

/// A field, what it finds below, letters to touch, and a foot of buttons: to choose one of few without leaving the page. Takes
/// Enter for the first row, arrows to go on to the rows, Escape to leave.
class PickList : public QWidget
{
    Q_OBJECT
public:
    struct Row {
        QString icon;
        QString text;
    };

    PickList(const Theme& theme, const QString& iconName, const QString& placeholder, QWidget* parent = nullptr);

    /// At most so many as a person looks through; the rest is cut.
    void setRows(const std::vector<Row>& rows);
    /// What is said where there are none.
    void setNone(const QString& title, const QString& advice);
    [[nodiscard]] QString text() const;
    void begin(); ///< Empty, with the focus in the field.
    /// At the foot, from the leading edge.
    Button* addButton(Button::Kind kind, const QString& text, const QString& keyHint);

Q_SIGNALS:
    void textChanged(const QString& text);
    void chosen(int row);
    void entered(const QString& text); ///< Enter without a row to take.
    void cancelled();

protected:
    void keyPressEvent(QKeyEvent* event) override;
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void step(int by);

    const Theme& m_theme;
    SearchField* m_field;
    QScrollArea* m_scroll;
    QVBoxLayout* m_list;
    std::vector<Button*> m_rows;
    Label* m_none;
    QHBoxLayout* m_foot;
};

} // namespace kontor
