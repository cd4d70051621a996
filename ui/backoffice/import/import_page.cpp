#include "ui/backoffice/import/import_page.h"

#include "ui/text/money_text.h"
#include "ui/widgets/button.h"
#include "ui/widgets/chip.h"
#include "ui/widgets/data_table.h"
#include "ui/widgets/empty_state.h"
#include "ui/widgets/field.h"
#include "ui/widgets/label.h"
#include "ui/widgets/notice_strip.h"
#include "ui/widgets/panel.h"
#include "ui/widgets/progress_line.h"
#include "ui/widgets/tab_row.h"

#include <QComboBox>
#include <QDragEnterEvent>
#include <QFileDialog>
#include <QFileInfo>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLocale>
#include <QMimeData>
#include <QScrollArea>
#include <QShortcut>
#include <QStackedWidget>
#include <QVBoxLayout>

namespace kontor {
namespace {

constexpr int columnsWidth = 372;
constexpr int boxText = 170; ///< What of a column's name and examples has room.

QString numberText(std::uint64_t number)
{
    return QLocale().toString(qulonglong(number));
}

} // namespace

ImportPage::ImportPage(const Theme& theme, ImportPort& port) : m_theme(theme), m_model(port)
{
    setAccessibleName(tr("Import"));
    setAcceptDrops(true);
    auto* title = new Label(theme, TextRole::Title, Tone::Text, tr("Import"));
    title->setFixedHeight(40); // As on pages with buttons beside it.
    auto* about = new Label(theme, TextRole::Body, Tone::Muted, tr("files of other systems into this shop"));
    about->setElided(true);
    about->setContentsMargins(0, 4, 0, 0); // On the title's base line.
    auto* top = new QHBoxLayout;
    top->setSpacing(8);
    top->addWidget(title);
    top->addWidget(about, 1, Qt::AlignVCenter);

    m_empty = new EmptyState(theme, QStringLiteral("upload"));
    m_work = new QWidget;
    auto* halves = new QHBoxLayout(m_work);
    halves->setContentsMargins(0, 0, 0, 0);
    halves->setSpacing(metrics::cardGap);
    halves->addWidget(makeColumns());
    halves->addWidget(makeRows(), 1);
    m_body = new QStackedWidget;
    m_body->addWidget(m_empty);
    m_body->addWidget(m_work);

    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(metrics::pageMargin, metrics::pageMargin, metrics::pageMargin, metrics::pageMargin);
    column->setSpacing(metrics::cardGap);
    column->addLayout(top);
    column->addWidget(makeSource());
    column->addWidget(m_body, 1);
    column->addWidget(makeFoot());
    m_notice = new NoticeStrip(theme, this);

    connect(&m_model, &ImportModel::changed, this, &ImportPage::show);
    connect(&m_model, &ImportModel::progressed, this, [this](const QString& stage, double share) {
        m_progress->show(share);
        m_summary->setText(share < 0 ? tr("%1 …").arg(stage)
                                     : tr("%1: %2%").arg(stage, QLocale().toString(int(share * 100))));
    });
    connect(&m_model, &ImportModel::failed, this, [this](const QString& why) {
        m_notice->tell(NoticeStrip::Tone::Warn, tr("The import did not end."), why);
    });
    connect(&m_model, &ImportModel::savedRefused, this, [this](const QString& file) {
        m_notice->tell(NoticeStrip::Tone::Good, tr("Saved as %1.").arg(QFileInfo(file).fileName()),
                       tr("Mend the rows there and import that file: what is in the shop already is passed over."));
    });
    const auto bind = [this](const QKeySequence& key, auto&& action) {
        auto* shortcut = new QShortcut(key, this);
        shortcut->setContext(Qt::WidgetWithChildrenShortcut);
        connect(shortcut, &QShortcut::activated, this, action);
    };
    bind(QKeySequence(Qt::CTRL | Qt::Key_O), [this] { chooseFile(); });
    bind(QKeySequence(Qt::CTRL | Qt::Key_Return), [this] {
        if (m_import->isVisible() && m_import->isEnabled())
            m_import->click();
    });
    bind(Qt::Key_Escape, [this] {
        if (m_cancel->isVisible())
            m_cancel->click();
    });
    show();
}

QWidget* ImportPage::makeSource()
{
    auto* source = new QWidget;
    m_kinds = new ChipRow(m_theme, Chip::Size::Office);
    m_kinds->setChoices({tr("Products"), tr("Customers"), tr("Stock"), tr("Sales")}, 0);
    m_kinds->setFixedWidth(372);
    connect(m_kinds, &ChipRow::chosen, this, [this](int index) { m_model.setKind(ImportPort::Kind(index)); });
    m_file = new Field(m_theme, tr("File"));
    m_file->setFixedHeight(40);
    m_file->setPlaceholderText(tr("A CSV file, packed with zstd or not; or drop one here"));
    connect(m_file, &QLineEdit::returnPressed, this, [this] { m_model.setFile(m_file->text()); });
    connect(m_file, &QLineEdit::editingFinished, this, [this] {
        if (m_file->text().trimmed() != QString::fromStdString(m_model.request().file.string()))
            m_model.setFile(m_file->text());
    });
    m_choose = new Button(m_theme, Button::Kind::Plain, tr("Choose"));
    m_choose->setIconName(QStringLiteral("upload"));
    m_choose->setKeyHint(tr("Ctrl O"));
    m_choose->setFixedHeight(40);
    connect(m_choose, &Button::clicked, this, &ImportPage::chooseFile);
    auto* row = new QHBoxLayout(source);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(metrics::cardGap);
    row->addWidget(m_kinds);
    row->addWidget(m_file, 1);
    row->addWidget(m_choose);
    return source;
}

QWidget* ImportPage::makeColumns()
{
    auto* card = new Card(m_theme, Card::Tone::Plain);
    card->setFixedWidth(columnsWidth);
    auto* column = new QVBoxLayout(card);
    column->setContentsMargins(16, 14, 4, 12);
    column->setSpacing(8);
    column->addWidget(new Label(m_theme, TextRole::Strong, Tone::Text, tr("Which column is what")));
    auto* area = new QScrollArea;
    area->setFrameShape(QFrame::NoFrame);
    area->setWidgetResizable(true);
    area->setFocusPolicy(Qt::NoFocus);
    area->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    auto colours = m_theme.palette();
    colours.setColor(QPalette::Window, m_theme.surface);
    area->setPalette(colours);
    auto* inside = new QWidget;
    m_columns = new QVBoxLayout(inside);
    m_columns->setContentsMargins(0, 4, 12, 4);
    m_columns->setSpacing(8);
    area->setWidget(inside);
    column->addWidget(area, 1);
    return card;
}

QWidget* ImportPage::makeRows()
{
    auto* card = new Card(m_theme, Card::Tone::Plain);
    auto* column = new QVBoxLayout(card);
    column->setContentsMargins(1, 4, 1, 8);
    column->setSpacing(0);
    m_tabs = new TabRow(m_theme);
    m_tabs->setAccessibleName(tr("Rows"));
    m_tabs->addTab(tr("First rows"));
    m_tabs->addTab(tr("Refused"));
    auto* tabs = new QHBoxLayout;
    tabs->setContentsMargins(8, 0, 8, 0);
    tabs->addWidget(m_tabs, 1);
    m_previewView = new DataTable(m_theme);
    m_previewView->setModel(&m_preview);
    m_previewView->setSortingEnabled(false);
    m_previewView->setAccessibleName(tr("First rows of the file"));
    m_refusedView = new DataTable(m_theme);
    m_refusedView->setModel(&m_refused);
    m_refusedView->setSortingEnabled(false);
    for (auto* view : {m_previewView, m_refusedView})
        view->horizontalHeader()->setSortIndicator(-1, Qt::AscendingOrder); // In the order of the file.
    m_refusedView->setWidths({0, 110});
    m_refusedView->setAccessibleName(tr("Refused rows"));
    m_tables = new QStackedWidget;
    m_tables->addWidget(m_previewView);
    m_tables->addWidget(m_refusedView);
    connect(m_tabs, &QTabBar::currentChanged, m_tables, &QStackedWidget::setCurrentIndex);
    column->addLayout(tabs);
    column->addWidget(m_tables, 1);
    return card;
}

QWidget* ImportPage::makeFoot()
{
    auto* foot = new Card(m_theme, Card::Tone::Plain);
    m_summary = new Label(m_theme, TextRole::Body, Tone::Text);
    m_summary->setWordWrap(true);
    m_progress = new ProgressLine(m_theme);
    auto* words = new QVBoxLayout;
    words->setSpacing(6);
    words->addStretch(1);
    words->addWidget(m_summary);
    words->addWidget(m_progress);
    words->addStretch(1);
    const auto button = [this](Button::Kind kind, const QString& text) {
        auto* made = new Button(m_theme, kind, text);
        made->setRole(TextRole::Strong);
        made->setFixedHeight(40);
        return made;
    };
    m_save = button(Button::Kind::Plain, tr("Save refused rows"));
    m_check = button(Button::Kind::Plain, tr("Dry run"));
    m_import = button(Button::Kind::Primary, tr("Import"));
    m_import->setKeyHint(tr("Ctrl Enter"));
    m_cancel = button(Button::Kind::Plain, tr("Cancel"));
    m_cancel->setKeyHint(tr("Esc"));
    connect(m_save, &Button::clicked, &m_model, &ImportModel::saveRefused);
    connect(m_check, &Button::clicked, &m_model, [this] { m_model.run(true); });
    connect(m_import, &Button::clicked, &m_model, [this] { m_model.run(false); });
    connect(m_cancel, &Button::clicked, &m_model, &ImportModel::cancel);
    auto* row = new QHBoxLayout(foot);
    row->setContentsMargins(16, 11, 12, 11);
    row->setSpacing(8);
    row->addLayout(words, 1);
    for (auto* one : {m_save, m_check, m_import, m_cancel})
        row->addWidget(one);
    return foot;
}

void ImportPage::enter()
{
    m_file->setFocus();
}

void ImportPage::chooseFile()
{
    auto* dialog = new QFileDialog(this, tr("Choose a file"), QFileInfo(m_file->text()).absolutePath(),
                                   tr("Tables (*.csv *.txt *.tsv *.zst);;All files (*)"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::ExistingFile);
    connect(dialog, &QFileDialog::fileSelected, this, [this](const QString& path) {
        m_file->setText(path);
        m_model.setFile(path);
    });
    dialog->open();
}

void ImportPage::dragEnterEvent(QDragEnterEvent* event)
{
    if (event->mimeData()->hasUrls() && m_model.state() != ImportModel::State::Running)
        event->acceptProposedAction();
}

void ImportPage::dropEvent(QDropEvent* event)
{
    const auto urls = event->mimeData()->urls();
    if (urls.isEmpty() || !urls.front().isLocalFile())
        return;
    m_file->setText(urls.front().toLocalFile());
    m_model.setFile(m_file->text());
}

void ImportPage::show()
{
    const bool running = m_model.state() == ImportModel::State::Running;
    for (QWidget* one : std::initializer_list<QWidget*>{m_kinds, m_file, m_choose})
        one->setEnabled(!running);
    m_file->setFault(m_model.fault());
    if (m_model.state() != ImportModel::State::Empty && !m_file->hasFocus())
        m_file->setText(QString::fromStdString(m_model.request().file.string()));
    if (m_model.state() == ImportModel::State::Empty)
        m_empty->say(tr("Choose a file"),
                     tr("Any columns will do: Kontor guesses which is which, and you put it right. Nothing is written "
                        "before you say Import."));
    else if (!m_model.fault().isEmpty())
        m_empty->say(tr("This file cannot be read"), m_model.fault());
    const bool none =
        m_model.state() == ImportModel::State::Empty || !m_model.fault().isEmpty() || m_model.preview().header.empty();
    m_body->setCurrentWidget(none ? static_cast<QWidget*>(m_empty) : m_work);
    if (m_model.state() != ImportModel::State::Looking) {
        showColumns();
        m_preview.reload();
        if (m_preview.columnCount() > 0)
            m_previewView->setWidths(std::vector<int>(std::size_t(m_preview.columnCount()), 120));
        m_refused.show(m_model.outcome().refused);
    }
    const auto refused = m_model.outcome().refused.size();
    m_tabs->setTabText(1, refused == 0 ? tr("Refused") : tr("Refused %1").arg(numberText(refused)));
    m_tabs->setTabEnabled(1, refused > 0);
    if (m_model.state() == ImportModel::State::Done && refused > 0)
        m_tabs->setCurrentIndex(1);
    else if (refused == 0)
        m_tabs->setCurrentIndex(0);
    showFoot();
}

void ImportPage::showColumns()
{
    const auto& fields = m_model.fields();
    const auto& preview = m_model.preview();
    if (m_boxes.size() != fields.size() || m_boxesOf != m_model.request().kind) {
        while (auto* item = m_columns->takeAt(0)) {
            delete item->widget();
            delete item;
        }
        m_boxes.clear();
        m_boxesOf = m_model.request().kind;
        const auto addRow = [this](const QString& name) {
            auto* row = new QWidget;
            auto* line = new QHBoxLayout(row);
            line->setContentsMargins(0, 0, 0, 0);
            line->setSpacing(8);
            auto* label = new Label(m_theme, TextRole::Body, Tone::Muted, name);
            label->setFixedWidth(112);
            label->setElided(true);
            auto* box = new QComboBox;
            box->setFixedHeight(36);
            box->setMinimumContentsLength(6);
            box->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
            box->setAccessibleName(name);
            label->setBuddy(box);
            line->addWidget(label);
            line->addWidget(box, 1);
            m_columns->addWidget(row);
            return box;
        };
        for (std::size_t i = 0; i < fields.size(); ++i) {
            auto* box = addRow(ImportModel::fieldTitle(fields[i].name));
            connect(box, &QComboBox::activated, &m_model, [this, i](int index) { m_model.setColumn(i, index - 1); });
            m_boxes.push_back(box);
        }
        m_dates = addRow(tr("Dates"));
        m_dates->addItems({tr("day first, 31.12.2026"), tr("month first, 12/31/2026")});
        connect(m_dates, &QComboBox::activated, &m_model, [this](int index) { m_model.setMonthFirst(index == 1); });
        m_datesRow = m_dates->parentWidget();
        m_columns->addStretch(1);
    }
    for (std::size_t i = 0; i < fields.size(); ++i) {
        auto* box = m_boxes[i];
        box->clear();
        box->addItem(fields[i].isNeeded ? tr("– choose –") : tr("– none –"));
        for (std::size_t column = 0; column < preview.header.size(); ++column) {
            const auto name = qtext(preview.header[column]);
            const auto example = qtext(preview.examples[column]);
            const auto text = example.isEmpty() ? name : tr("%1: %2", "column, examples").arg(name, example);
            box->addItem(box->fontMetrics().elidedText(text, Qt::ElideRight, boxText));
            box->setItemData(box->count() - 1, text, Qt::ToolTipRole);
            box->setItemData(box->count() - 1, text, Qt::AccessibleTextRole);
        }
        box->setCurrentIndex(m_model.columnOf(i) + 1);
        box->setToolTip(box->currentData(Qt::ToolTipRole).toString());
        box->setEnabled(m_model.state() != ImportModel::State::Running);
    }
    m_datesRow->setVisible(m_model.request().kind == ImportPort::Kind::Sales);
    m_dates->setCurrentIndex(preview.monthFirst ? 1 : 0);
}

QString ImportPage::summary() const
{
    const auto& outcome = m_model.outcome();
    switch (m_model.state()) {
    case ImportModel::State::Empty: return tr("No file yet.");
    case ImportModel::State::Looking: return tr("Looking at the file …");
    case ImportModel::State::Running: return m_summary->text();
    case ImportModel::State::Ready: break;
    case ImportModel::State::Done: {
        auto text = (m_model.wasDryRun() ? tr("%1 rows: %2 would be imported, %3 are there already, %4 are refused.")
                                         : tr("%1 rows: %2 imported, %3 were there already, %4 refused."))
                        .arg(numberText(outcome.rows), numberText(outcome.taken), numberText(outcome.there),
                             numberText(outcome.refused.size()));
        if (!outcome.sum.empty())
            text += QLatin1Char(' ') + tr("They come to %1.").arg(qtext(outcome.sum));
        if (outcome.mayBeCut)
            text += QLatin1Char(' ') + tr("The file does not end with a line end: its last line may be cut.");
        return text;
    }
    }
    if (!m_model.fault().isEmpty())
        return tr("Choose another file.");
    QStringList missing;
    for (const auto& name : m_model.preview().missing)
        missing << ImportModel::fieldTitle(name);
    const auto& encoding = m_model.preview().encoding;
    const auto readAs =
        encoding.empty() ? QString() : tr("The file is read as %1.").arg(qtext(encoding)) + QLatin1Char(' ');
    return readAs + (missing.isEmpty() ? tr("Are the columns right? A dry run checks every row and writes nothing.")
                                       : tr("Say which column is: %1.").arg(missing.join(QStringLiteral(", "))));
}

void ImportPage::showFoot()
{
    const bool running = m_model.state() == ImportModel::State::Running;
    m_summary->setText(summary());
    m_progress->setVisible(running);
    m_cancel->setVisible(running);
    m_check->setVisible(!running);
    m_import->setVisible(!running);
    m_check->setEnabled(m_model.mayRun());
    m_import->setEnabled(m_model.mayRun());
    m_save->setVisible(!running && !m_model.outcome().refused.empty());
}

void ImportPage::resizeEvent(QResizeEvent* event)
{
    Page::resizeEvent(event);
    const int width = std::min(620, this->width() - 2 * metrics::pageMargin);
    const int height = m_notice->sizeHint().height();
    m_notice->setGeometry(metrics::pageMargin, this->height() - height - 76, width, height);
    m_notice->raise();
}

} // namespace kontor
