#pragma once

#include <QWidget>

namespace kontor {

/// A screen that MainWindow shows.
class Page : public QWidget
{
    Q_OBJECT
public:
    using QWidget::QWidget;

    /// Called when it comes to the front: takes the focus where typing should go.
    virtual void enter() {}
    /// Full pages have no header above them (sign-in).
    [[nodiscard]] virtual bool isFull() const { return false; }
    /// Another page comes to the front.
    virtual void leave() {}
};

} // namespace kontor
