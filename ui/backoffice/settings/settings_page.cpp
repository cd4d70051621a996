#include "ui/backoffice/settings/settings_page.h"

#include "domain/settings/keys.h"
#include "ui/backoffice/settings/enrolment_panel.h"
#include "ui/text/money_text.h"
#include "ui/widgets/button.h"
#include "ui/widgets/field.h"
#include "ui/widgets/form.h"
#include "ui/widgets/label.h"
#include "ui/widgets/notice_strip.h"
#include "ui/widgets/tab_row.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QScrollArea>
#include <QScroller>
#include <QStackedWidget>
#include <QVBoxLayout>

#include <algorithm>

namespace kontor {
namespace {

/// The choices of a setting that is chosen and not typed.
std::vector<std::string_view> choicesOf(const SettingKey& key)
{
    if (key.form == SettingForm::Bool)
        return {"true", "false"};
    std::vector<std::string_view> choices;
    for (auto rest = key.choices; !rest.empty();) {
        const auto bar = rest.find('|');
        choices.push_back(rest.substr(0, bar));
        rest = bar == std::string_view::npos ? std::string_view() : rest.substr(bar + 1);
    }
    return choices;
}

} // namespace

SettingsPage::SettingsPage(const Theme& theme, Store& store, Currency currency, EnrolmentPort* enrolment,
                           const std::vector<std::pair<QString, QString>>& languages, const QString& language)
    : m_theme(theme),
      m_model(store, currency),
      m_languages(languages),
      m_language(language)
{
    setAccessibleName(tr("Settings"));
    auto* title = new Label(theme, TextRole::Title, Tone::Text, tr("Settings"));
    title->setFixedHeight(40); // As on pages with buttons beside it.
    auto* about = new Label(theme, TextRole::Body, Tone::Muted, tr("the nearest to the till holds"));
    about->setElided(true);
    about->setContentsMargins(0, 4, 0, 0); // On the title's base line.
    auto* top = new QHBoxLayout;
    top->setSpacing(8);
    top->addWidget(title);
    top->addWidget(about, 1, Qt::AlignVCenter);
    m_tabs = new TabRow(theme);
    m_tabs->setAccessibleName(tr("Settings of"));
    m_pages = new QStackedWidget;
    for (const auto& [name, level] : {std::pair{tr("Organisation"), SettingLevel::Organisation},
                                      {tr("Store"), SettingLevel::Store},
                                      {tr("This till"), SettingLevel::Till}}) {
        m_tabs->addTab(name);
        m_pages->addWidget(makeLevel(level));
    }
    if (enrolment != nullptr) {
        m_tabs->addTab(tr("Server"));
        m_enrolment = new EnrolmentPanel(theme, *enrolment);
        connect(m_enrolment, &EnrolmentPanel::joined, this, [this] {
            m_notice->tell(NoticeStrip::Tone::Good, tr("Connected."),
                           tr("What is sold here goes to the server from now on."));
            Q_EMIT joined();
        });
        m_pages->addWidget(makeScrolled({m_enrolment}));
    }
    connect(m_tabs, &QTabBar::currentChanged, m_pages, &QStackedWidget::setCurrentIndex);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(metrics::pageMargin, metrics::pageMargin, metrics::pageMargin, 0);
    column->setSpacing(metrics::cardGap);
    column->addLayout(top);
    column->addWidget(m_tabs);
    column->addWidget(m_pages, 1);
    m_notice = new NoticeStrip(theme, this);
    connect(&m_model, &SettingsModel::changed, this, qOverload<>(&SettingsPage::show));
    connect(&m_model, &SettingsModel::saved, this, [this](const QString& key) {
        m_asked.remove(key);
        show();
        m_notice->tell(NoticeStrip::Tone::Good, tr("Saved."), tr("The tills have it as soon as they are connected."));
    });
    connect(&m_model, &SettingsModel::refused, this, &SettingsPage::refuse);
}

QWidget* SettingsPage::makeScrolled(const std::vector<QWidget*>& cards)
{
    auto* area = new QScrollArea;
    area->setFrameShape(QFrame::NoFrame);
    area->setWidgetResizable(true);
    area->setFocusPolicy(Qt::NoFocus);
    area->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    QScroller::grabGesture(area->viewport(), QScroller::TouchGesture);
    auto* inside = new QWidget;
    auto* column = new QVBoxLayout(inside);
    column->setContentsMargins(0, 0, 8, metrics::pageMargin);
    column->setSpacing(metrics::cardGap);
    for (auto* card : cards) {
        card->setMaximumWidth(760);
        column->addWidget(card);
    }
    column->addStretch(1);
    area->setWidget(inside);
    return area;
}

QWidget* SettingsPage::makeLevel(SettingLevel level)
{
    std::vector<QWidget*> cards;
    auto* facts = new FormCard(m_theme, {});
    addFacts(level, *facts);
    cards.push_back(facts);
    for (const auto& group : settingGroups()) {
        FormCard* card = nullptr;
        for (const auto& setting : group.settings) {
            if (std::find(setting.levels.begin(), setting.levels.end(), level) == setting.levels.end())
                continue;
            if (card == nullptr)
                cards.push_back(card = new FormCard(m_theme, group.title));
            addControl(level, setting, *card);
        }
    }
    return makeScrolled(cards);
}

void SettingsPage::addFacts(SettingLevel level, FormCard& card)
{
    const auto fact = [&](const QString& name, const QString& value) {
        auto* label = new Label(m_theme, TextRole::Strong, Tone::Text, value);
        label->setWordWrap(true);
        label->setAccessibleName(name + QStringLiteral(": ") + value);
        card.addRow(name, label);
    };
    const auto nameField = [&](const QString& title, const QString& help) {
        auto* field = new Field(m_theme, title);
        m_names.emplace_back(level, field);
        connect(field, &QLineEdit::editingFinished, this, [this, level, field] {
            if (field->text().trimmed() == m_model.name(level))
                return;
            m_asked.insert(SettingsModel::nameKey(level), field);
            m_model.rename(level, field->text());
        });
        card.addRow(tr("Name"), field, help);
    };
    switch (level) {
    case SettingLevel::Organisation:
        nameField(tr("Name of the organisation"), tr("Printed on receipts from now on."));
        fact(tr("Currency"),
             QString::fromLatin1(m_model.currency().alpha().data(), qsizetype(m_model.currency().alpha().size())));
        return;
    case SettingLevel::Store:
        nameField(tr("Name of the store"), tr("Shown in reports and printed on receipts from now on."));
        fact(tr("Time zone"), m_model.zone());
        return;
    case SettingLevel::Till: break;
    }
    nameField(tr("Name of this till"), tr("Shown in the header and in reports; receipt numbers keep their prefix."));
    m_languageBox = new QComboBox;
    m_languageBox->setFixedHeight(36);
    m_languageBox->addItem(tr("As the system"), QString());
    for (const auto& [code, name] : m_languages)
        m_languageBox->addItem(name, code);
    m_languageBox->setCurrentIndex(std::max(0, m_languageBox->findData(m_language)));
    connect(m_languageBox, &QComboBox::activated, this,
            [this](int index) { Q_EMIT languageRequested(m_languageBox->itemData(index).toString()); });
    card.addRow(tr("Language"), m_languageBox, tr("Of this till's pages; the page is made anew at once."));
}

void SettingsPage::addControl(SettingLevel level, const SettingText& setting, FormCard& card)
{
    const auto* key = settingKey(setting.key);
    Control control{level, setting};
    const auto choices = choicesOf(*key);
    control.inherit = new Button(m_theme, Button::Kind::Quiet, {});
    control.inherit->setIconName(QStringLiteral("undo-2"), 16);
    control.inherit->setAccessibleName(tr("Not set here: %1").arg(setting.title));
    control.inherit->setToolTip(tr("Take back what is set here"));
    control.inherit->setFixedSize(metrics::touch, 36);
    auto keeps = control.inherit->sizePolicy();
    keeps.setRetainSizeWhenHidden(true); // The fields stay in line.
    control.inherit->setSizePolicy(keeps);
    connect(control.inherit, &Button::clicked, this, [this, level, setting] {
        m_asked.remove(QString::fromUtf8(setting.key.data(), qsizetype(setting.key.size())));
        m_model.clear(level, setting);
    });
    auto* row = new QWidget;
    auto* beside = new QHBoxLayout(row);
    beside->setContentsMargins(0, 0, 0, 0);
    beside->setSpacing(4);
    if (!choices.empty()) {
        control.box = new QComboBox;
        control.box->setAccessibleName(setting.title);
        control.box->setFixedHeight(36);
        for (const auto& choice : choices)
            control.box->addItem(settingChoiceText(choice), QString::fromUtf8(choice.data(), qsizetype(choice.size())));
        connect(control.box, &QComboBox::activated, this, [this, level, setting, box = control.box](int index) {
            m_model.set(level, setting, box->itemData(index).toString());
        });
        beside->addWidget(control.box, 1);
    } else {
        control.field = new Field(m_theme, setting.title);
        connect(control.field, &QLineEdit::editingFinished, this, [this, level, setting, field = control.field] {
            const auto own = m_model.own(level, setting);
            if (!field->isModified() || field->text().trimmed() == own.value_or(QString()))
                return;
            field->setModified(false);
            m_asked.insert(QString::fromUtf8(setting.key.data(), qsizetype(setting.key.size())), field);
            m_model.set(level, setting, field->text());
        });
        beside->addWidget(control.field, 1);
    }
    beside->addWidget(control.inherit, 0, Qt::AlignTop);
    card.addRow(setting.title, row, setting.help);
    m_controls.push_back(std::move(control));
}

void SettingsPage::enter()
{
    show();
    if (m_enrolment != nullptr)
        m_enrolment->reload();
    m_tabs->setFocus();
}

void SettingsPage::setActor(Id<schema::Staff> staff)
{
    m_model.setActor(staff);
    if (m_enrolment != nullptr)
        m_enrolment->setActor(staff);
}

void SettingsPage::show()
{
    for (const auto& [level, field] : m_names)
        if (!field->hasFocus() && m_asked.value(SettingsModel::nameKey(level)) != field)
            field->setText(m_model.name(level));
    for (const auto& control : m_controls)
        show(control);
}

void SettingsPage::show(const Control& control)
{
    const auto own = m_model.own(control.level, control.setting);
    const auto inherited = m_model.inherited(control.level, control.setting);
    control.inherit->setVisible(own.has_value());
    if (control.box != nullptr) {
        control.box->setCurrentIndex(std::max(0, control.box->findData(own.value_or(inherited))));
        return;
    }
    if (control.field->hasFocus() && control.field->isModified())
        return; // What somebody is typing stays.
    const auto key = QString::fromUtf8(control.setting.key.data(), qsizetype(control.setting.key.size()));
    if (m_asked.value(key) == control.field)
        return; // What was refused stays to be mended.
    control.field->setPlaceholderText(inherited.isEmpty() ? tr("nothing") : inherited);
    control.field->setText(own.value_or(QString()));
    control.field->setCursorPosition(0);
}

void SettingsPage::refuse(const QString& key, const QString& why)
{
    if (auto* field = m_asked.value(key))
        field->setFault(why);
    m_notice->tell(NoticeStrip::Tone::Bad, tr("Not saved."), why);
}

void SettingsPage::resizeEvent(QResizeEvent* event)
{
    Page::resizeEvent(event);
    const int width = std::min(560, this->width() - 2 * metrics::pageMargin);
    const int height = m_notice->sizeHint().height();
    m_notice->setGeometry(metrics::pageMargin, this->height() - height - metrics::pageMargin, width, height);
    m_notice->raise();
}

} // namespace kontor
