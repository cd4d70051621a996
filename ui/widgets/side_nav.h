#pragma once

#include "ui/theme/theme.h"
#include "ui/widgets/panel.h"

#include <QAbstractButton>

#include <vector>

class QVBoxLayout;

namespace kontor {

/// One place to go to: icon and word, marked while it is shown.
class NavItem : public QAbstractButton
{
    Q_OBJECT
public:
    NavItem(const Theme& theme, const QString& iconName, const QString& text, QWidget* parent = nullptr);
    [[nodiscard]] QSize sizeHint() const override { return {192, 40}; }

protected:
    void paintEvent(QPaintEvent* event) override;
    void enterEvent(QEnterEvent*) override { update(); }
    void leaveEvent(QEvent*) override { update(); }
    void keyPressEvent(QKeyEvent* event) override;

private:
    const Theme& m_theme;
    QString m_iconName;
};

/// The areas of the back office, at its leading edge.
class SideNav : public Panel
{
    Q_OBJECT
public:
    explicit SideNav(const Theme& theme, QWidget* parent = nullptr);

    /// Returns its number, from 0.
    int add(const QString& iconName, const QString& text);
    void setCurrent(int index);

Q_SIGNALS:
    void chosen(int index);

private:
    const Theme& m_theme;
    QVBoxLayout* m_column;
    std::vector<NavItem*> m_items;
};

} // namespace kontor
