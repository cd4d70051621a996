#pragma once

#include "ui/backoffice/office_job.h"
#include "ui/setup/setup_port.h"
#include "ui/theme/theme.h"

#include <QWidget>

#include <atomic>
#include <memory>

class QComboBox;
class QStackedWidget;

namespace kontor {

class Button;
class Field;
class Label;
class ProgressLine;

/// The first thing somebody sees of Kontor: their own shop in a few fields, the demo shop, or a shop that is there already.
/// A window of its own, since there is no shop yet to show pages of.
class SetupPage : public QWidget
{
    Q_OBJECT
public:
    enum class Way { Own, Demo, Join };

    SetupPage(const Theme& theme, SetupPort& port);
    ~SetupPage() override;

    void choose(Way way);
    [[nodiscard]] bool isBusy() const { return m_busy; }

Q_SIGNALS:
    void finished(); ///< There is a shop in the folder.

protected:
    void paintEvent(QPaintEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;

private:
    QWidget* makeBrand();
    QWidget* makeOwn();
    QWidget* makeDemo();
    QWidget* makeJoin();
    void showCountry();
    void start();
    void cancel();
    void setBusy(bool busy);
    void answer(const Result<Done>& done);
    [[nodiscard]] bool hasAll(const std::vector<Field*>& fields);
    [[nodiscard]] Field* fieldOf(const std::string& about) const;

    const Theme& m_theme;
    SetupPort& m_port;
    std::vector<SetupPort::Country> m_countries;
    Way m_way = Way::Own;
    bool m_busy = false;
    std::vector<Button*> m_ways;
    QStackedWidget* m_forms = nullptr;
    QComboBox* m_country = nullptr;
    Label* m_customs = nullptr;
    Field* m_name = nullptr;
    Field* m_person = nullptr;
    Field* m_pin = nullptr;
    Field* m_rate = nullptr;
    Field* m_server = nullptr;
    Field* m_code = nullptr;
    Field* m_file = nullptr;
    Label* m_fault = nullptr;
    ProgressLine* m_progress = nullptr;
    Button* m_start = nullptr;
    Button* m_cancel = nullptr; ///< While a shop is joined: how long that takes is the network's to say.
    std::shared_ptr<std::atomic_bool> m_cancelled = std::make_shared<std::atomic_bool>(false);
    OfficeJob m_job{this};
    Courier m_courier{this};
};

} // namespace kontor
