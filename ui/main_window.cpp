#include "ui/main_window.h"

#include "ui/page.h"
#include "ui/sync_monitor.h"
#include "ui/theme/icon.h"
#include "ui/widgets/avatar.h"
#include "ui/widgets/button.h"
#include "ui/widgets/focus_ring.h"
#include "ui/widgets/label.h"
#include "ui/widgets/pill.h"
#include "ui/widgets/side_nav.h"
#include "ui/widgets/touch_keyboard.h"

#include <QHBoxLayout>
#include <QLocale>
#include <QShortcut>
#include <QStackedWidget>
#include <QTime>
#include <QVBoxLayout>

#include <algorithm>

namespace kontor {

MainWindow::MainWindow(const Theme& theme, const SyncMonitor& sync)
    : m_theme(theme),
      m_sync(sync),
      m_pages(new QStackedWidget)
{
    m_header = makeHeader();
    setWindowTitle(tr("Kontor"));
    setWindowIcon(iconPixmap(QStringLiteral("store"), 64, theme.accent, 1));
    setMinimumSize(800, 600);

    auto* frame = new QWidget(this);
    auto* column = new QVBoxLayout(frame);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(m_header);
    m_nav = new SideNav(theme, frame);
    m_nav->add(QStringLiteral("shopping-cart"), tr("Sell"));
    m_nav->hide();
    connect(m_nav, &SideNav::chosen, this, [this](int index) {
        if (index == 0)
            Q_EMIT sellRequested();
        else
            showPage(m_areas[std::size_t(index) - 1]);
    });
    auto* row = new QHBoxLayout;
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(0);
    row->addWidget(m_nav);
    row->addWidget(m_pages, 1);
    column->addLayout(row, 1);
    column->addWidget(new TouchKeyboard(theme, frame));
    setCentralWidget(frame);
    new FocusRing(theme, this);

    connect(&m_sync, &SyncMonitor::changed, this, &MainWindow::showSync);
    showSync();
    connect(&m_tick, &QTimer::timeout, this, &MainWindow::showTime);
    m_tick.start(1000);
    showTime();
    setPerson({}, {});
}

QWidget* MainWindow::makeHeader()
{
    auto* header = new QWidget(this);
    header->setFixedHeight(metrics::headerHeight);
    header->setAutoFillBackground(true);
    auto colours = m_theme.palette();
    colours.setColor(QPalette::Window, m_theme.surface);
    header->setPalette(colours);

    auto* logo = new QLabel(header);
    logo->setPixmap(iconPixmap(QStringLiteral("store"), 20, m_theme.accent, devicePixelRatioF()));
    auto* name = new Label(m_theme, TextRole::Strong, Tone::Text, tr("Kontor"), header);
    auto nameFont = m_theme.font(TextRole::Lead);
    nameFont.setPointSizeF(nameFont.pointSizeF() * 16 / 17);
    name->setFont(nameFont);
    m_place = new Label(m_theme, TextRole::Body, Tone::Muted, {}, header);
    m_place->setElided(true);
    m_place->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Preferred);
    m_pill = new Pill(m_theme, header);
    auto* clockIcon = new QLabel(header);
    clockIcon->setPixmap(iconPixmap(QStringLiteral("clock"), 15, m_theme.muted, devicePixelRatioF()));
    m_clock = new Label(m_theme, TextRole::Body, Tone::Muted, {}, header);
    m_person = new SignedInBadge(m_theme, header);
    m_office = new Button(m_theme, Button::Kind::Quiet, {}, header);
    m_office->setIconName(QStringLiteral("layout-dashboard"));
    m_office->setAccessibleName(tr("Back office"));
    m_office->setToolTip(tr("Back office, and back to selling (F10)"));
    connect(m_office, &Button::clicked, this, &MainWindow::turnOffice);
    auto* officeKey = new QShortcut(QKeySequence(Qt::Key_F10), this);
    connect(officeKey, &QShortcut::activated, m_office, &Button::click);
    m_themeButton = new Button(m_theme, Button::Kind::Quiet, {}, header);
    const bool dark = m_theme.variant == Theme::Variant::Dark;
    m_themeButton->setIconName(dark ? QStringLiteral("sun") : QStringLiteral("moon"));
    m_themeButton->setAccessibleName(dark ? tr("Light colours") : tr("Dark colours"));
    m_themeButton->setToolTip(m_themeButton->accessibleName());
    connect(m_themeButton, &Button::clicked, this, &MainWindow::themeRequested);
    m_lock = new Button(m_theme, Button::Kind::Quiet, {}, header);
    m_lock->setIconName(QStringLiteral("lock"));
    m_lock->setAccessibleName(tr("Lock"));
    m_lock->setToolTip(tr("Lock (Ctrl+L)"));
    connect(m_lock, &Button::clicked, this, &MainWindow::lockRequested);
    auto* lockKey = new QShortcut(QKeySequence(Qt::CTRL | Qt::Key_L), this);
    connect(lockKey, &QShortcut::activated, m_lock, &Button::click);

    auto* row = new QHBoxLayout;
    row->setContentsMargins(sideMargins(metrics::pageMargin, 0, 4, 0));
    row->setSpacing(0);
    row->addWidget(logo);
    row->addSpacing(8);
    row->addWidget(name);
    row->addSpacing(13);
    row->addWidget(m_place, 1);
    row->addSpacing(12);
    row->addWidget(m_pill);
    row->addSpacing(14);
    row->addWidget(clockIcon);
    row->addSpacing(7);
    row->addWidget(m_clock);
    row->addSpacing(14);
    row->addWidget(m_person);
    row->addSpacing(6);
    row->addWidget(m_office);
    row->addWidget(m_themeButton);
    row->addWidget(m_lock);

    auto* line = new QWidget(header);
    line->setFixedHeight(1);
    line->setAutoFillBackground(true);
    colours.setColor(QPalette::Window, m_theme.line);
    line->setPalette(colours);
    auto* column = new QVBoxLayout(header);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addLayout(row, 1);
    column->addWidget(line);
    return header;
}

void MainWindow::addPage(Page* page)
{
    m_pages->addWidget(page);
}

void MainWindow::addArea(const QString& iconName, const QString& title, Page* page)
{
    addPage(page);
    m_areas.push_back(page);
    m_nav->add(iconName, title);
}

int MainWindow::area() const
{
    const auto found = std::find(m_areas.begin(), m_areas.end(), m_shown);
    return found == m_areas.end() ? -1 : int(found - m_areas.begin());
}

void MainWindow::showArea(int area)
{
    if (area >= 0 && area < int(m_areas.size()))
        showPage(m_areas[std::size_t(area)]);
}

void MainWindow::setOfficeOpen(bool open)
{
    m_office->setVisible(open && !m_areas.empty());
}

void MainWindow::turnOffice()
{
    if (std::find(m_areas.begin(), m_areas.end(), m_shown) != m_areas.end())
        Q_EMIT sellRequested();
    else
        Q_EMIT officeRequested();
}

void MainWindow::showPage(Page* page)
{
    if (m_shown != nullptr && m_shown != page)
        m_shown->leave();
    m_shown = page;
    m_header->setVisible(!page->isFull());
    const auto area = std::find(m_areas.begin(), m_areas.end(), page);
    m_nav->setVisible(area != m_areas.end());
    m_nav->setCurrent(int(area - m_areas.begin()) + 1);
    m_pages->setCurrentWidget(page);
    page->enter();
}

void MainWindow::setPlace(const QString& store, const QString& terminal)
{
    m_place->setText(tr("%1 · %2", "store, terminal").arg(store, terminal));
}

void MainWindow::setPerson(const QString& name, const QString& role)
{
    m_person->show(name, role);
    m_lock->setVisible(!name.isEmpty());
    if (name.isEmpty())
        m_office->hide();
}

void MainWindow::showSync()
{
    const int pending = m_sync.pending();
    switch (m_sync.state()) {
    case SyncMonitor::State::Alone:
        m_pill->show(Pill::Tone::Busy, QStringLiteral("cloud"), tr("No server set up"));
        return;
    case SyncMonitor::State::Offline:
        m_pill->show(Pill::Tone::Warn, QStringLiteral("cloud-off"),
                     pending == 0 ? tr("Offline") : tr("Offline · %n change(s) waiting", nullptr, pending));
        return;
    case SyncMonitor::State::Outdated:
        m_pill->show(Pill::Tone::Warn, QStringLiteral("cloud-off"), tr("Update Kontor to sync again"));
        return;
    case SyncMonitor::State::Syncing:
        m_pill->show(Pill::Tone::Busy, QStringLiteral("refresh-cw"),
                     pending == 0 ? tr("Syncing") : tr("Syncing · %n change(s)", nullptr, pending));
        return;
    case SyncMonitor::State::Synced:
        m_pill->show(Pill::Tone::Good, QStringLiteral("cloud-check"), tr("All changes synced"));
        return;
    }
}

void MainWindow::showTime()
{
    const auto now = QLocale().toString(QTime::currentTime(), QStringLiteral("HH:mm"));
    if (now != m_clock->text())
        m_clock->setText(now);
}

} // namespace kontor
