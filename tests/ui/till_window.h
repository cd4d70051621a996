#pragma once

#include <QTest>

#include "ui/fake_sync.h"
#include "ui/keyboard.h"
#include "ui/main_window.h"
#include "ui/sell/sell_area.h"
#include "ui/theme/style.h"
#include "ui/till_shop.h"

#include <QApplication>

namespace kontor {

/// The whole till on a shop, as app/desktop makes it, at 1366 x 768.
class TillWindow
{
public:
    explicit TillWindow(TillShop& shop, ReceiptPrinter* printer = nullptr)
        : m_theme(Theme::load(Theme::Variant::Light)),
          m_window(m_theme, m_sync)
    {
        applyTheme(*qApp, m_theme);
        auto area = SellArea::open(m_theme, shop.store(), &TillShop::now, m_window, nullptr, printer);
        if (!area)
            qFatal("%s: %s", area.error().about.c_str(), area.error().detail.c_str());
        m_area = std::move(*area);
        m_window.resize(1366, 768);
        m_window.show();
        m_window.activateWindow();
        if (!QTest::qWaitForWindowActive(&m_window))
            qFatal("the window does not come up");
    }
    ~TillWindow() { QApplication::setStyle(QStringLiteral("Fusion")); } // Ours refers to the theme.

    [[nodiscard]] const Theme& theme() const { return m_theme; }
    [[nodiscard]] MainWindow& window() { return m_window; }
    [[nodiscard]] SellArea& area() { return *m_area; }
    [[nodiscard]] SellModel& model() { return m_area->model(); }
    [[nodiscard]] FakeSync& sync() { return m_sync; }

    /// To wherever the focus is, as a keyboard does.
    static void key(int code) { QTest::keyClick(QApplication::focusWidget(), Qt::Key(code)); }
    static void type(const QString& text) { Keyboard::typeByHand(text); }
    static void scan(const QString& code) { Keyboard::scan(code); }

    void signInMira() { m_area->admit(m_area->signIn().people()[1]); }

    template <typename T>
    [[nodiscard]] T* find(const QString& accessibleName)
    {
        for (auto* widget : m_window.findChildren<T*>()) {
            if (widget->isVisible() && widget->accessibleName() == accessibleName)
                return widget;
        }
        return nullptr;
    }

private:
    Theme m_theme;
    FakeSync m_sync;
    MainWindow m_window;
    std::unique_ptr<SellArea> m_area;
};

} // namespace kontor
