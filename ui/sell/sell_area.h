#pragma once

#include "ui/sell/scan_catcher.h"
#include "ui/sell/sell_model.h"
#include "ui/sell/sign_in_model.h"
#include "ui/sell/tile_pictures.h"
#include "ui/theme/theme.h"

#include <QObject>
#include <QTimeZone>

#include <memory>

namespace kontor {

class IdleLock;
class ListWatch;
class MainWindow;
class PaymentPage;
class ReceiptPage;
class SellPage;
class SignInPage;
class Store;

/// The till: its models and pages, put into a window and shown in turn. The one thing app/ makes.
class SellArea : public QObject
{
    Q_OBJECT
public:
    /// Errors: NotFound about "store" or "terminal" when the data folder is not a till's.
    [[nodiscard]] static Result<std::unique_ptr<SellArea>> open(const Theme& theme, Store& store,
                                                                SellModel::Clock clock, MainWindow& window,
                                                                const ListWatch* lists = nullptr);
    ~SellArea() override;

    void lock();
    /// Back to where the sale is, from another area of the program.
    void resume() { showScreen(); }
    /// Opens the till for somebody whose PIN has been checked.
    void admit(const SignInModel::Person& person);

Q_SIGNALS:
    void admitted(const kontor::SignInModel::Person& person);
    void locked();

public:
    [[nodiscard]] SellModel& model() { return m_model; }
    [[nodiscard]] SignInModel& signIn() { return m_signIn; }

private:
    struct Place;
    SellArea(const Theme& theme, Store& store, SellModel::Clock clock, MainWindow& window, const Place& place,
             const ListWatch* lists);
    void showScreen();
    void saveReceipt();
    void writeReceipt(const ReceiptView& receipt, std::uint32_t copy);
    void scanned(const QString& code);

    const Theme& m_theme;
    Store& m_store;
    QTimeZone m_zone;
    Id<schema::Order> m_saved; ///< The receipt last written: the next time it is a duplicate.
    MainWindow& m_window;
    TilePictures m_pictures;
    SignInModel m_signIn;
    SellModel m_model;
    ScanCatcher m_scanner;
    std::unique_ptr<IdleLock> m_idle;
    bool m_locked = true;
    // Owned by the window.
    SignInPage* m_signInPage;
    SellPage* m_sellPage;
    PaymentPage* m_paymentPage;
    ReceiptPage* m_receiptPage;
};

} // namespace kontor
