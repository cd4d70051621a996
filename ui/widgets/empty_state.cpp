#include "ui/widgets/empty_state.h"

#include "ui/theme/icon.h"
#include "ui/widgets/label.h"

#include <QVBoxLayout>

namespace kontor {

EmptyState::EmptyState(const Theme& theme, const QString& iconName, QWidget* parent)
    : QWidget(parent),
      m_title(new Label(theme, TextRole::Lead, Tone::Text)),
      m_advice(new Label(theme, TextRole::Body, Tone::Muted))
{
    auto* icon = new QLabel(this);
    icon->setPixmap(iconPixmap(iconName, 40, theme.faint, devicePixelRatioF()));
    icon->setAlignment(Qt::AlignCenter);
    m_title->setAlignment(Qt::AlignCenter);
    m_advice->setAlignment(Qt::AlignCenter);
    m_advice->setWordWrap(true);

    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(24, 24, 24, 24);
    column->setSpacing(4);
    column->addStretch(1);
    column->addWidget(icon);
    column->addSpacing(8);
    column->addWidget(m_title);
    column->addWidget(m_advice);
    column->addStretch(1);
}

void EmptyState::say(const QString& title, const QString& advice)
{
    m_title->setText(title);
    m_advice->setText(advice);
}

} // namespace kontor
