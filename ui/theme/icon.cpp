#include "ui/theme/icon.h"

#include <QFile>
#include <QPainter>
#include <QPixmapCache>
#include <QSvgRenderer>

namespace kontor {
namespace {

QPixmap render(const QString& name, double size, const QColor& colour, double ratio)
{
    const auto key = QStringLiteral("kontor/%1/%2/%3/%4").arg(name, colour.name(QColor::HexArgb)).arg(size).arg(ratio);
    QPixmap pixmap;
    if (QPixmapCache::find(key, &pixmap))
        return pixmap;

    QFile file(QStringLiteral(":/kontor/icons/%1.svg").arg(name));
    if (!file.open(QIODevice::ReadOnly))
        qFatal("There is no bundled icon called %s.", qPrintable(name));
    auto svg = file.readAll();
    svg.replace("currentColor", colour.name().toLatin1());
    svg.replace("stroke-width=\"2\"", "stroke-width=\"1.75\"");

    const auto pixels = int(size * ratio + 0.5);
    pixmap = QPixmap(pixels, pixels);
    pixmap.fill(Qt::transparent);
    QPainter painter(&pixmap);
    painter.setOpacity(colour.alphaF());
    QSvgRenderer(svg).render(&painter, QRectF(0, 0, pixels, pixels));
    painter.end();
    pixmap.setDevicePixelRatio(ratio);
    QPixmapCache::insert(key, pixmap);
    return pixmap;
}

} // namespace

void paintIcon(QPainter& painter, const QString& name, const QRectF& rect, const QColor& colour)
{
    painter.drawPixmap(rect.topLeft(), render(name, rect.width(), colour, painter.device()->devicePixelRatioF()));
}

QPixmap iconPixmap(const QString& name, int size, const QColor& colour, double devicePixelRatio)
{
    return render(name, size, colour, devicePixelRatio);
}

} // namespace kontor
