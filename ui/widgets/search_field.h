#pragma once

#include "ui/theme/theme.h"

#include <QLineEdit>

namespace kontor {

class Button;

/// The field for names, SKUs and codes: icon at the left, key hint at the right, a cross to touch when there is text.
class SearchField : public QLineEdit
{
    Q_OBJECT
public:
    SearchField(const Theme& theme, const QString& iconName, const QString& placeholder, const QString& keyHint,
                QWidget* parent = nullptr);

    [[nodiscard]] QSize sizeHint() const override;

Q_SIGNALS:
    void leftDownwards(); ///< Arrow down: on to the results.

protected:
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;

private:
    const Theme& m_theme;
    QString m_iconName;
    QString m_keyHint;
    Button* m_clear;
};

} // namespace kontor
