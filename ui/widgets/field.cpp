#include "ui/widgets/field.h"

#include "ui/theme/paint.h"

#include <QPainter>

namespace kontor {

Field::Field(const Theme& theme, const QString& name, QWidget* parent) : QLineEdit(parent), m_theme(theme)
{
    setFixedHeight(36);
    setTextMargins(10, 0, 10, 0);
    setAccessibleName(name);
    connect(this, &QLineEdit::textEdited, this, [this] { setFault({}); });
}

void Field::setFault(const QString& fault)
{
    m_fault = fault;
    setAccessibleDescription(fault);
    setToolTip(fault);
    update();
}

void Field::paintEvent(QPaintEvent* event)
{
    QLineEdit::paintEvent(event);
    if (m_fault.isEmpty())
        return;
    QPainter painter(this);
    paintBox(painter, rect(), metrics::buttonRadius, QColor(), m_theme.bad);
}

} // namespace kontor
