#pragma once

#include "ui/theme/theme.h"

#include <QMainWindow>
#include <QTimer>

#include <vector>

class QLabel;
class QStackedWidget;

namespace kontor {

class Button;
class Label;
class Page;
class Pill;
class SideNav;
class SignedInBadge;
class SyncMonitor;

/// The frame: a header (shop, sync, clock, who is signed in, lock) above the one page that is in front. Knows no page by
/// name; app/ adds them and says which to show.
class MainWindow : public QMainWindow
{
    Q_OBJECT
public:
    MainWindow(const Theme& theme, const SyncMonitor& sync);

    /// The window owns the page from here on.
    void addPage(Page* page);
    void showPage(Page* page);
    [[nodiscard]] Page* page() const { return m_shown; }
    /// A page of the back office, with an entry of its own in the list at the leading edge. The first is where officeRequested
    /// should lead.
    void addArea(const QString& iconName, const QString& title, Page* page);
    /// Which of the areas is in front; -1: none, selling.
    [[nodiscard]] int area() const;
    void showArea(int area);
    /// Whether the person who is signed in finds the way there.
    void setOfficeOpen(bool open);

    /// Store and terminal, e.g. "Harbour Street", "Till 2".
    void setPlace(const QString& store, const QString& terminal);
    /// An empty name: nobody is signed in.
    void setPerson(const QString& name, const QString& role);

Q_SIGNALS:
    void lockRequested();
    void officeRequested(); ///< From selling to the back office,
    void sellRequested();   ///< and back.
    void themeRequested();  ///< The other one.

private:
    QWidget* makeHeader();
    void turnOffice();
    void showSync();
    void showTime();

    const Theme& m_theme;
    const SyncMonitor& m_sync;
    QWidget* m_header = nullptr;
    QStackedWidget* m_pages;
    SideNav* m_nav = nullptr;
    std::vector<Page*> m_areas; ///< By their entries, from 1: 0 is selling.
    Page* m_shown = nullptr;
    Label* m_place = nullptr;
    Label* m_clock = nullptr;
    Pill* m_pill = nullptr;
    SignedInBadge* m_person = nullptr;
    Button* m_office = nullptr;
    Button* m_themeButton = nullptr;
    Button* m_lock = nullptr;
    QTimer m_tick;
};

} // namespace kontor
