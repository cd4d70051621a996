#pragma once

#include "ui/theme/theme.h"
#include "ui/widgets/panel.h"

class QVBoxLayout;

namespace kontor {

class Label;

/// A titled card of a form: rows of a name at the leading edge, a control at the trailing one, and what it means below.
class FormCard : public Card
{
    Q_OBJECT
public:
    FormCard(const Theme& theme, const QString& title, QWidget* parent = nullptr);

    /// `control` gets `name` as its accessible name where it has none, and `help` as its description.
    void addRow(const QString& name, QWidget* control, const QString& help = {});
    void addWide(QWidget* widget);

private:
    const Theme& m_theme;
    QVBoxLayout* m_column;
};

} // namespace kontor
