#pragma once

#include "ui/backoffice/import/import_port.h"
#include "ui/backoffice/office_job.h"

#include <QAbstractTableModel>
#include <QObject>

#include <atomic>
#include <memory>

namespace kontor {

/// One file on its way into the shop: what it is, which column is what, how far it is, what became of it.
class ImportModel : public QObject
{
    Q_OBJECT
public:
    enum class State {
        Empty,   ///< No file yet.
        Looking, ///< Its beginning is being read.
        Ready,   ///< To be checked or imported.
        Running,
        Done, ///< outcome() says what became of it.
    };

    explicit ImportModel(ImportPort& port, QObject* parent = nullptr);
    ~ImportModel() override;

    void setActor(Id<schema::Staff> staff) { m_request.staff = staff; }
    void setKind(ImportPort::Kind kind);
    void setFile(const QString& path); ///< Empty: none.
    /// Index into the header; -1: the field has no column.
    void setColumn(std::size_t field, int column);
    void setMonthFirst(bool monthFirst);
    void run(bool dryRun);
    void cancel() { *m_cancelled = true; }
    /// Beside the file, as "NAME-refused.csv"; another number where that is there. Answers by savedRefused or failed.
    void saveRefused();

    [[nodiscard]] State state() const { return m_state; }
    [[nodiscard]] const ImportPort::Request& request() const { return m_request; }
    [[nodiscard]] const std::vector<ImportPort::Field>& fields() const { return m_fields; }
    [[nodiscard]] const ImportPort::Preview& preview() const { return m_preview; }
    [[nodiscard]] const ImportPort::Outcome& outcome() const { return m_outcome; }
    [[nodiscard]] bool wasDryRun() const { return m_wasDryRun; }
    [[nodiscard]] bool mayRun() const;
    [[nodiscard]] int columnOf(std::size_t field) const;
    [[nodiscard]] const QString& fault() const { return m_fault; }
    [[nodiscard]] static QString fieldTitle(const std::string& name); ///< "Price".

Q_SIGNALS:
    void changed();
    void progressed(const QString& stage, double share); ///< 0 to 1; below 0: nobody knows.
    void savedRefused(const QString& file);
    void failed(const QString& why);

private:
    void look();

    ImportPort& m_port;
    ImportPort::Request m_request;
    std::vector<ImportPort::Field> m_fields;
    ImportPort::Preview m_preview;
    ImportPort::Outcome m_outcome;
    State m_state = State::Empty;
    bool m_wasDryRun = false;
    QString m_fault;
    std::shared_ptr<std::atomic_bool> m_cancelled; ///< Shared with the run under way.
    OfficeJob m_job{this};
    Courier m_courier{this};
};

/// The first rows of the file as they would be read, for a DataTable.
class ImportPreviewTable : public QAbstractTableModel
{
    Q_OBJECT
public:
    explicit ImportPreviewTable(const ImportModel& model, QObject* parent = nullptr);

    void reload();
    [[nodiscard]] int rowCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex& index, int role) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    const ImportModel& m_model;
    std::vector<std::size_t> m_columns; ///< Fields that have a column.
};

/// Why a row was refused ("price: 'abc' is no price"), in the language of the page as far as its words are known. The file that is
/// saved to be mended keeps what the program said, since kontorctl reads it too.
[[nodiscard]] QString refusalText(const std::string& reason);

/// Lines that were refused and why, for a DataTable.
class ImportRefusedTable : public QAbstractTableModel
{
    Q_OBJECT
public:
    explicit ImportRefusedTable(QObject* parent = nullptr) : QAbstractTableModel(parent) {}

    void show(const ImportPort::Refused& refused);
    [[nodiscard]] int rowCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex& index, int role) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    std::vector<std::pair<QString, QString>> m_rows;
};

} // namespace kontor
