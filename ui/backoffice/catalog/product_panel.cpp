#include "ui/backoffice/catalog/product_panel.h"

#include "ui/text/money_text.h"
#include "ui/widgets/button.h"
#include "ui/widgets/field.h"
#include "ui/widgets/label.h"
#include "ui/widgets/tab_row.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QScrollArea>
#include <QShortcut>
#include <QStackedWidget>
#include <QVBoxLayout>

namespace kontor {
namespace {

constexpr int panelWidth = 332;

/// The amount as it is typed: with a dot, without signs.
QString priceText(const std::optional<UnitPrice>& price, Currency currency)
{
    return price ? qtext(price->toString(currency)) : QString();
}

} // namespace

ProductPanel::ProductPanel(const Theme& theme, ProductModel& model, QWidget* parent)
    : Panel(theme, {}, parent),
      m_theme(theme),
      m_model(model),
      m_title(new Label(theme, TextRole::Lead, Tone::Text)),
      m_tabs(new TabRow(theme)),
      m_pages(new QStackedWidget),
      m_publish(new Button(theme, Button::Kind::Plain, {})),
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
    m_pages->addWidget(makeList(m_prices));
    m_pages->addWidget(makeList(m_stock));
    m_pages->addWidget(makeList(m_history));
    connect(m_tabs, &QTabBar::currentChanged, m_pages, &QStackedWidget::setCurrentIndex);

    m_save->setKeyHint(tr("Ctrl S"));
    m_save->setRole(TextRole::Strong);
    connect(m_save, &Button::clicked, this, &ProductPanel::save);
    connect(m_discard, &Button::clicked, this, &ProductPanel::show);
    connect(m_publish, &Button::clicked, this, [this] { m_model.setPublished(m_model.status() != schema::PUBLISHED); });
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

    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(16, 8, 16, 16);
    column->setSpacing(8);
    column->addLayout(top);
    column->addWidget(m_tabs);
    column->addWidget(m_pages, 1);
    column->addWidget(m_publish);
    column->addLayout(foot);

    connect(&m_model, &ProductModel::changed, this, [this] {
        // What somebody is typing stays, unless it is another product.
        if (m_shown != m_model.product() || typed() == m_model.form() || !isVisible() || m_model.isNew())
            show();
    });
    connect(&m_model, &ProductModel::saved, this, &ProductPanel::show);
    connect(&m_model, &ProductModel::refused, this, &ProductPanel::refuse);
}

QWidget* ProductPanel::makeDetails()
{
    auto* page = new QWidget;
    auto* column = new QVBoxLayout(page);
    column->setContentsMargins(0, 8, 0, 0);
    column->setSpacing(10);
    const auto add = [&](const QString& name, QWidget* field) {
        auto* label = new Label(m_theme, TextRole::Body, Tone::Muted, name);
        label->setFixedWidth(96);
        label->setBuddy(field);
        auto* row = new QHBoxLayout;
        row->setSpacing(8);
        row->addWidget(label);
        row->addWidget(field, 1);
        column->addLayout(row);
    };
    const auto field = [&](const QString& name) {
        auto* made = new Field(m_theme, name);
        connect(made, &QLineEdit::textEdited, this, &ProductPanel::showButtons);
        connect(made, &QLineEdit::returnPressed, this, &ProductPanel::save);
        add(name, made);
        return made;
    };
    m_name = field(tr("Name"));
    m_sku = field(tr("SKU"));
    m_barcode = field(tr("Barcode"));
    m_barcode->setPlaceholderText(tr("several with commas"));
    m_category = new QComboBox;
    m_category->setFixedHeight(36);
    m_category->setAccessibleName(tr("Category"));
    connect(m_category, &QComboBox::activated, this, &ProductPanel::showButtons);
    add(tr("Category"), m_category);
    m_brand = field(tr("Brand"));
    m_price = field(tr("Price"));
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

void ProductPanel::addRow(QVBoxLayout* rows, const QString& main, const QString& second, const QString& trailing,
                          bool strong)
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
}

void ProductPanel::show()
{
    m_shown = m_model.product();
    const auto& form = m_model.form();
    const bool fresh = m_model.isNew();
    m_title->setText(fresh ? tr("New product") : form.name);
    m_name->setText(form.name);
    m_sku->setText(form.sku);
    m_barcode->setText(form.barcode);
    m_brand->setText(form.brand);
    m_price->setText(priceText(form.price, m_model.currency()));
    m_sku->setReadOnly(!fresh);
    m_sku->setFocusPolicy(fresh ? Qt::StrongFocus : Qt::ClickFocus);
    m_category->clear();
    int chosen = 0;
    for (const auto& category : m_model.categories()) {
        if (category.category == form.category)
            chosen = m_category->count();
        m_category->addItem(category.name);
    }
    m_category->setCurrentIndex(chosen);
    for (auto* field : {m_name, m_sku, m_barcode, m_brand, m_price}) {
        field->setFault({});
        field->setCursorPosition(0); // A long name shows its beginning.
    }
    m_fault->hide();

    for (auto* rows : {m_prices, m_stock, m_history})
        clear(rows);
    for (const auto& price : m_model.prices())
        addRow(m_prices, price.price, price.from, price.holds ? tr("now", "price that holds") : QString(), price.holds);
    for (const auto& level : m_model.stock())
        addRow(m_stock, level.place, {}, level.quantity, false);
    for (const auto& entry : m_model.history()) {
        addRow(m_history, entry.what, tr("%1 · %2", "who, when").arg(entry.who, entry.when), {}, false);
        if (!entry.before)
            continue;
        auto* back = new Button(m_theme, Button::Kind::Plain, tr("Restore what was before"));
        back->setIconName(QStringLiteral("history"), 16);
        back->setRole(TextRole::Secondary);
        back->setFixedHeight(36);
        connect(back, &Button::clicked, &m_model, [this, before = *entry.before] { m_model.restore(before); });
        m_history->addSpacing(8);
        m_history->addWidget(back, 0, Qt::AlignLeft);
        m_history->addSpacing(8);
    }
    for (auto* rows : {m_prices, m_stock, m_history})
        rows->addStretch(1);
    for (int tab = 1; tab < m_tabs->count(); ++tab)
        m_tabs->setTabEnabled(tab, !fresh);
    if (fresh)
        m_tabs->setCurrentIndex(0);
    m_publish->setVisible(!fresh);
    const bool published = m_model.status() == schema::PUBLISHED;
    m_publish->setText(published ? tr("Archive") : tr("Publish"));
    m_publish->setAccessibleName(m_publish->text());
    m_publish->setIconName(published ? QStringLiteral("archive") : QStringLiteral("check"));
    showButtons();
}

void ProductPanel::showButtons()
{
    const bool changed = !(typed() == m_model.form());
    m_save->setEnabled(changed);
    m_discard->setEnabled(changed);
}

ProductForm ProductPanel::typed() const
{
    ProductForm form;
    form.name = m_name->text().trimmed();
    form.sku = m_sku->text().trimmed();
    form.barcode = m_barcode->text().trimmed();
    form.brand = m_brand->text().trimmed();
    const auto index = std::size_t(std::max(0, m_category->currentIndex()));
    if (index < m_model.categories().size())
        form.category = m_model.categories()[index].category;
    auto text = m_price->text().trimmed();
    text.replace(QLatin1Char(','), QLatin1Char('.'));
    if (const auto price = UnitPrice::parse(text.toStdString(), m_model.currency(), "price"))
        form.price = *price;
    else if (!text.isEmpty())
        form.price = UnitPrice{-1}; // Something that no price is: saving says so.
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
