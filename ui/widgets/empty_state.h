#pragma once

#include "ui/theme/theme.h"

#include <QWidget>

namespace kontor {

class Label;

/// What an empty list says: an icon, what is (not) there, and what to do first.
class EmptyState : public QWidget
{
    Q_OBJECT
public:
    EmptyState(const Theme& theme, const QString& iconName, QWidget* parent = nullptr);

    void say(const QString& title, const QString& advice);

private:
    Label* m_title;
    Label* m_advice;
};

} // namespace kontor
