#pragma once

#include "ui/page.h"
#include "ui/sell/sell_model.h"
#include "ui/theme/theme.h"

#include <QTimeZone>

class QScrollArea;

namespace kontor {

class Button;
class Label;
class NoticeStrip;
class ReceiptPaper;

/// The receipt of the sale just made, and the change, large until the next sale begins: by Enter, a touch or a scan.
class ReceiptPage : public Page
{
    Q_OBJECT
public:
    /// `zone` is the store's: receipts carry the time on its wall.
    ReceiptPage(const Theme& theme, SellModel& model, const QTimeZone& zone);

    void enter() override;
    /// Whether there is one to print on.
    void setPrinter(bool there);

    /// Said where the eye is: saved, or why not.
    void tell(const Notice& notice);

Q_SIGNALS:
    void saveWanted();
    void printWanted();

protected:
    void keyPressEvent(QKeyEvent* event) override;

private:
    void showReceipt();

    SellModel& m_model;
    QTimeZone m_zone;
    ReceiptPaper* m_paper;
    QScrollArea* m_scroll;
    Label* m_change;
    Label* m_changeWord;
    Label* m_paid;
    NoticeStrip* m_notice;
    Button* m_save;
    Button* m_print;
    Button* m_next;
};

} // namespace kontor
