#pragma once

#include "ui/theme/theme.h"

#include <QListView>

namespace kontor {

/// What a model gives for a line of the ticket, besides Qt::DisplayRole (the name) and Qt::AccessibleTextRole.
enum TicketRole {
    TicketDetailRole = Qt::UserRole + 1, ///< QString, "2 × 12.50".
    TicketTotalRole,                     ///< QString, "25.00".
    TicketReasonsRole, ///< QStringList: what was taken off and why, each a row of its own, "Buy 3 pay 2 −9.00".
    TicketProblemRole, ///< QString: why this row sells nothing, e.g. an unknown code; empty for a line.
};

/// The lines of a sale. The current row is marked by a bar and a soft back; it follows the last change.
class TicketList : public QListView
{
    Q_OBJECT
public:
    /// Selectable on the sell page; on the others the lines are only shown.
    enum class Rows { Selectable, Shown };

    TicketList(const Theme& theme, Rows rows, QWidget* parent = nullptr);
};

} // namespace kontor
