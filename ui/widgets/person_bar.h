#pragma once

#include "ui/theme/theme.h"

#include <QAbstractButton>

namespace kontor {

/// Who buys, above the lines of a sale: a mark, the name, what is known of them; touched to choose somebody.
class PersonBar : public QAbstractButton
{
    Q_OBJECT
public:
    PersonBar(const Theme& theme, const QString& keyHint, QWidget* parent = nullptr);

    /// `isSomebody`: otherwise the words ask for somebody.
    void show(const QString& name, const QString& detail, bool isSomebody);

    [[nodiscard]] QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;
    void enterEvent(QEnterEvent*) override { update(); }
    void leaveEvent(QEvent*) override { update(); }
    void keyPressEvent(QKeyEvent* event) override;

private:
    const Theme& m_theme;
    QString m_keyHint;
    QString m_detail;
    bool m_somebody = false;
};

} // namespace kontor
