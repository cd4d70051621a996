#pragma once

#include <QColor>
#include <QFont>
#include <QRectF>

class QPainter;
class QString;

namespace kontor {

class Theme;

/// A rounded box with a crisp 1 px border inside `rect`.
void paintBox(QPainter& painter, const QRectF& rect, double radius, const QColor& fill, const QColor& border);

/// `fill` moved a little towards `towards`, for hover (0.04) and press (0.09).
[[nodiscard]] QColor mixed(const QColor& fill, const QColor& towards, double share);

/// One line of text, elided at the end when it does not fit.
void paintLine(QPainter& painter, const QRectF& rect, Qt::Alignment alignment, const QFont& font, const QColor& colour,
               const QString& text);

/// At most `lines` lines, broken at words, the last one elided.
void paintLines(QPainter& painter, const QRectF& rect, int lines, const QFont& font, const QColor& colour,
                const QString& text);

/// Width of the little key cap that paintKeyHint draws.
[[nodiscard]] double keyHintWidth(const Theme& theme, const QString& hint);

/// The key that does the same, as a little cap, vertically centred in `rect` from its left edge.
/// `onAccent`: drawn as an outline on a button in the accent colour.
enum class KeyHintOn { Surface, Accent };
void paintKeyHint(QPainter& painter, const Theme& theme, const QRectF& rect, const QString& hint, KeyHintOn on);

} // namespace kontor
