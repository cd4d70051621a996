#include "ui/widgets/entry_frame.h"

#include "ui/widgets/entry_card.h"
#include "ui/widgets/label.h"

#include <QHBoxLayout>
#include <QKeyEvent>
#include <QVBoxLayout>

namespace kontor {

EntryFrame::EntryFrame(const Theme& theme, Keypad::Layout keys, const QString& caption, QWidget* parent)
    : QWidget(parent),
      m_theme(theme),
      m_caption(new Label(theme, TextRole::Body, Tone::Muted, caption)),
      m_name(new Label(theme, TextRole::Lead, Tone::Text)),
      m_card(new EntryCard(theme)),
      m_keypad(new Keypad(theme, keys)),
      m_middle(new QVBoxLayout),
      m_buttons(new QVBoxLayout),
      m_marks(keys == Keypad::Layout::Amount)
{
    setFocusPolicy(Qt::StrongFocus);
    setAccessibleName(caption);
    m_name->setElided(true);
    m_name->hide();
    connect(m_keypad, &Keypad::typed, this, &EntryFrame::typed);
    connect(m_keypad, &Keypad::erased, this, &EntryFrame::erased);
    connect(m_keypad, &Keypad::cleared, this, &EntryFrame::cleared);

    for (auto* rows : {m_middle, m_buttons})
        rows->setSpacing(metrics::cardGap);
    auto* column = new QVBoxLayout;
    column->setSpacing(metrics::cardGap);
    column->addWidget(m_caption);
    column->addWidget(m_name);
    column->addWidget(m_card);
    column->addLayout(m_middle);
    column->addLayout(m_buttons);
    column->addStretch(1);
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(metrics::pageMargin);
    row->addLayout(column, 1);
    row->addWidget(m_keypad, 0, Qt::AlignTop);
}

void EntryFrame::setCaption(const QString& caption)
{
    m_caption->setText(caption);
    m_caption->setVisible(!caption.isEmpty());
    if (!caption.isEmpty())
        setAccessibleName(caption);
}

void EntryFrame::setName(const QString& name)
{
    m_name->setText(name);
    m_name->setVisible(!name.isEmpty());
}

void EntryFrame::addBelowCard(QWidget* widget)
{
    m_middle->addWidget(widget);
}

void EntryFrame::addBelowCard(QLayout* layout)
{
    m_middle->addLayout(layout);
}

Button* EntryFrame::addButton(Button::Kind kind, const QString& text, const QString& keyHint, int height)
{
    auto* button = new Button(m_theme, kind, text, this);
    button->setKeyHint(keyHint);
    button->setFixedHeight(height);
    m_buttons->addWidget(button);
    return button;
}

void EntryFrame::keyPressEvent(QKeyEvent* event)
{
    switch (event->key()) {
    case Qt::Key_Return:
    case Qt::Key_Enter: Q_EMIT accepted(); return;
    case Qt::Key_Escape: Q_EMIT cancelled(); return;
    case Qt::Key_Backspace: Q_EMIT erased(); return;
    case Qt::Key_Delete: Q_EMIT cleared(); return;
    default: break;
    }
    const auto text = event->text();
    const auto first = text.size() == 1 ? text.at(0) : QChar();
    const bool digit = first >= QLatin1Char('0') && first <= QLatin1Char('9');
    const bool mark = first == QLatin1Char('.') || first == QLatin1Char(',');
    const bool letter = m_letters && (first.isLetter() || first == QLatin1Char('-'));
    if (digit || (mark && m_marks) || letter)
        Q_EMIT typed(text);
    else
        QWidget::keyPressEvent(event);
}

} // namespace kontor
