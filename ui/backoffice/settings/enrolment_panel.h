#pragma once

#include "ui/backoffice/office_job.h"
#include "ui/enrolment_port.h"
#include "ui/theme/theme.h"

#include <QWidget>

#include <atomic>
#include <memory>

namespace kontor {

class Button;
class Field;
class Label;
class ProgressLine;

/// Brings this terminal and its server together, by a code that was read out or by a file.
class EnrolmentPanel : public QWidget
{
    Q_OBJECT
public:
    EnrolmentPanel(const Theme& theme, EnrolmentPort& port, QWidget* parent = nullptr);

    void setActor(Id<schema::Staff> staff) { m_staff = staff; }
    void begin(); ///< Takes the focus where typing should go.
    void reload();
    [[nodiscard]] bool isBusy() const { return m_busy; }

Q_SIGNALS:
    void joined();

private:
    void join(const EnrolmentPort::Invitation& invitation);
    void joinByCode();
    void joinByFile();
    void chooseFile();
    void cancel();
    void finish(const Result<Done>& done);

    const Theme& m_theme;
    EnrolmentPort& m_port;
    Id<schema::Staff> m_staff;
    bool m_busy = false;
    Label* m_state;
    Field* m_server;
    Field* m_code;
    Button* m_byCode;
    Field* m_file;
    Button* m_choose;
    Button* m_byFile;
    Label* m_said;
    ProgressLine* m_progress;
    Button* m_cancel;
    std::shared_ptr<std::atomic_bool> m_cancelled; ///< Shared with the thread that joins.
    OfficeJob m_job{this};
    Courier m_courier{this};
};

} // namespace kontor
