#pragma once

#include "ui/theme/theme.h"

#include <QTableView>

namespace kontor {

class Label;

/// What a model gives for a cell besides Qt::DisplayRole, Qt::TextAlignmentRole and Qt::AccessibleTextRole.
enum CellRole {
    CellToneRole = Qt::UserRole + 1, ///< int of CellTone; absent: Plain.
    /// Of a column's header: false where the model cannot sort by it, and a touch does nothing. Absent: it can.
    SortableRole,
};
enum class CellTone {
    Plain,
    Strong, ///< What the row is called by.
    Muted,
    Warn,
    GoodPill, ///< In a pill of its tone.
    WarnPill,
    PlainPill,
};

/// The table of every page of the back office: header 34 px, rows 40 px, sorted by a touch on the header or, when that has the focus,
/// by Left, Right and Space (Shift with an arrow makes the column wider or narrower), columns that are resized and kept; one row is current. The model loads more rows itself (fetchMore).
class DataTable : public QTableView
{
    Q_OBJECT
public:
    explicit DataTable(const Theme& theme, QWidget* parent = nullptr);

    /// Said below the last row once it is in sight, where there is more than the model gives; empty: nothing.
    void setEndText(const QString& text);
    [[nodiscard]] QString endText() const;

    /// Column 0 takes what is left; the others these widths.
    void setWidths(const std::vector<int>& widths);

Q_SIGNALS:
    void rowChosen(int row); ///< Touched, or reached by the arrow keys; -1: none.

protected:
    void currentChanged(const QModelIndex& current, const QModelIndex& previous) override;
    void resizeEvent(QResizeEvent* event) override;
    void verticalScrollbarValueChanged(int value) override;
    void focusInEvent(QFocusEvent* event) override;
    void focusOutEvent(QFocusEvent* event) override;

private:
    void placeEnd();

    Label* m_end;
};

} // namespace kontor
