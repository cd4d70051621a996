#pragma once

#include "ui/courier.h"

#include <QCache>
#include <QFileSystemWatcher>
#include <QImage>
#include <QObject>
#include <QSet>
#include <QString>
#include <QThreadPool>

namespace kontor {

/// Pictures of products for the tiles: files in a folder of this till, named after the SKU ("KIT-0412.jpg", .jpeg, .png, .webp).
/// They are read, cut and made small on a thread of their own; a tile is painted without until then. Local to the till: no
/// journal knows of them, and the folder may be emptied at any time.
class TilePictures : public QObject
{
    Q_OBJECT
public:
    /// Twice what a tile shows, for screens of twice the resolution.
    static constexpr QSize size{360, 200};

    explicit TilePictures(const QString& folder, QObject* parent = nullptr);
    ~TilePictures() override;

    /// Null where there is none, or not yet: loaded() follows then.
    [[nodiscard]] QImage picture(const QString& sku);

Q_SIGNALS:
    void loaded(const QString& sku);

private:
    void forget();

    QString m_folder;
    bool m_there = false; ///< A shop without pictures asks no disk for them.
    QCache<QString, QImage> m_kept;
    QSet<QString> m_none;
    QSet<QString> m_asked;
    QThreadPool m_pool;
    QFileSystemWatcher m_watcher;
    Courier m_courier{this};
};

} // namespace kontor
