#pragma once

#include "ui/backoffice/import/import_model.h"
#include "ui/page.h"
#include "ui/theme/theme.h"

class QComboBox;
class QStackedWidget;
class QVBoxLayout;

namespace kontor {

class Button;
class ChipRow;
class DataTable;
class EmptyState;
class Field;
class Label;
class NoticeStrip;
class ProgressLine;
class TabRow;

/// A file of another system: what it holds, which column is what by example, what would become of it, and in it goes.
class ImportPage : public Page
{
    Q_OBJECT
public:
    ImportPage(const Theme& theme, ImportPort& port);

    void enter() override;
    void setActor(Id<schema::Staff> staff) { m_model.setActor(staff); }
    [[nodiscard]] ImportModel& model() { return m_model; }

protected:
    void resizeEvent(QResizeEvent* event) override;
    void dragEnterEvent(QDragEnterEvent* event) override;
    void dropEvent(QDropEvent* event) override;

private:
    QWidget* makeSource();
    QWidget* makeColumns();
    QWidget* makeRows();
    QWidget* makeFoot();
    void chooseFile();
    void show();
    void showColumns();
    void showFoot();
    [[nodiscard]] QString summary() const;

    const Theme& m_theme;
    ImportModel m_model;
    ImportPreviewTable m_preview{m_model};
    ImportRefusedTable m_refused;
    ChipRow* m_kinds = nullptr;
    Field* m_file = nullptr;
    Button* m_choose = nullptr;
    QStackedWidget* m_body = nullptr;
    EmptyState* m_empty = nullptr;
    QWidget* m_work = nullptr;
    QVBoxLayout* m_columns = nullptr;
    std::vector<QComboBox*> m_boxes;
    ImportPort::Kind m_boxesOf = ImportPort::Kind::Products;
    QComboBox* m_dates = nullptr;
    QWidget* m_datesRow = nullptr;
    TabRow* m_tabs = nullptr;
    QStackedWidget* m_tables = nullptr;
    DataTable* m_previewView = nullptr;
    DataTable* m_refusedView = nullptr;
    Label* m_summary = nullptr;
    ProgressLine* m_progress = nullptr;
    Button* m_save = nullptr;
    Button* m_check = nullptr;
    Button* m_import = nullptr;
    Button* m_cancel = nullptr;
    NoticeStrip* m_notice = nullptr;
};

} // namespace kontor
