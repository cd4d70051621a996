#include "ui/backoffice/catalog/product_panel.h"

#include "ui/text/money_text.h"
#include "ui/widgets/button.h"
#include "ui/widgets/confirm_button.h"
#include "ui/widgets/field.h"
#include "ui/widgets/label.h"
#include "ui/widgets/tab_row.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QScrollArea>
#include <QShortcut>
#include <QStackedWidget>
#include <QVBoxLayout>

#include <algorithm>
#include <utility>

namespace kontor {
namespace {

constexpr int panelWidth = 332;

/// The amount as it is typed: with a dot, without signs.
QString priceText(const std::optional<UnitPrice>& price, Currency currency)
{
    return price ? qtext(price->toString(currency)) : QString();
}

/// What somebody typed stands; what they left alone is as it is now.
ProductForm merged(const ProductForm& typed, const ProductForm& base, const ProductForm& now)
{
    auto form = now;
    const auto keep = [&](auto ProductForm::*field) {
        if (!(typed.*field == base.*field))
            form.*field = typed.*field;
    };
    keep(&ProductForm::name);
    keep(&ProductForm::sku);
    keep(&ProductForm::barcode);
    keep(&ProductForm::brand);
    keep(&ProductForm::category);
    keep(&ProductForm::price);
    keep(&ProductForm::kind);
    keep(&ProductForm::unit);
    keep(&ProductForm::isPriceKeyedIn);
    if (!(typed.taxClass == base.taxClass) || !(typed.tax == base.tax)) { // One choice.
        form.taxClass = typed.taxClass;
        form.tax = typed.tax;
    }
    return form;
}

} // namespace

ProductPanel::ProductPanel(const Theme& theme, ProductModel& model, QWidget* parent)
    : Panel(theme, {}, parent),
      m_theme(theme),
      m_model(model),
      m_title(new Label(theme, TextRole::Lead, Tone::Text)),
      m_tabs(new TabRow(theme)),
      m_pages(new QStackedWidget),
      m_publish(new Button(theme, Button::Kind::Plain, tr("Publish"))),
      m_archive(new ConfirmButton(theme, tr("Archive"), tr("Take it off the tills?"))),
      m_discard(new Button(theme, Button::Kind::Plain, tr("Discard"))),
      m_save(new Button(theme, Button::Kind::Primary, tr("Save")))
{
    setFixedWidth(panelWidth);
    setAccessibleName(tr("Product"));
    m_title->setElided(true);
    auto* close = new Button(theme, Button::Kind::Quiet, {});
    close->setIconName(QStringLiteral("x"));
    close->setAccessibleName(tr("Close"));
    connect(close, &Button::clicked, this, &ProductPanel::closed);
    auto* top = new QHBoxLayout;
    top->addWidget(m_title, 1);
    top->addWidget(close);

    for (const auto& name : {tr("Details"), tr("Prices"), tr("Stock"), tr("History")})
        m_tabs->addTab(name);
    m_pages->addWidget(makeDetails());
    m_pages->addWidget(makePrices());
    m_pages->addWidget(makeList(m_stock));
    m_pages->addWidget(makeList(m_history));
    connect(m_tabs, &QTabBar::currentChanged, m_pages, &QStackedWidget::setCurrentIndex);

    m_save->setKeyHint(tr("Ctrl S"));
    m_save->setRole(TextRole::Strong);
    connect(m_save, &Button::clicked, this, &ProductPanel::save);
    connect(m_discard, &Button::clicked, this, &ProductPanel::discard);
    m_publish->setIconName(QStringLiteral("check"));
    m_publish->setAccessibleName(m_publish->text());
    connect(m_publish, &Button::clicked, this, [this] { m_model.setPublished(true); });
    m_archive->setIconName(QStringLiteral("archive"));
    m_archive->setAccessibleName(tr("Archive"));
    connect(m_archive, &ConfirmButton::confirmed, this, [this] { m_model.setPublished(false); });
    auto* saveKey = new QShortcut(QKeySequence::Save, this);
    saveKey->setContext(Qt::WindowShortcut);
    connect(saveKey, &QShortcut::activated, this, [this] {
        if (isVisible() && m_save->isEnabled())
            save();
    });
    auto* foot = new QHBoxLayout;
    foot->setSpacing(8);
    for (auto* button : {m_discard, m_save}) {
        button->setFixedHeight(40);
        foot->addWidget(button, 1);
    }
    m_publish->setFixedHeight(40);
    m_archive->setFixedHeight(40);

    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(16, 8, 16, 16);
    column->setSpacing(8);
    column->addLayout(top);
    column->addWidget(m_tabs);
    column->addWidget(m_pages, 1);
    column->addWidget(m_publish);
    column->addWidget(m_archive);
    column->addLayout(foot);

    connect(&m_model, &ProductModel::changed, this, &ProductPanel::follow);
    connect(&m_model, &ProductModel::saved, this, [this] {
        if (m_saving)
            m_drafts.erase(*m_saving);
        if (std::exchange(m_saving, std::nullopt) == m_shown)
            m_base = typed();
        show();
    });
    connect(&m_model, &ProductModel::refused, this, &ProductPanel::refuse);
}

QWidget* ProductPanel::makeDetails()
{
    QVBoxLayout* column = nullptr;
    auto* page = makeList(column);
    column->setSpacing(10);
    const auto add = [&](const QString& name, QWidget* field) {
        auto* label = new Label(m_theme, TextRole::Body, Tone::Muted, name);
        label->setFixedWidth(96);
        label->setBuddy(field);
        auto* row = new QWidget;
        auto* line = new QHBoxLayout(row);
        line->setContentsMargins(0, 0, 0, 0);
        line->setSpacing(8);
        line->addWidget(label);
        line->addWidget(field, 1);
        column->addWidget(row);
    };
    const auto field = [&](const QString& name) {
        auto* made = new Field(m_theme, name);
        connect(made, &QLineEdit::textEdited, this, &ProductPanel::showButtons);
        connect(made, &QLineEdit::returnPressed, this, &ProductPanel::save);
        add(name, made);
        return made;
    };
    const auto choice = [&](const QString& name) {
        auto* made = new QComboBox;
        made->setFixedHeight(36);
        made->setAccessibleName(name);
        made->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon); // A long name widens nothing.
        connect(made, &QComboBox::activated, this, &ProductPanel::showButtons);
        add(name, made);
        return made;
    };
    m_name = field(tr("Name"));
    m_sku = field(tr("SKU"));
    m_barcode = field(tr("Barcode"));
    m_barcode->setPlaceholderText(tr("several with commas"));
    m_variant = choice(tr("Variant"));
    m_category = choice(tr("Category"));
    m_brand = field(tr("Brand"));
    m_price = field(tr("Price"));
    m_tax = choice(tr("Tax"));
    m_unit = choice(tr("Sold by"));
    m_keyedIn = choice(tr("At the till"));
    m_keyedIn->addItems({tr("The price above"), tr("A price keyed in")});
    m_kind = choice(tr("Kind"));
    m_kind->addItems({tr("Goods"), tr("Service"), tr("Delivery")});
    m_cost = new Label(m_theme, TextRole::Body, Tone::Text);
    m_cost->setAccessibleName(tr("Cost"));
    add(tr("Cost"), m_cost);
    connect(m_variant, &QComboBox::activated, this, [this](int index) {
        if (index >= 0 && std::size_t(index) < m_model.variants().size())
            m_model.chooseVariant(m_model.variants()[std::size_t(index)].variant);
    });
    m_notSaved = new Label(m_theme, TextRole::Secondary, Tone::Muted, tr("Typed, and not saved yet."));
    m_notSaved->hide();
    column->addWidget(m_notSaved);
    m_fault = new Label(m_theme, TextRole::Secondary, Tone::Bad);
    m_fault->setWordWrap(true);
    m_fault->hide();
    column->addWidget(m_fault);
    column->addStretch(1);
    return page;
}

QWidget* ProductPanel::makeList(QVBoxLayout*& rows)
{
    auto* area = new QScrollArea;
    area->setFrameShape(QFrame::NoFrame);
    area->setWidgetResizable(true);
    area->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    auto colours = m_theme.palette();
    colours.setColor(QPalette::Window, m_theme.surface);
    area->setPalette(colours);
    auto* inside = new QWidget;
    rows = new QVBoxLayout(inside);
    rows->setContentsMargins(0, 8, 8, 0);
    rows->setSpacing(0);
    area->setWidget(inside);
    return area;
}

void ProductPanel::clear(QVBoxLayout* rows)
{
    while (auto* item = rows->takeAt(0)) {
        if (item->widget() != nullptr)
            item->widget()->deleteLater();
        delete item;
    }
}

QVBoxLayout* ProductPanel::addRow(QVBoxLayout* rows, const QString& main, const QString& second,
                                  const QString& trailing, bool strong)
{
    auto* row = new Panel(m_theme, Qt::BottomEdge);
    auto* line = new QHBoxLayout(row);
    line->setContentsMargins(0, 8, 0, 8);
    auto* words = new QVBoxLayout;
    words->setSpacing(2);
    auto* first = new Label(m_theme, strong ? TextRole::Strong : TextRole::Body, Tone::Text, main);
    first->setWordWrap(true);
    words->addWidget(first);
    if (!second.isEmpty()) {
        auto* below = new Label(m_theme, TextRole::Secondary, Tone::Muted, second);
        below->setWordWrap(true);
        words->addWidget(below);
    }
    line->addLayout(words, 1);
    if (!trailing.isEmpty())
        line->addWidget(new Label(m_theme, TextRole::Strong, strong ? Tone::Good : Tone::Text, trailing), 0,
                        Qt::AlignTop);
    rows->addWidget(row);
    return words;
}

void ProductPanel::follow()
{
    keepTyped();
    show();
}

void ProductPanel::keepTyped()
{
    const auto now = typed();
    if (now == m_base)
        m_drafts.erase(m_shown);
    else
        m_drafts[m_shown] = {now, m_base, m_price->text()};
}

void ProductPanel::discard()
{
    m_drafts.erase(m_shown);
    m_base = typed();
    show();
}

void ProductPanel::show()
{
    m_shown = m_model.isNew() ? RawId{} : m_model.variant().raw;
    const bool fresh = m_model.isNew();
    m_title->setText(fresh ? tr("New product") : m_model.form().name);
    m_sku->setReadOnly(!fresh);
    m_sku->setFocusPolicy(fresh ? Qt::StrongFocus : Qt::ClickFocus);
    fillChoices();

    auto form = m_model.form();
    auto price = priceText(form.price, m_model.currency());
    if (const auto draft = m_drafts.find(m_shown); draft != m_drafts.end()) {
        form = merged(draft->second.typed, draft->second.base, form);
        if (!(form.price == m_model.form().price))
            price = draft->second.price;
    }
    fill(form, price);
    m_base = m_model.form();
    for (auto* field : {m_name, m_sku, m_barcode, m_brand, m_price})
        field->setFault({});
    m_fault->hide();
    m_cost->setText(m_model.cost());
    m_cost->parentWidget()->setVisible(!m_model.cost().isEmpty());

    showLists();
    for (int tab = 1; tab < m_tabs->count(); ++tab)
        m_tabs->setTabEnabled(tab, !fresh);
    if (fresh)
        m_tabs->setCurrentIndex(0);
    const bool published = m_model.status() == schema::PUBLISHED;
    m_publish->setVisible(!fresh && !published);
    m_archive->setVisible(!fresh && published);
    showButtons();
}

void ProductPanel::fillChoices()
{
    m_categories = m_model.categories();
    m_taxes = m_model.taxes();
    m_units = m_model.units();
    for (auto* box : {m_category, m_tax, m_unit, m_variant})
        box->clear();
    for (const auto& one : m_categories)
        m_category->addItem(one.name);
    for (const auto& one : m_taxes)
        m_tax->addItem(one.name);
    for (const auto& one : m_units)
        m_unit->addItem(one.name);
    for (const auto& one : m_model.variants()) {
        m_variant->addItem(one.name);
        if (one.variant == m_model.variant())
            m_variant->setCurrentIndex(m_variant->count() - 1);
    }
    m_variant->parentWidget()->setVisible(m_variant->count() > 1);
    m_unit->parentWidget()->setVisible(m_units.size() > 1); // A shop that only counts has no use for it.
    m_kind->parentWidget()->setVisible(m_model.isNew());
}

void ProductPanel::fill(const ProductForm& form, const QString& price)
{
    const auto set = [](QLineEdit* field, const QString& text) {
        if (field->text() == text)
            return; // Somebody may be in the middle of it.
        field->setText(text);
        field->setCursorPosition(0); // A long name shows its beginning.
    };
    set(m_name, form.name);
    set(m_sku, form.sku);
    set(m_barcode, form.barcode);
    set(m_brand, form.brand);
    set(m_price, price);
    for (std::size_t i = 0; i < m_categories.size(); ++i)
        if (m_categories[i].category == form.category)
            m_category->setCurrentIndex(int(i));
    for (std::size_t i = 0; i < m_taxes.size(); ++i)
        if (m_taxes[i].taxClass == form.taxClass && m_taxes[i].tax == form.tax)
            m_tax->setCurrentIndex(int(i));
    for (std::size_t i = 0; i < m_units.size(); ++i)
        if (m_units[i].unit == form.unit)
            m_unit->setCurrentIndex(int(i));
    m_kind->setCurrentIndex(int(form.kind));
    m_keyedIn->setCurrentIndex(form.isPriceKeyedIn ? 1 : 0);
}

void ProductPanel::showLists()
{
    for (auto* rows : {m_prices, m_stock, m_history})
        clear(rows);
    showPrices();
    for (const auto& level : m_model.stock())
        addRow(m_stock, level.place, {}, level.quantity, false);
    showHistory();
    for (auto* rows : {m_prices, m_stock, m_history})
        rows->addStretch(1);
}

void ProductPanel::showHistory()
{
    for (const auto& entry : m_model.history()) {
        auto* words = addRow(m_history, entry.what, tr("%1 · %2", "who, when").arg(entry.who, entry.when), {}, false);
        if (entry.undo.empty())
            continue;
        auto* back = new Button(m_theme, Button::Kind::Plain, tr("Restore what was before"));
        back->setIconName(QStringLiteral("history"), 16);
        back->setRole(TextRole::Secondary);
        back->setFixedHeight(36);
        connect(back, &Button::clicked, &m_model, [this, entry] { m_model.restore(entry); });
        words->addSpacing(4);
        words->addWidget(back, 0, Qt::AlignLeft);
    }
}

void ProductPanel::showButtons()
{
    const bool changed = !(typed() == m_model.form());
    m_save->setEnabled(changed);
    m_discard->setEnabled(changed);
    m_notSaved->setVisible(changed);
}

ProductForm ProductPanel::typed() const
{
    const auto chosen = [](const auto& choices, const QComboBox* box) {
        return choices[std::size_t(std::clamp(box->currentIndex(), 0, int(choices.size()) - 1))];
    };
    ProductForm form;
    form.name = m_name->text().trimmed();
    form.sku = m_sku->text().trimmed();
    form.barcode = m_barcode->text().trimmed();
    form.brand = m_brand->text().trimmed();
    form.price = typedPrice(m_price->text(), m_model.currency());
    if (m_categories.empty())
        return form; // Nothing has been shown yet.
    form.category = chosen(m_categories, m_category).category;
    form.taxClass = chosen(m_taxes, m_tax).taxClass;
    form.tax = chosen(m_taxes, m_tax).tax;
    form.unit = chosen(m_units, m_unit).unit;
    form.kind = static_cast<schema::ProductKind>(std::max(0, m_kind->currentIndex()));
    form.isPriceKeyedIn = m_keyedIn->currentIndex() == 1;
    return form;
}

void ProductPanel::save()
{
    const auto form = typed();
    if (form == m_model.form())
        return;
    if (form.price && form.price->e4 < 0) {
        refuse(QStringLiteral("price"), tr("A price is a number, as 12.50."));
        return;
    }
    m_fault->hide();
    m_saving = m_shown;
    m_model.save(form);
}

void ProductPanel::refuse(const QString& field, const QString& why)
{
    Field* at = field == QLatin1String("name")              ? m_name
                : field == QLatin1String("sku")             ? m_sku
                : field.startsWith(QLatin1String("barcod")) ? m_barcode
                : field == QLatin1String("brand")           ? m_brand
                : field == QLatin1String("price")           ? m_price
                                                            : nullptr;
    if (at != nullptr) {
        at->setFault(why);
        at->setFocus();
    }
    m_tabs->setCurrentIndex(0);
    m_fault->setText(why);
    m_fault->show();
}

void ProductPanel::begin()
{
    m_tabs->setCurrentIndex(0);
    m_name->setFocus();
    m_name->selectAll();
}

} // namespace kontor
