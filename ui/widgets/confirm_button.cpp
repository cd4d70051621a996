#include "ui/widgets/confirm_button.h"

#include <QKeyEvent>

#include <chrono>

namespace kontor {
namespace {
constexpr std::chrono::seconds asksFor{3};
}

ConfirmButton::ConfirmButton(const Theme& theme, const QString& text, const QString& question, QWidget* parent,
                             Kind kind)
    : Button(theme, kind, text, parent),
      m_plain(text),
      m_question(question)
{
    m_putBack.setSingleShot(true);
    m_putBack.setInterval(asksFor);
    connect(&m_putBack, &QTimer::timeout, this, &ConfirmButton::putBack);
    connect(this, &QAbstractButton::clicked, this, &ConfirmButton::touch);
}

void ConfirmButton::setText(const QString& text)
{
    m_plain = text;
    if (!m_asking)
        Button::setText(text);
}

void ConfirmButton::touch()
{
    if (m_asking) {
        putBack();
        Q_EMIT confirmed();
        return;
    }
    m_asking = true;
    m_plainName = accessibleName();
    Button::setText(m_question);
    setAccessibleName(m_question);
    setWarning(true);
    if (m_askingWidth > 0) {
        m_plainWidth = width();
        setFixedWidth(m_askingWidth);
    }
    m_putBack.start();
}

void ConfirmButton::putBack()
{
    m_putBack.stop();
    if (!m_asking)
        return;
    m_asking = false;
    Button::setText(m_plain);
    setAccessibleName(m_plainName);
    setWarning(false);
    if (m_askingWidth > 0)
        setFixedWidth(m_plainWidth);
}

void ConfirmButton::keyPressEvent(QKeyEvent* event)
{
    if (event->key() == Qt::Key_Escape && m_asking) {
        putBack();
        return;
    }
    Button::keyPressEvent(event);
}

void ConfirmButton::focusOutEvent(QFocusEvent* event)
{
    putBack();
    Button::focusOutEvent(event);
}

void ConfirmButton::hideEvent(QHideEvent* event)
{
    putBack();
    Button::hideEvent(event);
}

} // namespace kontor
