#pragma once

#include "ui/courier.h"
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
class ReceiptPrinter;
struct PrinterChoice;
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
                                                                const ListWatch* lists = nullptr,
                                                                ReceiptPrinter* printer = nullptr);
    ~SellArea() override;

    void lock();
    /// Back to where the sale is, from another area of the program.
    void resume() { showScreen(); }
    /// What of the till is on the screen alone, for the same till in another theme or language.
    struct Kept {
        SellModel::Kept model;
        QString typed;
        Id<schema::CartLine> marked;
        Id<schema::Order> saved;
        Id<schema::Order> shown;
    };
    [[nodiscard]] Kept keep() const;
    /// After admit() with whoever it was.
    void goOn(Kept kept);
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
             const ListWatch* lists, ReceiptPrinter* printer);
    static Result<Place> readPlace(const Store& store);
    void followPlace(); ///< Names and lock time hold from the moment they are set.
    void showScreen();
    enum class Out { File, Paper };
    void giveReceipt(Out out); ///< The first is the receipt; each one after it a duplicate that is counted.
    void writeReceipt(const ReceiptView& receipt, std::uint32_t copy);
    void printReceipt(const ReceiptView& receipt, std::uint32_t copy);
    void printed(const ReceiptView& receipt, std::uint32_t copy, const Result<Done>& done);
    void tellOfReceipt(const Notice& notice);
    [[nodiscard]] PrinterChoice printerChoice() const;
    void showReceiptScreen();
    void scanned(const QString& code);

    const Theme& m_theme;
    Store& m_store;
    QTimeZone m_zone;
    ReceiptPrinter* m_printer; ///< Null: there is none.
    Id<schema::Order> m_saved; ///< The receipt last given out, as a file or on paper: the next time it is a duplicate.
    Id<schema::Order> m_shown; ///< The receipt last brought up.
    Out m_copyTo = Out::File;
    bool m_printing = false;
    Courier m_courier{this};
    MainWindow& m_window;
    TilePictures m_pictures;
    SignInModel m_signIn;
    SellModel m_model;
    ScanCatcher m_scanner;
    std::unique_ptr<IdleLock> m_idle;
    int m_watch = 0;
    bool m_locked = true;
    // Owned by the window.
    SignInPage* m_signInPage;
    SellPage* m_sellPage;
    PaymentPage* m_paymentPage;
    ReceiptPage* m_receiptPage;
};

} // namespace kontor
