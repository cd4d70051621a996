#include "ui/widgets/form.h"

#include "ui/widgets/label.h"

#include <QGridLayout>
#include <QVBoxLayout>

namespace kontor {
namespace {
constexpr int controlWidth = 240;
}

FormCard::FormCard(const Theme& theme, const QString& title, QWidget* parent)
    : Card(theme, Card::Tone::Plain, parent),
      m_theme(theme),
      m_column(new QVBoxLayout(this))
{
    m_column->setContentsMargins(16, 14, 16, 16);
    m_column->setSpacing(12);
    if (!title.isEmpty())
        m_column->addWidget(new Label(theme, TextRole::Strong, kontor::Tone::Text, title));
}

void FormCard::addRow(const QString& name, QWidget* control, const QString& help)
{
    auto* row = new QWidget;
    auto* grid = new QGridLayout(row);
    grid->setContentsMargins(0, 0, 0, 0);
    grid->setHorizontalSpacing(16);
    grid->setVerticalSpacing(2);
    grid->setColumnStretch(0, 1);
    auto* label = new Label(m_theme, TextRole::Body, kontor::Tone::Text, name);
    label->setWordWrap(true);
    label->setBuddy(control);
    if (control->accessibleName().isEmpty())
        control->setAccessibleName(name);
    control->setFixedWidth(controlWidth);
    grid->addWidget(label, 0, 0, Qt::AlignVCenter);
    grid->addWidget(control, 0, 1, help.isEmpty() ? 1 : 2, 1, Qt::AlignTop);
    if (!help.isEmpty()) {
        auto* below = new Label(m_theme, TextRole::Secondary, kontor::Tone::Muted, help);
        below->setWordWrap(true);
        grid->addWidget(below, 1, 0);
        if (control->accessibleDescription().isEmpty())
            control->setAccessibleDescription(help);
    }
    m_column->addWidget(row);
}

void FormCard::addWide(QWidget* widget)
{
    m_column->addWidget(widget);
}

} // namespace kontor
