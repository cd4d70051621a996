#include "ui/widgets/pick_list.h"

#include "ui/widgets/label.h"
#include "ui/widgets/letter_keys.h"
#include "ui/widgets/search_field.h"

#include <QHBoxLayout>
#include <QKeyEvent>
#include <QScrollArea>
#include <QScroller>
#include <QVBoxLayout>

#include <algorithm>

namespace kontor {
namespace {
constexpr std::size_t mostRows = 20;
constexpr int rowHeight = 48;
} // namespace

PickList::PickList(const Theme& theme, const QString& iconName, const QString& placeholder, QWidget* parent)
    : QWidget(parent),
      m_theme(theme),
      m_field(new SearchField(theme, iconName, placeholder, {})),
      m_scroll(new QScrollArea),
      m_none(new Label(theme, TextRole::Body, Tone::Muted)),
      m_foot(new QHBoxLayout)
{
    m_field->installEventFilter(this);
    connect(m_field, &QLineEdit::textChanged, this, &PickList::textChanged);
    connect(m_field, &QLineEdit::returnPressed, this, [this] {
        if (m_rows.empty())
            Q_EMIT entered(m_field->text());
        else
            Q_EMIT chosen(0);
    });
    connect(m_field, &SearchField::leftDownwards, this, [this] { step(1); });
    auto* inside = new QWidget;
    m_list = new QVBoxLayout(inside);
    m_list->setContentsMargins(0, 0, 0, 0);
    m_list->setSpacing(8);
    m_list->addStretch(1);
    m_scroll->setFrameShape(QFrame::NoFrame);
    m_scroll->setFocusPolicy(Qt::NoFocus);
    m_scroll->setWidgetResizable(true);
    m_scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_scroll->setMinimumHeight(rowHeight);
    m_scroll->setWidget(inside);
    QScroller::grabGesture(m_scroll->viewport(), QScroller::TouchGesture);
    auto* letters = new LetterKeys(theme);
    connect(letters, &LetterKeys::typed, this, [this](const QString& letter) {
        m_field->setFocus();
        m_field->insert(letter);
    });
    connect(letters, &LetterKeys::erased, m_field, &QLineEdit::backspace);
    m_none->setAlignment(Qt::AlignCenter);
    m_none->setWordWrap(true);
    m_foot->setSpacing(metrics::buttonGap);

    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(metrics::cardGap);
    column->addWidget(m_field);
    column->addWidget(m_scroll, 1);
    column->addWidget(m_none, 1);
    column->addWidget(letters);
    column->addLayout(m_foot);
    setRows({});
}

Button* PickList::addButton(Button::Kind kind, const QString& text, const QString& keyHint)
{
    auto* button = new Button(m_theme, kind, text, this);
    button->setKeyHint(keyHint);
    button->setFixedHeight(52);
    m_foot->addWidget(button, 1);
    return button;
}

void PickList::setRows(const std::vector<Row>& rows)
{
    for (auto* row : m_rows) {
        row->hide();
        row->deleteLater();
    }
    m_rows.clear();
    for (std::size_t i = 0; i < std::min(rows.size(), mostRows); ++i) {
        auto* row = new Button(m_theme, Button::Kind::Plain, rows[i].text);
        row->setIconName(rows[i].icon);
        row->setLeading(true);
        row->setFixedHeight(rowHeight);
        connect(row, &Button::clicked, this, [this, i] { Q_EMIT chosen(int(i)); });
        m_list->insertWidget(int(i), row);
        m_rows.push_back(row);
    }
    m_scroll->setVisible(!m_rows.empty());
    m_none->setVisible(m_rows.empty());
}

void PickList::setNone(const QString& title, const QString& advice)
{
    m_none->setText(title + QLatin1Char('\n') + advice);
}

QString PickList::text() const
{
    return m_field->text();
}

void PickList::begin()
{
    m_field->clear();
    m_field->setFocus();
}

void PickList::step(int by)
{
    if (m_rows.empty())
        return;
    int at = -1;
    for (int i = 0; i < int(m_rows.size()); ++i)
        at = m_rows[std::size_t(i)]->hasFocus() ? i : at;
    const int next = at + by;
    if (next < 0) {
        m_field->setFocus();
        return;
    }
    auto* row = m_rows[std::size_t(std::min(next, int(m_rows.size()) - 1))];
    row->setFocus(Qt::TabFocusReason);
    m_scroll->ensureWidgetVisible(row, 0, 8);
}

void PickList::keyPressEvent(QKeyEvent* event)
{
    switch (event->key()) {
    case Qt::Key_Escape: Q_EMIT cancelled(); return;
    case Qt::Key_Down: step(1); return;
    case Qt::Key_Up: step(-1); return;
    default: QWidget::keyPressEvent(event);
    }
}

bool PickList::eventFilter(QObject* watched, QEvent* event)
{
    if (watched == m_field && event->type() == QEvent::KeyPress &&
        static_cast<QKeyEvent*>(event)->key() == Qt::Key_Escape) {
        Q_EMIT cancelled();
        return true;
    }
    return QWidget::eventFilter(watched, event);
}

} // namespace kontor
