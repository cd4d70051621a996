#include "ui/sell/sign_in_page.h"

#include "ui/theme/icon.h"
#include "ui/widgets/avatar.h"
#include "ui/widgets/button.h"
#include "ui/widgets/keypad.h"
#include "ui/widgets/label.h"
#include "ui/widgets/pin_dots.h"

#include <QButtonGroup>
#include <QDateTime>
#include <QGridLayout>
#include <QKeyEvent>
#include <QLocale>
#include <QScrollArea>
#include <QVBoxLayout>

namespace kontor {
namespace {
constexpr int peopleInRow = 5;
constexpr int maxPinDigits = 8;
constexpr int minPinDigits = 4;
constexpr int personWidth = 110;
constexpr int personHeight = 106;
} // namespace

SignInPage::SignInPage(const Theme& theme, SignInModel& model, const QString& store, const QString& terminal)
    : m_theme(theme),
      m_model(model)
{
    setFocusPolicy(Qt::StrongFocus);
    setAccessibleName(tr("Sign in"));
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(0);
    row->addWidget(makeBrand(store, terminal), 41);
    row->addWidget(makeForm(), 59);

    connect(&m_model, &SignInModel::peopleChanged, this, &SignInPage::showPeople);
    connect(&m_model, &SignInModel::refused, this, [this](const QString& why) {
        m_pin.clear();
        m_dots->setCount(0);
        showLift();
        say(why, Tone::Bad);
    });
    connect(&m_model, &SignInModel::lifted, this, [this](const SignInModel::Person& locked) {
        m_liftFor.reset();
        for (int i = 0; i < int(m_model.people().size()); ++i)
            if (m_model.people()[std::size_t(i)].id == locked.id)
                choose(i);
        say(tr("%1 can sign in again.").arg(locked.name));
    });
    connect(&m_model, &SignInModel::checkingChanged, this, [this] { m_keypad->setEnabled(!m_model.isChecking()); });
    connect(&m_tick, &QTimer::timeout, this, &SignInPage::showTime);
    m_tick.start(1000);
    showTime();
    showPeople();
}

void SignInPage::setPlace(const QString& store, const QString& terminal)
{
    m_place->setText(tr("%1 · %2", "store, terminal").arg(store, terminal));
}

QWidget* SignInPage::makeBrand(const QString& store, const QString& terminal)
{
    auto* brand = new QWidget(this);
    brand->setAutoFillBackground(true);
    auto colours = m_theme.palette();
    colours.setColor(QPalette::Window, m_theme.brand);
    brand->setPalette(colours);

    auto* logo = new QLabel(brand);
    logo->setPixmap(iconPixmap(QStringLiteral("store"), 24, m_theme.brandText, devicePixelRatioF()));
    auto* name = new Label(m_theme, TextRole::Title, Tone::Brand, tr("Kontor"), brand);
    auto* top = new QHBoxLayout;
    top->setSpacing(10);
    top->addWidget(logo);
    top->addWidget(name);
    top->addStretch(1);

    m_clock = new Label(m_theme, TextRole::Clock, Tone::Brand, {}, brand);
    m_date = new Label(m_theme, TextRole::Lead, Tone::BrandMuted, {}, brand);
    auto dateFont = m_date->font();
    dateFont.setWeight(QFont::Normal);
    m_date->setFont(dateFont);
    m_place = new Label(m_theme, TextRole::Body, Tone::Brand, {}, brand);
    setPlace(store, terminal);
    auto* promise = new Label(m_theme, TextRole::Body, Tone::BrandMuted,
                              tr("Working offline is fine. Sales are kept here and synced later."), brand);
    promise->setWordWrap(true);

    auto* column = new QVBoxLayout(brand);
    column->setContentsMargins(56, 56, 56, 56);
    column->setSpacing(2);
    column->addLayout(top);
    column->addStretch(1);
    column->addWidget(m_clock);
    column->addSpacing(4);
    column->addWidget(m_date);
    column->addStretch(1);
    column->addWidget(m_place);
    column->addWidget(promise);
    return brand;
}

QWidget* SignInPage::makeForm()
{
    auto* form = new QWidget(this);
    // A big team scrolls; three rows are always in sight.
    auto* team = new QScrollArea(form);
    team->setFrameShape(QFrame::NoFrame);
    team->setWidgetResizable(true);
    team->setFocusPolicy(Qt::NoFocus);
    team->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    team->setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
    auto* inside = new QWidget;
    m_people = new QGridLayout(inside);
    m_people->setContentsMargins(0, 0, 0, 0);
    m_people->setSpacing(0);
    m_people->setAlignment(Qt::AlignHCenter | Qt::AlignTop);
    team->setWidget(inside);
    team->setObjectName(QStringLiteral("team"));

    m_buttons = new QButtonGroup(this);
    connect(m_buttons, &QButtonGroup::idClicked, this, &SignInPage::choose);
    m_dots = new PinDots(m_theme, form);
    m_keypad = new Keypad(m_theme, Keypad::Layout::Pin, form);
    connect(m_keypad, &Keypad::typed, this, &SignInPage::type);
    connect(m_keypad, &Keypad::erased, this, &SignInPage::erase);
    connect(m_keypad, &Keypad::entered, this, &SignInPage::submit);
    m_message = new Label(m_theme, TextRole::Body, Tone::Muted, {}, form);
    m_message->setAlignment(Qt::AlignCenter);
    m_message->setWordWrap(true);
    m_message->setMinimumHeight(40);

    m_lift = new Button(m_theme, Button::Kind::Plain, {}, form);
    m_lift->setIconName(QStringLiteral("lock"));
    m_lift->hide();
    connect(m_lift, &Button::clicked, this, [this] {
        if (m_chosen < 0)
            return;
        m_liftFor = m_model.people()[std::size_t(m_chosen)];
        m_pin.clear();
        m_dots->setCount(0);
        say(tr("Choose who lets %1 try again, type that PIN, then Enter.").arg(m_liftFor->name));
        setFocus();
    });

    auto* column = new QVBoxLayout(form);
    column->setContentsMargins(24, 4, 24, 4); // At 125 % a till's screen has just the height for this.
    column->setSpacing(0);
    column->addStretch(1);
    column->addWidget(team);
    column->addSpacing(10);
    column->addWidget(m_dots, 0, Qt::AlignHCenter);
    column->addSpacing(18);
    column->addWidget(m_keypad, 0, Qt::AlignHCenter);
    column->addSpacing(4);
    column->addWidget(m_message);
    column->addWidget(m_lift, 0, Qt::AlignHCenter);
    column->addStretch(1);
    return form;
}

void SignInPage::showPeople()
{
    for (auto* button : m_buttons->buttons()) {
        m_buttons->removeButton(button);
        m_people->removeWidget(button);
        button->deleteLater();
    }
    const auto& people = m_model.people();
    for (int i = 0; i < int(people.size()); ++i) {
        auto* button = new PersonButton(m_theme, people[std::size_t(i)].name);
        button->setFixedSize(personWidth, personHeight);
        m_buttons->addButton(button, i);
        m_people->addWidget(button, i / peopleInRow, i % peopleInRow);
    }
    const int rows = std::clamp((int(people.size()) + peopleInRow - 1) / peopleInRow, 1, 2);
    if (auto* team = findChild<QScrollArea*>(QStringLiteral("team")))
        team->setFixedHeight(rows * personHeight);
    choose(people.empty() ? -1 : std::clamp(m_chosen, 0, int(people.size()) - 1));
}

void SignInPage::enter()
{
    m_pin.clear();
    m_dots->setCount(0);
    m_liftFor.reset();
    showLift();
    say({});
    setFocus();
}

void SignInPage::showLift()
{
    const bool locked = m_chosen >= 0 && m_model.isLockedOut(m_model.people()[std::size_t(m_chosen)]);
    m_lift->setVisible(locked);
    if (locked) {
        m_lift->setText(tr("Let %1 try again").arg(m_model.people()[std::size_t(m_chosen)].name));
        m_lift->setAccessibleName(m_lift->text());
        m_lift->updateGeometry();
    }
}

void SignInPage::say(const QString& text, Tone tone)
{
    auto colours = m_theme.palette();
    colours.setColor(QPalette::WindowText, tone == Tone::Bad ? m_theme.bad : m_theme.muted);
    m_message->setPalette(colours);
    m_message->setText(text.isEmpty() ? tr("Choose yourself, type your PIN, then Enter.") : text);
}

void SignInPage::choose(int index)
{
    m_chosen = index;
    m_pin.clear();
    m_dots->setCount(0);
    if (auto* button = m_buttons->button(index))
        button->setChecked(true);
    showLift();
    if (m_liftFor)
        say(tr("Choose who lets %1 try again, type that PIN, then Enter.").arg(m_liftFor->name));
    else
        say(index < 0 ? tr("Nobody can sign in yet. Add staff in the back office.") : QString());
    setFocus();
}

void SignInPage::type(const QString& digits)
{
    if (m_model.isChecking() || m_chosen < 0 || m_pin.size() + digits.size() > maxPinDigits)
        return;
    if (m_pin.isEmpty() && !m_liftFor)
        say({});
    m_pin += digits;
    m_dots->setCount(int(m_pin.size()));
}

void SignInPage::erase()
{
    m_pin.chop(1);
    m_dots->setCount(int(m_pin.size()));
}

void SignInPage::submit()
{
    if (m_chosen < 0 || m_model.isChecking())
        return;
    if (m_pin.size() < minPinDigits) {
        say(tr("A PIN has at least four digits."));
        return;
    }
    const auto& person = m_model.people()[std::size_t(m_chosen)];
    if (m_liftFor && m_liftFor->id != person.id)
        m_model.lift(*m_liftFor, person, m_pin);
    else
        m_model.signIn(person, m_pin);
}

void SignInPage::keyPressEvent(QKeyEvent* event)
{
    const int count = int(m_model.people().size());
    switch (event->key()) {
    case Qt::Key_Return:
    case Qt::Key_Enter: submit(); return;
    case Qt::Key_Backspace: erase(); return;
    case Qt::Key_Escape:
        m_liftFor.reset();
        choose(m_chosen);
        return;
    case Qt::Key_Right:
    case Qt::Key_Down:
        if (count > 0)
            choose((m_chosen + 1) % count);
        return;
    case Qt::Key_Left:
    case Qt::Key_Up:
        if (count > 0)
            choose((m_chosen + count - 1) % count);
        return;
    default: break;
    }
    const auto text = event->text();
    if (text.size() == 1 && text.at(0) >= QLatin1Char('0') && text.at(0) <= QLatin1Char('9'))
        type(text);
    else
        Page::keyPressEvent(event);
}

void SignInPage::showTime()
{
    const auto now = QDateTime::currentDateTime();
    m_clock->setText(QLocale().toString(now.time(), QStringLiteral("HH:mm")));
    m_date->setText(QLocale().toString(now.date(), tr("dddd d MMMM", "date format")));
}

} // namespace kontor
