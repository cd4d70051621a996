#include "ui/backoffice/catalog/catalog_page.h"

#include "domain/catalog/category.h"
#include "storage/store.h"
#include "ui/backoffice/catalog/product_panel.h"
#include "ui/text/money_text.h"
#include "ui/widgets/button.h"
#include "ui/widgets/chip.h"
#include "ui/widgets/data_table.h"
#include "ui/widgets/empty_state.h"
#include "ui/widgets/field.h"
#include "ui/widgets/label.h"
#include "ui/widgets/notice_strip.h"
#include "ui/widgets/panel.h"
#include "ui/widgets/search_field.h"

#include <QHBoxLayout>
#include <QHeaderView>
#include <QLocale>
#include <QShortcut>
#include <QStackedWidget>
#include <QVBoxLayout>

namespace kontor {
namespace {

constexpr const char* widthsKey = "desktop.catalogue-widths";
constexpr int leastWidth = 60;
constexpr int mostWidth = 600;

/// What was typed as a price; nothing where it is none.
std::optional<std::int64_t> priceOf(const QString& typed, Currency currency)
{
    auto text = typed.trimmed();
    text.replace(QLatin1Char(','), QLatin1Char('.'));
    const auto price = UnitPrice::parse(text.toStdString(), currency, "price");
    return price ? std::optional(price->e4) : std::nullopt;
}

} // namespace

CatalogPage::CatalogPage(const Theme& theme, Store& store, const ListWatch& lists)
    : m_theme(theme),
      m_store(store),
      m_table(store, lists),
      m_product(store, m_table.currency())
{
    setAccessibleName(tr("Catalogue"));
    auto* title = new Label(theme, TextRole::Title, Tone::Text, tr("Catalogue"));
    m_count = new Label(theme, TextRole::Body, Tone::Muted);
    m_count->setContentsMargins(0, 4, 0, 0); // On the title's base line.
    m_import = new Button(theme, Button::Kind::Plain, tr("Import"));
    m_import->setIconName(QStringLiteral("upload"));
    m_import->setFixedHeight(40);
    m_import->hide();
    connect(m_import, &Button::clicked, this, &CatalogPage::importRequested);
    auto* fresh = new Button(theme, Button::Kind::Primary, tr("New product"));
    fresh->setIconName(QStringLiteral("plus"));
    fresh->setKeyHint(tr("Ctrl N"));
    fresh->setRole(TextRole::Strong);
    fresh->setFixedHeight(40);
    connect(fresh, &Button::clicked, this, &CatalogPage::newProduct);
    auto* top = new QHBoxLayout;
    top->setSpacing(8);
    top->addWidget(title);
    top->addWidget(m_count, 1, Qt::AlignVCenter);
    top->addWidget(m_import);
    top->addWidget(fresh);

    m_view = new DataTable(theme);
    m_view->setModel(&m_table);
    m_view->setWidths({0, 130, 130, 90, 90, 116});
    m_view->setAccessibleName(tr("Products"));
    restoreWidths();
    m_widthsSoon.setSingleShot(true);
    m_widthsSoon.setInterval(500);
    connect(&m_widthsSoon, &QTimer::timeout, this, &CatalogPage::keepWidths);
    connect(m_view->horizontalHeader(), &QHeaderView::sectionResized, this, [this](int section) {
        if (section > 0) // The first takes what is left.
            m_widthsSoon.start();
    });
    m_view->horizontalHeader()->setSortIndicator(CatalogTable::Name, Qt::AscendingOrder);
    connect(m_view, &DataTable::rowChosen, this, &CatalogPage::choose);
    m_none = new EmptyState(theme, QStringLiteral("search-x"));
    m_stack = new QStackedWidget;
    m_stack->addWidget(m_view);
    m_stack->addWidget(m_none);
    auto* card = new Card(theme, Card::Tone::Plain);
    auto* inside = new QVBoxLayout(card);
    inside->setContentsMargins(1, 1, 1, 1);
    inside->addWidget(m_stack);

    auto* column = new QVBoxLayout;
    column->setContentsMargins(metrics::pageMargin, metrics::pageMargin, metrics::pageMargin, metrics::pageMargin);
    column->setSpacing(metrics::cardGap);
    column->addLayout(top);
    column->addWidget(makeFilters());
    column->addWidget(card, 1);
    m_panel = new ProductPanel(theme, m_product);
    m_panel->hide();
    connect(m_panel, &ProductPanel::closed, this, [this] { openInspector(false); });
    auto* halves = new QHBoxLayout(this);
    halves->setContentsMargins(0, 0, 0, 0);
    halves->setSpacing(0);
    halves->addLayout(column, 1);
    auto* line = new QWidget;
    line->setFixedWidth(1);
    line->setAutoFillBackground(true);
    auto colours = theme.palette();
    colours.setColor(QPalette::Window, theme.line);
    line->setPalette(colours);
    halves->addWidget(line);
    halves->addWidget(m_panel);
    m_notice = new NoticeStrip(theme, this);

    connect(&m_table, &CatalogTable::answered, this, &CatalogPage::showTable);
    connect(&m_table, &CatalogTable::failed, this, [this](const QString& why) {
        m_notice->tell(NoticeStrip::Tone::Bad, tr("The catalogue cannot be read."), why);
    });
    connect(&m_product, &ProductModel::saved, this, [this] {
        m_notice->tell(NoticeStrip::Tone::Good, tr("Saved."), tr("The tills have it as soon as they are connected."));
    });
    const auto bind = [this](const QKeySequence& key, auto&& action) {
        auto* shortcut = new QShortcut(key, this);
        shortcut->setContext(Qt::WidgetWithChildrenShortcut);
        connect(shortcut, &QShortcut::activated, this, action);
    };
    bind(QKeySequence::New, [this] { newProduct(); });
    bind(Qt::Key_F2, [this] {
        m_search->setFocus();
        m_search->selectAll();
    });
    bind(Qt::Key_Escape, [this] { openInspector(false); });
}

void CatalogPage::offerImport()
{
    m_import->show();
}

QWidget* CatalogPage::makeFilters()
{
    auto* filters = new QWidget;
    m_search = new SearchField(m_theme, QStringLiteral("search"), tr("Search name, SKU, barcode, brand"),
                               QStringLiteral("F2"));
    connect(m_search, &QLineEdit::textChanged, this, &CatalogPage::ask);
    connect(m_search, &SearchField::leftDownwards, this, [this] { m_view->setFocus(); });
    auto* row = new QHBoxLayout;
    row->setSpacing(8);
    row->addWidget(m_search, 1);
    const auto chip = [&](const QString& text) {
        auto* made = new Chip(m_theme, Chip::Size::Office, text);
        made->setRemovable(true);
        row->addWidget(made);
        return made;
    };
    for (const auto& [text, status] : {std::pair{tr("Published"), schema::PUBLISHED},
                                       {tr("Draft"), schema::DRAFT},
                                       {tr("Archived"), schema::ARCHIVED}}) {
        auto* made = chip(text);
        m_statuses.emplace_back(made, status);
        connect(made, &Chip::clicked, this, [this, made] {
            for (const auto& [other, of] : m_statuses)
                if (other != made)
                    other->setChecked(false);
            ask();
        });
    }
    m_price = chip(tr("Price"));
    connect(m_price, &Chip::clicked, this, [this] {
        m_priceRow->setVisible(m_price->isChecked());
        if (m_price->isChecked()) {
            m_priceFrom->setFocus();
        } else {
            m_priceFrom->clear();
            m_priceTo->clear();
        }
        showPriceRange();
        ask();
    });
    m_inStock = chip(tr("In stock"));
    m_outOfStock = chip(tr("Out of stock"));
    connect(m_inStock, &Chip::clicked, this, [this] {
        m_outOfStock->setChecked(false);
        ask();
    });
    connect(m_outOfStock, &Chip::clicked, this, [this] {
        m_inStock->setChecked(false);
        ask();
    });
    m_shelves = new ChipRow(m_theme, Chip::Size::Office);
    connect(m_shelves, &ChipRow::chosen, this, [this] { ask(); });
    auto* column = new QVBoxLayout(filters);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(8);
    column->addLayout(row);
    column->addWidget(makePriceRow());
    column->addWidget(m_shelves);
    return filters;
}

QWidget* CatalogPage::makePriceRow()
{
    m_priceRow = new QWidget;
    auto* row = new QHBoxLayout(m_priceRow);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(8);
    const auto field = [&](const QString& name) {
        auto* made = new Field(m_theme, name);
        made->setPlaceholderText(QStringLiteral("0.00"));
        made->setFixedWidth(96);
        made->setAlignment(Qt::AlignRight);
        connect(made, &QLineEdit::textChanged, this, [this] {
            showPriceRange();
            ask();
        });
        return made;
    };
    m_priceFrom = field(tr("Price from"));
    m_priceTo = field(tr("Price to"));
    row->addWidget(new Label(m_theme, TextRole::Body, Tone::Muted, tr("Price from")));
    row->addWidget(m_priceFrom);
    row->addWidget(new Label(m_theme, TextRole::Body, Tone::Muted, tr("to")));
    row->addWidget(m_priceTo);
    row->addStretch(1);
    m_priceRow->hide();
    return m_priceRow;
}

void CatalogPage::showPriceRange()
{
    const auto from = m_priceFrom->text().trimmed();
    const auto to = m_priceTo->text().trimmed();
    m_price->setText(from.isEmpty() && to.isEmpty() ? tr("Price")
                     : to.isEmpty()                 ? tr("Price from %1").arg(from)
                     : from.isEmpty()               ? tr("Price to %1").arg(to)
                                                    : tr("Price %1–%2", "from, to").arg(from, to));
    m_price->setAccessibleName(m_price->text());
    m_price->updateGeometry();
}

void CatalogPage::restoreWidths()
{
    const auto kept = m_store.local(widthsKey);
    if (!kept || !*kept)
        return;
    const auto parts = qtext(**kept).split(QLatin1Char(' '));
    if (parts.size() != CatalogTable::columns) // Of a program with other columns.
        return;
    for (int column = 1; column < CatalogTable::columns; ++column)
        if (const int width = parts[column].toInt(); width >= leastWidth && width <= mostWidth)
            m_view->setColumnWidth(column, width);
}

void CatalogPage::keepWidths()
{
    QStringList widths;
    for (int column = 0; column < CatalogTable::columns; ++column)
        widths << QString::number(m_view->isColumnHidden(column) ? 130 : m_view->columnWidth(column));
    // Not being able to keep a width stops nobody.
    (void)m_store.setLocal(widthsKey, widths.join(QLatin1Char(' ')).toStdString());
}

void CatalogPage::enter()
{
    showShelves();
    ask();
    m_search->setFocus();
}

void CatalogPage::showShelves()
{
    QStringList names{tr("All categories")};
    int chosen = 0;
    const auto before = m_table.query().category;
    m_shelfIds = {{}};
    for (const auto& category : liveCategories(*m_store.read())) {
        m_shelfIds.emplace_back(category.id());
        if (m_shelfIds.back() == before)
            chosen = int(names.size());
        names << qtext(category.name());
    }
    m_shelves->setChoices(names, chosen);
    m_shelves->setVisible(names.size() > 1);
    m_view->setColumnHidden(CatalogTable::Category, names.size() == 1); // A shop without shelves has no use for it.
}

void CatalogPage::ask()
{
    ListingQuery query = m_table.query();
    query.text = m_search->text().trimmed().toStdString();
    query.status = {};
    for (const auto& [chip, status] : m_statuses)
        if (chip->isChecked())
            query.status = status;
    query.stock = m_inStock->isChecked()      ? ListingQuery::Stock::In
                  : m_outOfStock->isChecked() ? ListingQuery::Stock::Out
                                              : ListingQuery::Stock::Any;
    query.priceFromE4 = m_price->isChecked() ? priceOf(m_priceFrom->text(), m_table.currency()) : std::nullopt;
    query.priceToE4 = m_price->isChecked() ? priceOf(m_priceTo->text(), m_table.currency()) : std::nullopt;
    const int shelf = m_shelves->chosenIndex();
    query.category = shelf > 0 ? m_shelfIds[std::size_t(shelf)] : Id<schema::Category>();
    m_table.ask(query);
}

void CatalogPage::showTable()
{
    m_count->setText(m_table.countText());
    m_view->setEndText(m_table.isCutOff() ? tr("The first %1 end here. Search or filter to see the others.")
                                                .arg(QLocale().toString(m_table.rowCount()))
                                          : QString());
    const bool none = m_table.rowCount() == 0 && !m_table.isAsking();
    if (none && m_table.query().text.empty())
        m_none->say(tr("No product is like that"), tr("Take a filter away, or add a product with Ctrl N."));
    else if (none)
        m_none->say(tr("Nothing found for “%1”").arg(qtext(m_table.query().text)),
                    tr("Try fewer letters, or another word of the name."));
    m_stack->setCurrentWidget(none ? static_cast<QWidget*>(m_none) : m_view);
    if (const int row = m_panel->isVisible() ? m_table.rowOf(m_product.product()) : -1;
        row >= 0 && m_view->currentIndex().row() != row)
        m_view->selectRow(row);
}

void CatalogPage::choose(int row)
{
    const auto* chosen = m_table.row(row);
    if (chosen == nullptr || (m_panel->isVisible() && chosen->product == m_product.product()))
        return;
    m_product.show(chosen->product);
    openInspector(true);
}

void CatalogPage::newProduct()
{
    m_view->clearSelection();
    m_product.beginNew();
    openInspector(true);
    m_panel->begin();
}

void CatalogPage::openInspector(bool open)
{
    m_panel->setVisible(open);
    if (!open)
        m_view->setFocus();
}

void CatalogPage::resizeEvent(QResizeEvent* event)
{
    Page::resizeEvent(event);
    const int width = std::min(560, this->width() - 2 * metrics::pageMargin);
    const int height = m_notice->sizeHint().height();
    m_notice->setGeometry(metrics::pageMargin, this->height() - height - metrics::pageMargin, width, height);
    m_notice->raise();
}

} // namespace kontor
