#pragma once

#include "ui/theme/theme.h"

#include <QTableView>

namespace kontor {

/// What a model gives for a cell besides Qt::DisplayRole, Qt::TextAlignmentRole and Qt::AccessibleTextRole.
enum CellRole {
    CellToneRole = Qt::UserRole + 1, ///< int of CellTone; absent: Plain.
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

/// The table of every page of the back office: header 34 px, rows 40 px, sorted by a touch on the header, columns that are
/// resized and kept; one row is current. The model loads more rows itself (fetchMore).
class DataTable : public QTableView
{
    Q_OBJECT
public:
    explicit DataTable(const Theme& theme, QWidget* parent = nullptr);

    /// Column 0 takes what is left; the others these widths.
    void setWidths(const std::vector<int>& widths);

Q_SIGNALS:
    void rowChosen(int row); ///< Touched, or reached by the arrow keys; -1: none.

protected:
    void currentChanged(const QModelIndex& current, const QModelIndex& previous) override;
};

} // namespace kontor
