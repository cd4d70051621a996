#include "ui/widgets/search_field.h"

#include "ui/theme/icon.h"
#include "ui/theme/paint.h"
#include "ui/widgets/button.h"

#include <QKeyEvent>
#include <QPainter>

namespace kontor {

SearchField::SearchField(const Theme& theme, const QString& iconName, const QString& placeholder,
                         const QString& keyHint, QWidget* parent)
    : QLineEdit(parent),
      m_theme(theme),
      m_iconName(iconName),
      m_keyHint(keyHint),
      m_clear(new Button(theme, Button::Kind::Quiet, {}, this))
{
    setPlaceholderText(placeholder);
    setAccessibleName(placeholder);
    setFixedHeight(metrics::touch);
    setTextMargins(sideMargins(38, 0, metrics::touch, 0));
    setContextMenuPolicy(Qt::NoContextMenu);

    m_clear->setIconName(QStringLiteral("x"));
    m_clear->setAccessibleName(tr("Empty the search"));
    m_clear->setFocusPolicy(Qt::NoFocus);
    m_clear->hide();
    connect(m_clear, &Button::clicked, this, [this] {
        clear();
        setFocus();
    });
    connect(this, &QLineEdit::textChanged, m_clear,
            [this](const QString& text) { m_clear->setVisible(!text.isEmpty()); });
}

QSize SearchField::sizeHint() const
{
    return {320, metrics::touch};
}

void SearchField::paintEvent(QPaintEvent* event)
{
    QLineEdit::paintEvent(event);
    QPainter painter(this);
    const bool mirrored = layoutDirection() == Qt::RightToLeft;
    paintIcon(painter, m_iconName, QRectF(mirrored ? width() - 32 : 14, (height() - 18) / 2, 18, 18), m_theme.muted);
    if (text().isEmpty()) {
        const double hint = keyHintWidth(m_theme, m_keyHint);
        paintKeyHint(painter, m_theme, QRectF(mirrored ? 12 : width() - 12 - hint, 0, hint, height()), m_keyHint,
                     KeyHintOn::Surface);
    }
}

void SearchField::resizeEvent(QResizeEvent* event)
{
    QLineEdit::resizeEvent(event);
    const bool mirrored = layoutDirection() == Qt::RightToLeft;
    m_clear->setGeometry(mirrored ? 0 : width() - metrics::touch, 0, metrics::touch, height());
}

void SearchField::keyPressEvent(QKeyEvent* event)
{
    if (event->key() == Qt::Key_Down) {
        Q_EMIT leftDownwards();
        return;
    }
    QLineEdit::keyPressEvent(event);
}

} // namespace kontor
