#include "sync/client/sync_thread.h"

namespace kontor {

SyncThread::SyncThread(Store& store, QObject* parent) : QObject(parent), m_client(new SyncClient(store))
{
    m_status = m_client->status();
    m_thread.setObjectName(QStringLiteral("sync"));
    m_client->moveToThread(&m_thread);
    connect(&m_thread, &QThread::finished, m_client, &QObject::deleteLater);
    connect(m_client, &SyncClient::statusChanged, this, [this](const SyncStatus& status) {
        m_status = status;
        Q_EMIT statusChanged(m_status);
    });
    m_thread.start();
}

SyncThread::~SyncThread()
{
    m_thread.quit();
    m_thread.wait();
}

void SyncThread::start()
{
    QMetaObject::invokeMethod(m_client, &SyncClient::start, Qt::QueuedConnection);
}

} // namespace kontor
