#include "ui/sell/sell_area.h"

#include "domain/journal/row_type.h"
#include "domain/schema/identity.pb.h"
#include "domain/schema/settings.pb.h"
#include "domain/settings/receipt_keys.h"
#include "domain/settings/settings.h"
#include "storage/store.h"
#include "ui/list_watch.h"
#include "ui/main_window.h"
#include "ui/sell/idle_lock.h"
#include "ui/sell/payment_page.h"
#include "ui/sell/receipt_layout.h"
#include "ui/sell/receipt_page.h"
#include "ui/sell/receipt_printer.h"
#include "ui/sell/sell_page.h"
#include "ui/sell/sign_in_page.h"
#include "ui/text/money_text.h"

#include <QApplication>
#include <QDir>
#include <QTimeZone>

#include <algorithm>
#include <array>
#include <utility>

namespace kontor {

struct SellArea::Place {
    QString store;
    QString terminal;
    QTimeZone zone;
    std::chrono::seconds lockAfter;
};

Result<SellArea::Place> SellArea::readPlace(const Store& store)
{
    const auto identity = store.identity();
    const auto shop = store.read();
    const auto row = shop->get(identity.store);
    const auto terms = storeTerms(*shop, identity.store);
    if (!row || !terms)
        return fail(Error::Kind::NotFound, "store",
                    "this data folder is not a till's: run kontorctl init or enrol first");
    const auto terminal = shop->get(identity.terminal);
    if (!terminal)
        return fail(Error::Kind::NotFound, "terminal",
                    "this data folder is not a till's: run kontorctl init or enrol first");

    QTimeZone zone(QByteArray::fromStdString(row->zone()));
    const auto seconds =
        readSetting(*shop, {identity.organisation, identity.store, identity.terminal}, tillLockAfterSeconds);
    return Place{qtext(row->name()), qtext(terminal->name()), zone.isValid() ? zone : QTimeZone::utc(),
                 std::chrono::seconds(QString::fromStdString(seconds).toInt())};
}

Result<std::unique_ptr<SellArea>> SellArea::open(const Theme& theme, Store& store, SellModel::Clock clock,
                                                 MainWindow& window, const ListWatch* lists, ReceiptPrinter* printer)
{
    const auto place = readPlace(store);
    if (!place)
        return tl::unexpected(place.error());
    return std::unique_ptr<SellArea>(new SellArea(theme, store, std::move(clock), window, *place, lists, printer));
}

SellArea::SellArea(const Theme& theme, Store& store, SellModel::Clock clock, MainWindow& window, const Place& place,
                   const ListWatch* lists, ReceiptPrinter* printer)
    : m_theme(theme),
      m_store(store),
      m_zone(place.zone),
      m_printer(printer),
      m_window(window),
      m_pictures(QString::fromStdString((store.folder() / "pictures").string())),
      m_signIn(store),
      m_model(store, std::move(clock), lists != nullptr ? &lists->lists() : nullptr),
      m_idle(std::make_unique<IdleLock>(place.lockAfter)),
      m_signInPage(new SignInPage(theme, m_signIn, place.store, place.terminal)),
      m_sellPage(new SellPage(theme, m_model, store)),
      m_paymentPage(new PaymentPage(theme, m_model)),
      m_receiptPage(new ReceiptPage(theme, m_model, place.zone))
{
    m_model.tiles().setPictures(m_pictures);
    m_window.setPlace(place.store, place.terminal);
    m_window.addPage(m_signInPage);
    m_window.addPage(m_sellPage);
    m_window.addPage(m_paymentPage);
    m_window.addPage(m_receiptPage);

    connect(&m_signIn, &SignInModel::signedIn, this, &SellArea::admit);
    connect(&m_model, &SellModel::screenChanged, this, &SellArea::showScreen);
    connect(&m_model, &SellModel::unknownCode, this, [] { QApplication::beep(); });
    connect(m_receiptPage, &ReceiptPage::saveWanted, this, [this] { giveReceipt(Out::File); });
    connect(m_receiptPage, &ReceiptPage::printWanted, this, [this] { giveReceipt(Out::Paper); });
    connect(&m_model, &SellModel::receiptCopied, this, [this](const ReceiptView& receipt, quint32 copy) {
        if (std::exchange(m_copyTo, Out::File) == Out::Paper)
            printReceipt(receipt, copy);
        else
            writeReceipt(receipt, copy);
    });
    if (lists != nullptr)
        connect(lists, &ListWatch::changed, &m_model, &SellModel::refreshTiles);
    connect(&m_scanner, &ScanCatcher::scanned, this, &SellArea::scanned);
    connect(&m_window, &MainWindow::sellRequested, this, &SellArea::resume);
    connect(&m_window, &MainWindow::lockRequested, this, &SellArea::lock);
    connect(m_idle.get(), &IdleLock::idled, this, &SellArea::lock);
    const std::array watched{rowTypeOf(schema::Setting::descriptor()).type, rowTypeOf(schema::Store::descriptor()).type,
                             rowTypeOf(schema::Terminal::descriptor()).type};
    m_watch = m_store.watch([this, post = m_courier.post(), watched](const ChangeSet& changes) {
        if (std::any_of(watched.begin(), watched.end(), [&](auto type) { return changes.touches(type); }))
            post([this] { followPlace(); });
    });
    lock();
}

SellArea::~SellArea()
{
    m_store.unwatch(m_watch);
}

void SellArea::followPlace()
{
    const auto place = readPlace(m_store);
    if (!place)
        return; // Of a terminal that is being moved: as it was.
    m_window.setPlace(place->store, place->terminal);
    m_signInPage->setPlace(place->store, place->terminal);
    m_idle->setAfter(place->lockAfter);
}

void SellArea::admit(const SignInModel::Person& person)
{
    m_locked = false;
    m_window.setPerson(person.name, person.role);
    m_model.setCashier(person.id);
    showScreen();
    Q_EMIT admitted(person);
}

SellArea::Kept SellArea::keep() const
{
    return {m_model.keep(), m_sellPage->typedText(), m_sellPage->markedLine(), m_saved, m_shown};
}

void SellArea::goOn(Kept kept)
{
    m_saved = kept.saved;
    m_shown = kept.shown; // Or it would be printed once more.
    m_sellPage->setTypedText(kept.typed);
    m_sellPage->markLine(kept.marked);
    m_model.resume(std::move(kept.model));
}

void SellArea::lock()
{
    m_locked = true;
    m_window.setPerson({}, {});
    m_window.showPage(m_signInPage);
    Q_EMIT locked();
}

void SellArea::showScreen()
{
    if (m_locked)
        return;
    switch (m_model.screen()) {
    case SellModel::Screen::Sell: m_window.showPage(m_sellPage); return;
    case SellModel::Screen::Payment: m_window.showPage(m_paymentPage); return;
    case SellModel::Screen::Receipt: showReceiptScreen(); return;
    }
}

void SellArea::showReceiptScreen()
{
    const auto choice = printerChoice();
    m_receiptPage->setPrinter(!choice.name.isEmpty());
    m_window.showPage(m_receiptPage);
    const auto& receipt = m_model.receipt();
    if (!receipt || std::exchange(m_shown, receipt->order) == receipt->order)
        return; // Back to it: it has been printed.
    if (choice.always && !choice.name.isEmpty())
        giveReceipt(Out::Paper);
}

PrinterChoice SellArea::printerChoice() const
{
    const auto identity = m_store.identity();
    const SettingOwners owners{identity.organisation, identity.store, identity.terminal};
    const auto shop = m_store.read();
    PrinterChoice choice;
    if (m_printer != nullptr)
        choice.name = qtext(readSetting(*shop, owners, receiptPrinter)).trimmed();
    choice.paperMm = readSetting(*shop, owners, receiptPaperMm) == "58" ? 58 : 80;
    choice.always = readSetting(*shop, owners, receiptPrinting) == "always";
    return choice;
}

void SellArea::giveReceipt(Out out)
{
    const auto& receipt = m_model.receipt();
    if (!receipt || m_printing) // Whether that one comes out decides what the next is.
        return;
    if (m_saved == receipt->order) {
        m_copyTo = out;
        m_model.copyReceipt(receipt->order);
    } else if (out == Out::Paper) {
        printReceipt(*receipt, 0);
    } else {
        writeReceipt(*receipt, 0);
    }
}

void SellArea::printReceipt(const ReceiptView& receipt, std::uint32_t copy)
{
    const auto choice = printerChoice();
    if (choice.name.isEmpty())
        return;
    m_printing = true;
    m_printer->print(ReceiptLayout(receipt, m_zone, copy), m_theme, choice,
                     [this, post = m_courier.post(), receipt, copy](const Result<Done>& done) {
                         post([this, receipt, copy, done] { printed(receipt, copy, done); });
                     });
}

void SellArea::printed(const ReceiptView& receipt, std::uint32_t copy, const Result<Done>& done)
{
    m_printing = false;
    if (done) {
        m_saved = receipt.order;
        if (m_model.screen() == SellModel::Screen::Receipt)
            tellOfReceipt({Notice::Tone::Good,
                           copy == 0 ? tr("The receipt is printed.") : tr("Duplicate %1 is printed.").arg(copy),
                           {}});
        return;
    }
    const auto printer = qtext(done.error().about);
    tellOfReceipt({Notice::Tone::Bad, tr("Receipt %1 was not printed; the sale is kept.").arg(qtext(receipt.receipt)),
                   done.error().kind == Error::Kind::NotFound
                       ? tr("There is no printer “%1”. The settings say which one it is.").arg(printer)
                       : tr("See whether “%1” is on and has paper; then print it, or save it as PDF.").arg(printer)});
}

void SellArea::tellOfReceipt(const Notice& notice)
{
    if (m_model.screen() == SellModel::Screen::Receipt)
        m_receiptPage->tell(notice);
    else
        Q_EMIT m_model.noticeRaised(notice);
}

void SellArea::writeReceipt(const ReceiptView& receipt, std::uint32_t copy)
{
    const QDir folder(QString::fromStdString((m_store.folder() / "receipts").string()));
    const auto number = receipt.receipt.empty() ? tr("practice") : qtext(receipt.receipt); // Practice takes none.
    const auto name = copy == 0 ? number : QStringLiteral("%1-copy-%2").arg(number).arg(copy);
    const auto file = folder.filePath(name + QStringLiteral(".pdf"));
    const auto done = folder.mkpath(QStringLiteral("."))
                          ? writeReceiptPdf(ReceiptLayout(receipt, m_zone, copy), m_theme, file)
                          : fail(Error::Kind::Storage, folder.path().toStdString(), "cannot be made");
    if (done)
        m_saved = receipt.order;
    tellOfReceipt(done ? Notice{Notice::Tone::Good,
                                copy == 0 ? tr("The receipt is saved.") : tr("Duplicate %1 is saved.").arg(copy), file}
                       : Notice{Notice::Tone::Bad, tr("The receipt could not be saved."),
                                tr("Check the disk of this till: %1").arg(file)});
}

void SellArea::scanned(const QString& code)
{
    if (m_locked) {
        QApplication::beep();
        m_signInPage->say(tr("Sign in first, then scan again."));
        return;
    }
    const bool selling = m_model.screen() == SellModel::Screen::Sell;
    m_model.scan(code, selling ? m_sellPage->typedText() : QString());
}

} // namespace kontor
