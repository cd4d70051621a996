#include "ui/setup/setup_page.h"

#include "ui/text/error_text.h"
#include "ui/text/money_text.h"
#include "ui/theme/icon.h"
#include "ui/theme/paint.h"
#include "ui/widgets/button.h"
#include "ui/widgets/field.h"
#include "ui/widgets/focus_ring.h"
#include "ui/widgets/form.h"
#include "ui/widgets/label.h"
#include "ui/widgets/progress_line.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QPainter>
#include <QScrollArea>
#include <QStackedWidget>
#include <QVBoxLayout>

#include <algorithm>

namespace kontor {
namespace {

constexpr int brandWidth = 400;
constexpr int formWidth = 640;

} // namespace

SetupPage::SetupPage(const Theme& theme, SetupPort& port) : m_theme(theme), m_port(port), m_countries(port.countries())
{
    setWindowTitle(tr("Kontor"));
    setWindowIcon(iconPixmap(QStringLiteral("store"), 64, theme.accent, 1));
    setMinimumSize(800, 600);
    setAccessibleName(tr("A new shop"));
    auto* title = new Label(theme, TextRole::Title, Tone::Text, tr("What shall it be?"));
    auto* ways = new QHBoxLayout;
    ways->setSpacing(metrics::buttonGap);
    for (const auto& [name, icon] : {std::pair{tr("My own shop"), "store"},
                                     {tr("The demo shop"), "shopping-basket"},
                                     {tr("Join a shop"), "server"}}) {
        auto* button = new Button(theme, Button::Kind::Choice, name);
        button->setIconName(QLatin1String(icon));
        const auto way = Way(m_ways.size());
        connect(button, &Button::clicked, this, [this, way] { choose(way); });
        ways->addWidget(button, 1);
        m_ways.push_back(button);
    }
    m_forms = new QStackedWidget;
    m_forms->addWidget(makeOwn());
    m_forms->addWidget(makeDemo());
    m_forms->addWidget(makeJoin());
    m_fault = new Label(theme, TextRole::Body, Tone::Bad);
    m_fault->setWordWrap(true);
    m_fault->hide();
    m_progress = new ProgressLine(theme);
    m_progress->hide();
    m_start = new Button(theme, Button::Kind::Primary, {});
    m_start->setKeyHint(tr("Enter"));
    m_start->setFixedHeight(metrics::chargeHeight);
    connect(m_start, &Button::clicked, this, &SetupPage::start);
    m_cancel = new Button(theme, Button::Kind::Plain, tr("Cancel"));
    m_cancel->setKeyHint(tr("Esc"));
    m_cancel->setFixedHeight(metrics::touch);
    m_cancel->setAccessibleName(tr("Cancel joining"));
    m_cancel->hide();
    connect(m_cancel, &Button::clicked, this, &SetupPage::cancel);

    auto* inside = new QWidget;
    auto* form = new QVBoxLayout(inside);
    form->setContentsMargins(32, 32, 32, 32);
    form->setSpacing(16);
    form->addWidget(title);
    form->addLayout(ways);
    form->addWidget(m_forms);
    form->addWidget(m_fault);
    form->addWidget(m_progress);
    form->addWidget(m_start);
    form->addWidget(m_cancel);
    form->addStretch(1);
    inside->setMaximumWidth(formWidth + 64);
    auto* area = new QScrollArea;
    area->setFrameShape(QFrame::NoFrame);
    area->setWidgetResizable(true);
    area->setFocusPolicy(Qt::NoFocus);
    area->setAlignment(Qt::AlignHCenter);
    area->setWidget(inside);
    auto* halves = new QHBoxLayout(this);
    halves->setContentsMargins(0, 0, 0, 0);
    halves->setSpacing(0);
    halves->addWidget(makeBrand());
    halves->addWidget(area, 1);
    new FocusRing(theme, this);
    choose(Way::Own);
}

SetupPage::~SetupPage()
{
    *m_cancelled = true; // The job is waited for.
}

QWidget* SetupPage::makeBrand()
{
    auto* brand = new QWidget;
    brand->setFixedWidth(brandWidth);
    auto colours = m_theme.palette();
    colours.setColor(QPalette::Window, m_theme.brand);
    brand->setPalette(colours);
    brand->setAutoFillBackground(true);
    auto* logo = new QLabel;
    logo->setPixmap(iconPixmap(QStringLiteral("store"), 24, m_theme.brandText, devicePixelRatioF()));
    auto* top = new QHBoxLayout;
    top->setSpacing(10);
    top->addWidget(logo);
    top->addWidget(new Label(m_theme, TextRole::Title, Tone::Brand, tr("Kontor")), 1);
    const auto words = [&](TextRole role, Tone tone, const QString& text) {
        auto* label = new Label(m_theme, role, tone, text);
        label->setWordWrap(true);
        return label;
    };
    auto* column = new QVBoxLayout(brand);
    column->setContentsMargins(sideMargins(48, 56, 40, 48));
    column->setSpacing(12);
    column->addLayout(top);
    column->addStretch(1);
    column->addWidget(words(TextRole::Figure, Tone::Brand, tr("Ready to sell in three minutes")));
    column->addWidget(
        words(TextRole::Body, Tone::BrandMuted,
              tr("The whole shop lives on this machine. Selling needs no network; a server can come later.")));
    column->addStretch(1);
    auto* folder = words(TextRole::Secondary, Tone::BrandMuted, tr("It is kept in %1").arg(qtext(m_port.folder())));
    column->addWidget(folder);
    return brand;
}

QWidget* SetupPage::makeOwn()
{
    auto* card = new FormCard(m_theme, {});
    m_country = new QComboBox;
    m_country->setFixedHeight(36);
    const auto likely = m_port.likelyCountry();
    for (const auto& country : m_countries) {
        m_country->addItem(qtext(country.name));
        if (country.code == likely)
            m_country->setCurrentIndex(m_country->count() - 1);
    }
    connect(m_country, &QComboBox::currentIndexChanged, this, &SetupPage::showCountry);
    const auto field = [&](const QString& name, const QString& example) {
        auto* made = new Field(m_theme, name);
        made->setPlaceholderText(example);
        connect(made, &QLineEdit::returnPressed, this, &SetupPage::start);
        return made;
    };
    m_name = field(tr("Name of the shop"), tr("Harbour Street"));
    m_person = field(tr("Your name"), tr("Mira Okafor"));
    m_pin = field(tr("Your PIN"), tr("four to eight digits"));
    m_pin->setEchoMode(QLineEdit::Password);
    m_pin->setInputMethodHints(Qt::ImhDigitsOnly | Qt::ImhSensitiveData);
    m_rate = field(tr("Tax, percent"), tr("none"));
    m_customs = new Label(m_theme, TextRole::Secondary, Tone::Muted);
    m_customs->setWordWrap(true);
    card->addRow(tr("Name of the shop"), m_name);
    card->addRow(tr("Your name"), m_person, tr("You may do everything; others are added later."));
    card->addRow(tr("Your PIN"), m_pin, tr("Four to eight digits, to sign in with."));
    card->addRow(tr("Country"), m_country);
    card->addRow(tr("Tax, percent"), m_rate, tr("Of most goods; others are added later."));
    card->addWide(m_customs);
    showCountry();
    return card;
}

QWidget* SetupPage::makeDemo()
{
    auto* card = new FormCard(m_theme, tr("Demo Gifts, Harbour Street"));
    auto* words =
        new Label(m_theme, TextRole::Body, Tone::Text,
                  tr("2,762 products and one real month of a gift shop's sales, to try everything in. Sign in as "
                     "Mira Okafor with the PIN 2468. It takes about half a minute to make."));
    words->setWordWrap(true);
    card->addWide(words);
    return card;
}

QWidget* SetupPage::makeJoin()
{
    auto* card = new FormCard(m_theme, {});
    const auto field = [&](const QString& name, const QString& example) {
        auto* made = new Field(m_theme, name);
        made->setPlaceholderText(example);
        connect(made, &QLineEdit::returnPressed, this, &SetupPage::start);
        return made;
    };
    m_server = field(tr("Server"), QStringLiteral("https://10.0.0.5:8470"));
    m_code = field(tr("Code"), tr("read out at the server"));
    m_file = field(tr("File"), tr("instead of server and code"));
    card->addRow(tr("Server"), m_server, tr("Where the shop's server is."));
    card->addRow(tr("Code"), m_code, tr("Made there by: kontorctl enrol --make-code. Good once, for a day."));
    card->addRow(tr("Or a file"), m_file, tr("Made there by: kontorctl enrol --make FILE."));
    return card;
}

void SetupPage::showCountry()
{
    const auto index = m_country->currentIndex();
    if (index < 0 || m_customs == nullptr)
        return;
    const auto& country = m_countries[std::size_t(index)];
    m_rate->setText(qtext(country.taxRate));
    auto text = tr("Prices in %1, clock of %2.").arg(qtext(country.currency), qtext(country.zone));
    text += QLatin1Char(' ') + (country.taxIncluded ? tr("%1 is contained in prices.").arg(qtext(country.tax))
                                                    : tr("%1 comes on top of prices.").arg(qtext(country.tax)));
    if (!country.smallestCoin.empty())
        text += QLatin1Char(' ') + tr("Cash is rounded to %1.").arg(qtext(country.smallestCoin));
    m_customs->setText(text);
}

void SetupPage::choose(Way way)
{
    if (m_busy)
        return;
    m_way = way;
    for (std::size_t i = 0; i < m_ways.size(); ++i)
        m_ways[i]->setChecked(Way(i) == way);
    m_forms->setCurrentIndex(int(way));
    for (int i = 0; i < m_forms->count(); ++i) // As high as the form that is shown.
        m_forms->widget(i)->setSizePolicy(QSizePolicy::Preferred,
                                          i == int(way) ? QSizePolicy::Preferred : QSizePolicy::Ignored);
    m_fault->hide();
    m_start->setText(way == Way::Own    ? tr("Open the shop")
                     : way == Way::Demo ? tr("Make the demo shop")
                                        : tr("Join the shop"));
    m_start->setAccessibleName(m_start->text());
    if (way == Way::Own)
        m_name->setFocus();
    else if (way == Way::Join)
        m_server->setFocus();
    else
        m_start->setFocus();
}

bool SetupPage::hasAll(const std::vector<Field*>& fields)
{
    for (auto* field : fields)
        if (field->text().trimmed().isEmpty()) {
            field->setFault(tr("This is needed."));
            field->setFocus();
            m_fault->setText(tr("%1 is needed.").arg(field->accessibleName()));
            m_fault->show();
            return false;
        }
    return true;
}

void SetupPage::start()
{
    if (m_busy)
        return;
    *m_cancelled = false;
    m_fault->hide();
    const auto progress = [this, post = m_courier.post()](std::uint64_t done, std::uint64_t of) {
        post([this, done, of] { m_progress->show(of == 0 ? -1 : double(done) / double(of)); });
    };
    const auto answered = [this](const Result<Done>& done) { answer(done); };
    if (m_way == Way::Own) {
        if (!hasAll({m_name, m_person, m_pin}))
            return;
        SetupPort::OwnShop shop;
        shop.country = m_countries[std::size_t(std::max(0, m_country->currentIndex()))].code;
        shop.name = m_name->text().trimmed().toStdString();
        shop.person = m_person->text().trimmed().toStdString();
        shop.pin = m_pin->text().toStdString();
        auto rate = m_rate->text().trimmed();
        rate.remove(QLatin1Char('%')).replace(QLatin1Char(','), QLatin1Char('.'));
        shop.taxRate = rate.trimmed().toStdString();
        setBusy(true);
        m_job.ask([&port = m_port, shop] { return port.foundOwn(shop); }, answered);
    } else if (m_way == Way::Demo) {
        setBusy(true);
        m_job.ask(
            [&port = m_port, progress, cancelled = m_cancelled] {
                return port.foundDemo(progress, [cancelled] { return cancelled->load(); });
            },
            answered);
    } else {
        EnrolmentPort::Invitation invitation;
        invitation.file = m_file->text().trimmed().toStdString();
        if (invitation.file.empty()) {
            if (!hasAll({m_server, m_code}))
                return;
            invitation.server = m_server->text().trimmed().toStdString();
            invitation.code = m_code->text().trimmed().toStdString();
        }
        invitation.isCancelled = [cancelled = m_cancelled] { return cancelled->load(); };
        setBusy(true);
        m_cancel->setEnabled(true);
        m_cancel->show();
        m_cancel->setFocus();
        m_job.ask([&port = m_port, invitation, progress] { return port.join(invitation, progress); }, answered);
    }
}

void SetupPage::cancel()
{
    *m_cancelled = true;
    m_cancel->setEnabled(false); // The answer comes when the request is given up.
}

void SetupPage::keyPressEvent(QKeyEvent* event)
{
    if (event->key() == Qt::Key_Escape && m_cancel->isVisible())
        cancel();
    else
        QWidget::keyPressEvent(event);
}

void SetupPage::setBusy(bool busy)
{
    m_busy = busy;
    m_progress->setVisible(busy);
    m_cancel->hide();
    m_progress->show(-1);
    m_start->setEnabled(!busy);
    m_forms->setEnabled(!busy);
    for (auto* way : m_ways)
        way->setEnabled(!busy);
}

Field* SetupPage::fieldOf(const std::string& about) const
{
    if (about == "store_name" || about == "organisation_name")
        return m_name;
    if (about == "administrator_name")
        return m_person;
    if (about == "pin")
        return m_pin;
    if (about == "rate")
        return m_rate;
    if (about == "code" || about == "secret")
        return m_code;
    if (about == "server" || about == "address")
        return m_server;
    return nullptr;
}

void SetupPage::answer(const Result<Done>& done)
{
    setBusy(false);
    if (done) {
        Q_EMIT finished();
        return;
    }
    if (*m_cancelled) {
        m_fault->setText(tr("Cancelled. Nothing was made."));
        m_fault->show();
        m_start->setFocus();
        return;
    }
    auto* field = fieldOf(done.error().about);
    const auto why = errorText(done.error());
    m_fault->setText((field != nullptr ? field->accessibleName() : qtext(done.error().about)) + QStringLiteral(": ") +
                     why);
    m_fault->show();
    if (field != nullptr) {
        field->setFault(why);
        field->setFocus();
    }
}

void SetupPage::paintEvent(QPaintEvent*)
{
    QPainter(this).fillRect(rect(), m_theme.bg);
}

} // namespace kontor
