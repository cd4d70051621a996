#pragma once

#include "ui/backoffice/settings/settings_model.h"
#include "ui/page.h"
#include "ui/theme/theme.h"

#include <QHash>

#include <vector>

class QComboBox;
class QStackedWidget;

namespace kontor {

class Button;
class EnrolmentPanel;
class EnrolmentPort;
class Field;
class FormCard;
class NoticeStrip;
class TabRow;

/// What can be set, for the organisation, the store and this till, and the way to the server. Each value is written when it is
/// left; what is refused is said at its field and stays there to be mended.
class SettingsPage : public Page
{
    Q_OBJECT
public:
    /// Without a port there is no tab of the server. `languages`: code and name, of those the program has.
    SettingsPage(const Theme& theme, Store& store, Currency currency, EnrolmentPort* enrolment,
                 const std::vector<std::pair<QString, QString>>& languages, const QString& language);

    void enter() override;
    void setActor(Id<schema::Staff> staff);
    [[nodiscard]] SettingsModel& model() { return m_model; }
    [[nodiscard]] TabRow& tabs() { return *m_tabs; }

Q_SIGNALS:
    void languageRequested(const QString& code); ///< Empty: the system's.
    void joined();                               ///< The till has a server now.

protected:
    void resizeEvent(QResizeEvent* event) override;

private:
    struct Control {
        SettingLevel level;
        SettingText setting;
        Field* field = nullptr; ///< One of the two.
        QComboBox* box = nullptr;
        Button* inherit = nullptr; ///< Takes back what is set here; hidden where nothing is.
    };

    QWidget* makeLevel(SettingLevel level);
    void addFacts(SettingLevel level, FormCard& card);
    void addControl(SettingLevel level, const SettingText& setting, FormCard& card);
    QWidget* makeScrolled(const std::vector<QWidget*>& cards);
    void show();
    void show(const Control& control);
    void refuse(const QString& key, const QString& why);

    const Theme& m_theme;
    SettingsModel m_model;
    std::vector<std::pair<QString, QString>> m_languages;
    QString m_language;
    TabRow* m_tabs = nullptr;
    QStackedWidget* m_pages = nullptr;
    std::vector<std::pair<SettingLevel, Field*>> m_names;
    QComboBox* m_languageBox = nullptr;
    EnrolmentPanel* m_enrolment = nullptr;
    std::vector<Control> m_controls;
    QHash<QString, Field*> m_asked; ///< Which field a key's answer belongs to.
    NoticeStrip* m_notice = nullptr;
};

} // namespace kontor
