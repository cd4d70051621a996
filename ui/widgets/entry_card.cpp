#include "ui/widgets/entry_card.h"

#include "ui/widgets/label.h"

#include <QHBoxLayout>

namespace kontor {

EntryCard::EntryCard(const Theme& theme, Size size, QWidget* parent)
    : Card(theme, Tone::Entry, parent),
      m_caption(new Label(theme, TextRole::Body, kontor::Tone::Muted)),
      m_text(new Label(theme, size == Size::Large ? TextRole::Entry : TextRole::Lead, kontor::Tone::Text)),
      m_pale(new Label(theme, size == Size::Large ? TextRole::Entry : TextRole::Body, kontor::Tone::Muted))
{
    setFixedHeight(size == Size::Large ? 76 : 56);
    m_text->setElided(true);
    m_text->setAlignment(Qt::AlignRight | Qt::AlignVCenter);
    m_pale->setAlignment(Qt::AlignRight | Qt::AlignVCenter);
    m_text->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Preferred);
    auto* inside = new QHBoxLayout(this);
    inside->setContentsMargins(20, 0, 20, 0);
    inside->addWidget(m_caption);
    inside->addWidget(m_text, 1);
    inside->addWidget(m_pale);
    m_caption->hide();
    m_pale->hide();
}

void EntryCard::setCaption(const QString& caption)
{
    m_caption->setText(caption);
    m_caption->setVisible(!caption.isEmpty());
    sayName();
}

void EntryCard::setShown(const QString& text, bool placeholder)
{
    m_text->setText(placeholder ? QString() : text);
    m_pale->setText(placeholder ? text : QString());
    m_pale->setVisible(placeholder);
    sayName();
}

QString EntryCard::shown() const
{
    return m_text->text();
}

void EntryCard::sayName()
{
    setAccessibleName(m_caption->text().isEmpty()
                          ? m_text->text()
                          : tr("%1: %2", "caption, what was keyed in").arg(m_caption->text(), m_text->text()));
}

void EntryCard::setActive(bool active)
{
    setTone(active ? Tone::Entry : Tone::Plain);
}

void EntryCard::mousePressEvent(QMouseEvent*)
{
    Q_EMIT touched();
}

} // namespace kontor
