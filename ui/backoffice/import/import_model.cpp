#include "ui/backoffice/import/import_model.h"

#include "ui/text/error_text.h"
#include "ui/text/money_text.h"
#include "ui/widgets/data_table.h"

#include <QFileInfo>
#include <QLocale>

#include <algorithm>

namespace kontor {
namespace {

/// Once in so many rows is often enough for the eye.
constexpr int shownSteps = 500;

QString stageText(const QString& stage)
{
    if (stage == QLatin1String("bytes"))
        return ImportModel::tr("Reading the file");
    if (stage == QLatin1String("products"))
        return ImportModel::tr("Adding products");
    if (stage == QLatin1String("customers"))
        return ImportModel::tr("Adding customers");
    return ImportModel::tr("Adding sales");
}

} // namespace

ImportModel::ImportModel(ImportPort& port, QObject* parent)
    : QObject(parent),
      m_port(port),
      m_fields(port.fields(ImportPort::Kind::Products)),
      m_cancelled(std::make_shared<std::atomic_bool>(false))
{}

ImportModel::~ImportModel()
{
    cancel(); // The job is waited for.
}

QString ImportModel::fieldTitle(const std::string& name)
{
    if (name == "name")
        return tr("Name");
    if (name == "sku")
        return tr("SKU");
    if (name == "barcode")
        return tr("Barcode");
    if (name == "price")
        return tr("Price");
    if (name == "brand")
        return tr("Brand");
    if (name == "category")
        return tr("Category");
    if (name == "tax")
        return tr("Tax");
    if (name == "unit")
        return tr("Sold by");
    if (name == "company")
        return tr("Company");
    if (name == "email")
        return tr("E-mail");
    if (name == "phone")
        return tr("Telephone");
    if (name == "number")
        return tr("Number");
    if (name == "quantity")
        return tr("Quantity");
    if (name == "at")
        return tr("Date and time");
    if (name == "customer")
        return tr("Customer number");
    return qtext(name);
}

void ImportModel::setKind(ImportPort::Kind kind)
{
    if (m_state == State::Running || kind == m_request.kind)
        return;
    m_request.kind = kind;
    m_request.columns.clear();
    m_request.monthFirst.reset();
    m_fields = m_port.fields(kind);
    look();
}

void ImportModel::setFile(const QString& path)
{
    if (m_state == State::Running)
        return;
    m_request.file = std::filesystem::path(path.trimmed().toStdString());
    m_request.columns.clear();
    m_request.monthFirst.reset();
    look();
}

void ImportModel::setColumn(std::size_t field, int column)
{
    if (m_state == State::Running || field >= m_fields.size())
        return;
    // What is shown now is what was chosen, or the guess would move to another field.
    m_request.columns = m_preview.columns;
    for (const auto& one : m_fields)
        m_request.columns.try_emplace(one.name);
    m_request.columns[m_fields[field].name] = column < 0 ? std::string() : m_preview.header[std::size_t(column)];
    look();
}

void ImportModel::setMonthFirst(bool monthFirst)
{
    m_request.monthFirst = monthFirst;
    look();
}

int ImportModel::columnOf(std::size_t field) const
{
    const auto column = m_preview.columns.find(m_fields[field].name);
    if (column == m_preview.columns.end())
        return -1;
    const auto& header = m_preview.header;
    const auto at = std::find(header.begin(), header.end(), column->second);
    return at == header.end() ? -1 : int(at - header.begin());
}

bool ImportModel::mayRun() const
{
    return (m_state == State::Ready || m_state == State::Done) && m_preview.missing.empty() && m_fault.isEmpty();
}

void ImportModel::look()
{
    m_fault.clear();
    m_outcome = {};
    if (m_request.file.empty()) {
        m_preview = {};
        m_state = State::Empty;
        Q_EMIT changed();
        return;
    }
    m_state = State::Looking;
    Q_EMIT changed();
    m_job.ask([&port = m_port, request = m_request] { return port.preview(request); },
              [this](const Result<ImportPort::Preview>& preview) {
                  m_state = State::Ready;
                  m_preview = preview.value_or(ImportPort::Preview{});
                  if (!preview)
                      m_fault = qtext(preview.error().about) + QStringLiteral(": ") + errorText(preview.error());
                  Q_EMIT changed();
              });
}

void ImportModel::run(bool dryRun)
{
    if (!mayRun())
        return;
    m_state = State::Running;
    m_wasDryRun = dryRun;
    m_outcome = {};
    m_cancelled = std::make_shared<std::atomic_bool>(false);
    auto request = m_request;
    request.dryRun = dryRun;
    Q_EMIT changed();
    Q_EMIT progressed(stageText(QStringLiteral("bytes")), -1);
    const auto shown = std::make_shared<std::atomic_int>(-1);
    const auto progress = [this, shown, post = m_courier.post()](const char* stage, std::uint64_t done,
                                                                 std::uint64_t total) {
        const int step = total == 0 ? 0 : int(shownSteps * done / total);
        if (shown->exchange(step) == step)
            return;
        post([this, stage = QString::fromLatin1(stage), step] {
            if (m_state == State::Running)
                Q_EMIT progressed(stageText(stage), double(step) / shownSteps);
        });
    };
    m_job.ask(
        [&port = m_port, request, progress, cancelled = m_cancelled] {
            return port.run(request, progress, [cancelled] { return cancelled->load(); });
        },
        [this](const Result<ImportPort::Outcome>& outcome) {
            m_state = outcome ? State::Done : State::Ready;
            if (outcome)
                m_outcome = *outcome;
            Q_EMIT changed();
            if (!outcome)
                Q_EMIT failed(outcome.error().about == "import"
                                  ? tr("Stopped. What was written until then stays; run it again to go on.")
                                  : qtext(outcome.error().about) + QStringLiteral(": ") + errorText(outcome.error()));
        });
}

void ImportModel::saveRefused()
{
    const QFileInfo file(QString::fromStdString(m_request.file.string()));
    const auto stem = file.absolutePath() + QLatin1Char('/') + file.baseName();
    auto into = stem + QStringLiteral("-refused.csv");
    for (int number = 2; QFileInfo::exists(into); ++number)
        into = stem + QStringLiteral("-refused-%1.csv").arg(number);
    m_job.ask([&port = m_port, from = m_request.file, refused = m_outcome.refused,
               path = std::filesystem::path(into.toStdString())] { return port.saveRefused(from, refused, path); },
              [this, into](const Result<Done>& done) {
                  if (done)
                      Q_EMIT savedRefused(into);
                  else
                      Q_EMIT failed(qtext(done.error().about) + QStringLiteral(": ") + errorText(done.error()));
              });
}

ImportPreviewTable::ImportPreviewTable(const ImportModel& model, QObject* parent)
    : QAbstractTableModel(parent),
      m_model(model)
{}

void ImportPreviewTable::reload()
{
    beginResetModel();
    m_columns.clear();
    for (std::size_t field = 0; field < m_model.fields().size(); ++field)
        if (m_model.columnOf(field) >= 0)
            m_columns.push_back(field);
    endResetModel();
}

int ImportPreviewTable::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : int(m_model.preview().rows.size());
}

int ImportPreviewTable::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : int(m_columns.size());
}

QVariant ImportPreviewTable::data(const QModelIndex& index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const auto& row = m_model.preview().rows[std::size_t(index.row())];
    const auto& cell = row[m_columns[std::size_t(index.column())]];
    switch (role) {
    case Qt::DisplayRole: return qtext(cell.text);
    case Qt::AccessibleTextRole: return cell.isOdd ? tr("%1, looks wrong").arg(qtext(cell.text)) : qtext(cell.text);
    case CellToneRole:
        return int(cell.isOdd ? CellTone::Warn : index.column() == 0 ? CellTone::Strong : CellTone::Plain);
    default: return {};
    }
}

QVariant ImportPreviewTable::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole || section >= int(m_columns.size()))
        return {};
    return ImportModel::fieldTitle(m_model.fields()[m_columns[std::size_t(section)]].name);
}

QString refusalText(const std::string& reason)
{
    const auto whole = qtext(reason);
    const QString line = QStringLiteral("the line ");
    const auto detailText = [](const QString& detail) {
        return errorText(Error{Error::Kind::Invalid, {}, detail.toStdString()});
    };
    if (whole.startsWith(line))
        return lineReasonText(detailText(whole.mid(line.size())));
    const auto colon = whole.indexOf(QLatin1String(": "));
    if (colon < 0)
        return detailText(whole);
    // "price of SKU 123", where one row of many was refused by the shop.
    const auto about = whole.left(colon).split(QLatin1String(" of SKU "));
    const auto field = ImportModel::fieldTitle(about.front().toStdString());
    const auto detail = detailText(whole.mid(colon + 2));
    return about.size() == 2
               ? ImportModel::tr("%1 of SKU %2: %3", "field, SKU, what is wrong").arg(field, about[1], detail)
               : ImportModel::tr("%1: %2", "field, what is wrong").arg(field, detail);
}

void ImportRefusedTable::show(const ImportPort::Refused& refused)
{
    constexpr std::size_t most = 20'000; // The file has them all.
    beginResetModel();
    m_rows.clear();
    for (const auto& [line, reason] : refused) {
        if (m_rows.size() == most)
            break;
        m_rows.emplace_back(QLocale().toString(qulonglong(line)), refusalText(reason));
    }
    endResetModel();
}

int ImportRefusedTable::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : int(m_rows.size());
}

int ImportRefusedTable::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : 2;
}

QVariant ImportRefusedTable::data(const QModelIndex& index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const auto& [line, reason] = m_rows[std::size_t(index.row())];
    const bool isReason = index.column() == 0;
    switch (role) {
    case Qt::DisplayRole:
    case Qt::AccessibleTextRole: return isReason ? reason : line;
    case Qt::TextAlignmentRole: return int(isReason ? Qt::AlignLeft : Qt::AlignRight);
    case CellToneRole: return int(isReason ? CellTone::Plain : CellTone::Muted);
    default: return {};
    }
}

QVariant ImportRefusedTable::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    if (role == Qt::TextAlignmentRole)
        return int(section == 0 ? Qt::AlignLeft : Qt::AlignRight);
    if (role == Qt::DisplayRole)
        return section == 0 ? tr("Why it was refused") : tr("Line");
    return {};
}

} // namespace kontor
