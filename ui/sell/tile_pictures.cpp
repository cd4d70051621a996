#include "ui/sell/tile_pictures.h"

#include <QDir>
#include <QImageReader>

namespace kontor {
namespace {

constexpr int mostKept = 300; // Some pages of tiles: 86 MB at most.
constexpr qsizetype mostNone = 20'000;
constexpr qint64 largestFile = 20'000'000;

/// Whether a SKU can be the name of a file in the folder and of none beside it.
bool isFileName(const QString& sku)
{
    return !sku.isEmpty() && !sku.startsWith(QLatin1Char('.')) && !sku.contains(QLatin1Char('/')) &&
           !sku.contains(QLatin1Char('\\')) && !sku.contains(QChar());
}

/// The middle of the picture, as large as a tile's. Null when there is no file, or none that can be read.
QImage readPicture(const QString& folder, const QString& sku)
{
    for (const char* ending : {".jpg", ".jpeg", ".png", ".webp"}) {
        const QFileInfo file(QDir(folder).filePath(sku + QLatin1String(ending)));
        if (!file.isFile() || file.size() > largestFile)
            continue;
        QImageReader reader(file.filePath());
        reader.setAutoTransform(true);
        if (const auto whole = reader.size(); whole.isValid()) // Large ones are made small while they are decoded.
            reader.setScaledSize(whole.scaled(TilePictures::size, Qt::KeepAspectRatioByExpanding));
        auto image = reader.read();
        if (image.isNull())
            continue;
        image = image.scaled(TilePictures::size, Qt::KeepAspectRatioByExpanding, Qt::SmoothTransformation);
        const QPoint corner((image.width() - TilePictures::size.width()) / 2,
                            (image.height() - TilePictures::size.height()) / 2);
        return image.copy(QRect(corner, TilePictures::size)).convertToFormat(QImage::Format_RGB32);
    }
    return {};
}

} // namespace

TilePictures::TilePictures(const QString& folder, QObject* parent)
    : QObject(parent),
      m_folder(folder),
      m_there(QFileInfo(folder).isDir()),
      m_kept(mostKept)
{
    m_pool.setMaxThreadCount(1); // Beside the work of the till, not in its way.
    if (m_there)
        m_watcher.addPath(folder);
    connect(&m_watcher, &QFileSystemWatcher::directoryChanged, this, &TilePictures::forget);
}

TilePictures::~TilePictures()
{
    m_pool.clear();
    m_pool.waitForDone();
}

void TilePictures::forget()
{
    m_none.clear();
    m_kept.clear();
    Q_EMIT loaded({});
}

QImage TilePictures::picture(const QString& sku)
{
    if (!m_there)
        return {};
    if (const auto* kept = m_kept.object(sku))
        return *kept;
    if (m_none.contains(sku) || m_asked.contains(sku) || !isFileName(sku))
        return {};
    m_asked.insert(sku);
    m_pool.start([folder = m_folder, sku, post = m_courier.post(), this] {
        auto image = readPicture(folder, sku);
        post([this, sku, image = std::move(image)] {
            m_asked.remove(sku);
            if (image.isNull()) {
                if (m_none.size() > mostNone)
                    m_none.clear();
                m_none.insert(sku);
                return;
            }
            m_kept.insert(sku, new QImage(image)); // QCache owns it.
            Q_EMIT loaded(sku);
        });
    });
    return {};
}

} // namespace kontor
