#pragma once

#include "ui/theme/theme.h"

#include <QAbstractButton>
#include <QString>

namespace kontor {

/// "Mira Okafor" -> "MO"; one letter for one word.
[[nodiscard]] QString initialsOf(const QString& name);

/// "Mira Okafor" -> "Mira O.", as staff are called on a till.
[[nodiscard]] QString shortNameOf(const QString& name);

/// The round badge with somebody's initials.
void paintAvatar(QPainter& painter, const QRectF& circle, const QString& initials, const QFont& font,
                 const QColor& fill, const QColor& content);

/// A person to choose on the sign-in page: badge above, name below.
class PersonButton : public QAbstractButton
{
    Q_OBJECT
public:
    PersonButton(const Theme& theme, const QString& name, QWidget* parent = nullptr);

    [[nodiscard]] QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    const Theme& m_theme;
    QString m_initials;
};

/// Initials and name of who is signed in, in the header. Says nothing while nobody is.
class SignedInBadge : public QWidget
{
    Q_OBJECT
public:
    explicit SignedInBadge(const Theme& theme, QWidget* parent = nullptr);

    void show(const QString& name, const QString& role);

    [[nodiscard]] QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    const Theme& m_theme;
    QString m_name;
    QString m_role;
};

} // namespace kontor
