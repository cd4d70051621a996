#pragma once

#include <QElapsedTimer>
#include <QObject>
#include <QPointer>
#include <QString>
#include <QTimer>

#include <deque>
#include <memory>

class QKeyEvent;
class QLineEdit;

namespace kontor {

/// Tells a scanner that types like a keyboard from a person, wherever the focus is, so that no scan lands in a field.
///
/// A scan is at least 3 characters, at most 55 ms apart, ended by Enter or Tab (the figures others measured: scanners 5 to
/// 60 ms a key, mean 20). Characters of a burst are held back until it is clear what they are and then either become one
/// scan or are given to the focus in their order. The first character is held only when it is a digit (most codes begin
/// with one); a letter passes at once, so that searching by name waits for nothing, and is taken out of the field again
/// should a scan follow.
///
/// Gaps are those between the times the window system stamped on the keys, so that a moment of work on this thread neither
/// tears a scan apart nor makes one of typing; unstamped keys are timed as they come.
///
/// Installed on the application; lives in its thread.
class ScanCatcher : public QObject
{
    Q_OBJECT
public:
    explicit ScanCatcher(QObject* parent = nullptr);
    ~ScanCatcher() override;

    static constexpr int maxGapMs = 55;
    static constexpr int minLength = 3;

Q_SIGNALS:
    void scanned(const QString& code);

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    [[nodiscard]] bool takePress(QKeyEvent& event);
    [[nodiscard]] bool isSoonAfterLast(const QKeyEvent& event) const;
    [[nodiscard]] bool finishScan();
    void rememberField();
    void giveBack();
    void reset();

    std::deque<std::unique_ptr<QKeyEvent>> m_held;
    QString m_burst; ///< All characters of the burst, the one that passed included.
    QElapsedTimer m_sinceLast;
    quint64 m_lastStamp = 0; ///< Of the last key, in ms; 0 when it had none.
    QTimer m_quiet;          ///< Ends a burst that no Enter ended.
    bool m_givingBack = false;

    // The field as it was before a letter that passed at once.
    QPointer<QLineEdit> m_field;
    QString m_fieldText;
    int m_fieldCursor = 0;
};

} // namespace kontor
