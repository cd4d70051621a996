#include "ui/sell/approval_panel.h"

#include "ui/widgets/button.h"
#include "ui/widgets/chip.h"
#include "ui/widgets/keypad.h"
#include "ui/widgets/label.h"
#include "ui/widgets/pin_dots.h"

#include <QHBoxLayout>
#include <QKeyEvent>
#include <QVBoxLayout>

namespace kontor {
namespace {

constexpr int mostDigits = 8;

QString saying(const QString& permission)
{
    if (permission == QLatin1String("open-price"))
        return ApprovalPanel::tr("Another price needs a second person.");
    if (permission == QLatin1String("return-goods"))
        return ApprovalPanel::tr("Taking goods back needs a second person.");
    return ApprovalPanel::tr("This needs a second person.");
}

} // namespace

ApprovalPanel::ApprovalPanel(const Theme& theme, Store& store, QWidget* parent)
    : QWidget(parent),
      m_model(store),
      m_what(new Label(theme, TextRole::Lead, Tone::Text)),
      m_choices(new ChipRow(theme, Chip::Size::Touch)),
      m_dots(new PinDots(theme)),
      m_message(new Label(theme, TextRole::Body, Tone::Muted))
{
    setFocusPolicy(Qt::StrongFocus);
    setAccessibleName(tr("Approval"));
    m_message->setWordWrap(true);
    m_what->setWordWrap(true);
    auto* back = new Button(theme, Button::Kind::Plain, tr("Leave as it is"), this);
    back->setKeyHint(tr("Esc"));
    back->setFixedHeight(56);
    connect(back, &Button::clicked, this, &ApprovalPanel::cancelled);
    auto* keypad = new Keypad(theme, Keypad::Layout::Pin, this);
    connect(keypad, &Keypad::typed, this, &ApprovalPanel::type);
    connect(keypad, &Keypad::erased, this, &ApprovalPanel::erase);
    connect(keypad, &Keypad::entered, this, &ApprovalPanel::submit);
    connect(m_choices, &ChipRow::chosen, this, &ApprovalPanel::choose);
    connect(&m_model, &SignInModel::signedIn, this,
            [this](const SignInModel::Person& person) { Q_EMIT approved(person.id); });
    connect(&m_model, &SignInModel::refused, this, [this](const QString& why) { m_message->setText(why); });

    auto* left = new QVBoxLayout;
    left->setSpacing(metrics::cardGap);
    left->addWidget(m_what);
    left->addWidget(new Label(theme, TextRole::Body, Tone::Muted, tr("Who says yes?")));
    left->addWidget(m_choices);
    left->addSpacing(8);
    left->addWidget(m_dots, 0, Qt::AlignLeft);
    left->addWidget(m_message);
    left->addWidget(back);
    left->addStretch(1);
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(sideMargins(0, 0, metrics::pageMargin, 0));
    row->setSpacing(metrics::pageMargin);
    row->addLayout(left, 1);
    row->addWidget(keypad, 0, Qt::AlignTop);
}

void ApprovalPanel::begin(const QString& forWhat, Id<schema::Staff> cashier)
{
    m_what->setText(saying(forWhat));
    m_people.clear();
    QStringList names;
    for (const auto& person : m_model.people())
        if (person.id != cashier) {
            m_people.push_back(person);
            names << tr("%1, %2", "name, role").arg(person.name, person.role);
        }
    m_choices->setChoices(names, 0);
    choose(0);
    if (m_people.empty())
        m_message->setText(tr("Nobody else works here yet."));
    setFocus();
}

void ApprovalPanel::choose(int index)
{
    m_chosen = index;
    m_pin.clear();
    m_dots->setCount(0);
    m_message->setText(tr("Type your PIN, then Enter. The sale stays with whoever is signed in."));
    setFocus();
}

void ApprovalPanel::type(const QString& digits)
{
    if (m_model.isChecking() || m_pin.size() + digits.size() > mostDigits)
        return;
    m_pin += digits;
    m_dots->setCount(int(m_pin.size()));
}

void ApprovalPanel::erase()
{
    m_pin.chop(1);
    m_dots->setCount(int(m_pin.size()));
}

void ApprovalPanel::submit()
{
    if (m_chosen < 0 || m_chosen >= int(m_people.size()) || m_pin.isEmpty())
        return;
    m_model.signIn(m_people[std::size_t(m_chosen)], std::exchange(m_pin, {}));
    m_dots->setCount(0);
}

void ApprovalPanel::keyPressEvent(QKeyEvent* event)
{
    const int count = int(m_people.size());
    switch (event->key()) {
    case Qt::Key_Return:
    case Qt::Key_Enter: submit(); return;
    case Qt::Key_Escape: Q_EMIT cancelled(); return;
    case Qt::Key_Backspace: erase(); return;
    case Qt::Key_Left:
    case Qt::Key_Right:
        if (count > 0) {
            const int next = (m_chosen + (event->key() == Qt::Key_Right ? 1 : count - 1)) % count;
            m_choices->choose(next);
            choose(next);
        }
        return;
    default: break;
    }
    const auto text = event->text();
    if (text.size() == 1 && text.at(0) >= QLatin1Char('0') && text.at(0) <= QLatin1Char('9'))
        type(text);
    else
        QWidget::keyPressEvent(event);
}

} // namespace kontor
