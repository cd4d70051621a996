#pragma once

#include <QColor>
#include <QPixmap>
#include <QString>

class QPainter;
class QRectF;

namespace kontor {

/// Draws the bundled Lucide icon `name` into `rect`, stroke 1.75, in one colour.
/// An unknown name is a programmer error.
void paintIcon(QPainter& painter, const QString& name, const QRectF& rect, const QColor& colour);

/// The same as a pixmap of `size` x `size` px, for labels and window icons.
[[nodiscard]] QPixmap iconPixmap(const QString& name, int size, const QColor& colour, double devicePixelRatio);

} // namespace kontor
