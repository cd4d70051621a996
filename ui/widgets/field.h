#pragma once

#include "ui/theme/theme.h"

#include <QLineEdit>

namespace kontor {

/// A line of text in a form of the back office, 36 px high. A fault turns its border red and is said by what reads the screen.
class Field : public QLineEdit
{
    Q_OBJECT
public:
    explicit Field(const Theme& theme, const QString& name, QWidget* parent = nullptr);

    void setFault(const QString& fault);

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    const Theme& m_theme;
    QString m_fault;
};

} // namespace kontor
