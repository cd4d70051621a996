#pragma once

#include "ui/theme/theme.h"

#include <QMainWindow>
#include <QTimer>

class QLabel;
class QStackedWidget;

namespace kontor {

class Button;
class Label;
class Page;
class Pill;
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

    /// Store and terminal, e.g. "Harbour Street", "Till 2".
    void setPlace(const QString& store, const QString& terminal);
    /// An empty name: nobody is signed in.
    void setPerson(const QString& name, const QString& role);

Q_SIGNALS:
    void lockRequested();

private:
    QWidget* makeHeader();
    void showSync();
    void showTime();

    const Theme& m_theme;
    const SyncMonitor& m_sync;
    QWidget* m_header = nullptr;
    QStackedWidget* m_pages;
    Label* m_place = nullptr;
    Label* m_clock = nullptr;
    Pill* m_pill = nullptr;
    SignedInBadge* m_person = nullptr;
    Button* m_lock = nullptr;
    QTimer m_tick;
};

} // namespace kontor
