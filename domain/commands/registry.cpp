#include "domain/commands/registry.h"

#include <algorithm>

namespace kontor {

namespace {

using schema::Permission;

// Numbers of the messages, as option (type) states them; a test compares them with the descriptors.
constexpr std::uint32_t organisation = 1, store = 2, terminal = 3, staff = 4, role = 5, setting = 6, origin = 7,
                        pinLockout = 8, pinLockoutLifted = 9, product = 10, variant = 11, barcode = 12, priceList = 14,
                        price = 15, tax = 16, category = 17, location = 20, movement = 21, taxClass = 22,
                        taxTreatment = 23, campaign = 24, promotion = 25, order = 30, orderLine = 31, payment = 32,
                        lineTax = 33, lineDiscount = 34, promotionCode = 35, promotionUse = 36, customer = 40,
                        listAssignment = 26, customerGroup = 27, unit = 28, exchangeRate = 29, cashRounding = 38,
                        parkedCart = 60, orderEvent = 61, receiptCopy = 62, cardAttempt = 64, cardEvent = 65,
                        storedValue = 66, storedValueEntry = 67, accountEntry = 68, shiftOpening = 69,
                        cashMovement = 70, shiftClosing = 71, periodClosing = 72;

constexpr Permission sells[] = {schema::SELL};
constexpr Permission imports[] = {schema::IMPORT_DATA};
constexpr Permission changesPrices[] = {schema::CHANGE_PRICE};
constexpr Permission editsCatalog[] = {schema::EDIT_CATALOG};
constexpr Permission adjustsStock[] = {schema::ADJUST_STOCK};
constexpr Permission editsCustomers[] = {schema::EDIT_CUSTOMERS};
constexpr Permission managesStaff[] = {schema::MANAGE_STAFF};
constexpr Permission managesSettings[] = {schema::MANAGE_SETTINGS};
constexpr Permission managesTill[] = {schema::MANAGE_TILL};
constexpr Permission enrolsTerminals[] = {schema::ENROL_TERMINALS};

constexpr Permission regroupsCustomers[] = {schema::EDIT_CUSTOMERS, schema::CHANGE_PRICE};

constexpr std::uint32_t founding[] = {organisation, store, terminal, staff, role, priceList, location};
constexpr std::uint32_t originRows[] = {origin};
constexpr std::uint32_t storeRows[] = {store, location};
constexpr std::uint32_t terminalRows[] = {terminal};
constexpr std::uint32_t staffRows[] = {staff};
constexpr std::uint32_t lockoutRows[] = {pinLockout};
constexpr std::uint32_t liftedRows[] = {pinLockoutLifted};
constexpr std::uint32_t roleRows[] = {role};
constexpr std::uint32_t settingRows[] = {setting};
constexpr std::uint32_t newProductRows[] = {product, variant, barcode, price};
constexpr std::uint32_t productRows[] = {product};
constexpr std::uint32_t barcodeRows[] = {barcode};
constexpr std::uint32_t priceRows[] = {price};
constexpr std::uint32_t taxRows[] = {tax};
constexpr std::uint32_t categoryRows[] = {category};
constexpr std::uint32_t movementRows[] = {movement};
constexpr std::uint32_t orderRows[] = {order, orderLine, lineTax, payment, movement, cashRounding};
constexpr std::uint32_t saleRows[] = {order,       orderLine,        lineTax,      lineDiscount,
                                      payment,     movement,         promotionUse, cashRounding,
                                      storedValue, storedValueEntry, accountEntry, orderEvent};
constexpr std::uint32_t placedRows[] = {order, orderLine, lineTax, lineDiscount, promotionUse};
constexpr std::uint32_t depositRows[] = {payment,      storedValue,  storedValueEntry,
                                         accountEntry, cashMovement, orderEvent};
constexpr std::uint32_t orderEventRows[] = {orderEvent};
constexpr std::uint32_t receiptCopyRows[] = {receiptCopy};
constexpr std::uint32_t shiftOpeningRows[] = {shiftOpening};
constexpr std::uint32_t cashMovementRows[] = {cashMovement};
constexpr std::uint32_t shiftClosingRows[] = {shiftClosing};
constexpr std::uint32_t periodClosingRows[] = {periodClosing};
constexpr std::uint32_t cardAttemptRows[] = {cardAttempt};
constexpr std::uint32_t cardEventRows[] = {cardEvent};
constexpr std::uint32_t storedValueRows[] = {storedValue};
constexpr std::uint32_t storedValueEntryRows[] = {storedValueEntry};
constexpr std::uint32_t customerRows[] = {customer};
constexpr std::uint32_t priceListRows[] = {priceList};
constexpr std::uint32_t listAssignmentRows[] = {listAssignment};
constexpr std::uint32_t customerGroupRows[] = {customerGroup};
constexpr std::uint32_t unitRows[] = {unit};
constexpr std::uint32_t variantRows[] = {variant};
constexpr std::uint32_t exchangeRateRows[] = {exchangeRate};
constexpr std::uint32_t taxClassRows[] = {taxClass};
constexpr std::uint32_t taxTreatmentRows[] = {taxTreatment};
constexpr std::uint32_t jurisdictionRows[] = {store};
constexpr std::uint32_t promotionRows[] = {campaign, promotion, promotionCode};
constexpr std::uint32_t parkedCartRows[] = {parkedCart};
constexpr std::uint32_t promotionCodeRows[] = {promotionCode};

constexpr CommandEntry entries[] = {
    {"add-barcode", editsCatalog, barcodeRows},
    {"add-category", editsCatalog, categoryRows},
    {"add-customer", editsCustomers, customerRows},
    {"add-customer-group", editsCustomers, customerGroupRows},
    {"add-customers", editsCustomers, customerRows},
    {"add-price-list", changesPrices, priceListRows},
    {"add-product", editsCatalog, newProductRows},
    {"add-products", editsCatalog, newProductRows},
    {"add-role", managesStaff, roleRows},
    {"add-staff", managesStaff, staffRows},
    {"add-store", managesSettings, storeRows},
    {"add-tax", editsCatalog, taxRows},
    {"add-tax-class", editsCatalog, taxClassRows},
    {"add-unit", editsCatalog, unitRows},
    {"adjust-stock", adjustsStock, movementRows},
    {"adjust-stored-value", managesTill, storedValueEntryRows},
    {"advance-order", sells, orderEventRows},
    {"archive-product", editsCatalog, productRows},
    {"assign-price-list", changesPrices, listAssignmentRows},
    {"begin-card-payment", sells, cardAttemptRows},
    {"begin-origin", {}, originRows, true},
    {"change-category", editsCatalog, categoryRows},
    {"block-stored-value", managesTill, storedValueRows},
    {"cancel-order", sells, depositRows},
    {"change-price", changesPrices, priceRows},
    {"change-setting", managesSettings, settingRows},
    {"change-tax", editsCatalog, taxRows},
    {"classify-customer", editsCustomers, customerRows}, // With an exemption EDIT_CATALOG too: review() looks.
    {"classify-product", editsCatalog, productRows},
    {"close-period", sells, periodClosingRows},
    {"close-shift", sells, shiftClosingRows},
    {"copy-receipt", sells, receiptCopyRows},
    {"discard-cart", sells, parkedCartRows},
    {"end-promotion", changesPrices, promotionRows},
    {"end-promotion-code", changesPrices, promotionCodeRows},
    {"enrol-terminal", enrolsTerminals, terminalRows},
    {"found-organisation", {}, founding, true},
    {"import-order", imports, orderRows},
    {"lift-lock-out", managesStaff, liftedRows},
    {"lock-out", {}, lockoutRows, true},
    {"make-promotion-codes", changesPrices, promotionCodeRows},
    {"move-terminal", enrolsTerminals, terminalRows},
    {"move-cash", sells, cashMovementRows},
    {"note-card-answer", sells, cardEventRows},
    {"open-shift", sells, shiftOpeningRows},
    {"park-cart", sells, parkedCartRows},
    {"pay-deposit", sells, depositRows},
    {"place-order", sells, placedRows},
    {"publish-product", editsCatalog, productRows},
    {"put-into-group", regroupsCustomers, customerRows},
    {"recall-cart", sells, parkedCartRows},
    {"rename-product", editsCatalog, productRows},
    {"rename-terminal", enrolsTerminals, terminalRows},
    {"revoke-terminal", enrolsTerminals, terminalRows},
    {"rotate-key", enrolsTerminals, terminalRows},
    {"sell", sells, saleRows},
    {"set-exchange-rate", changesPrices, exchangeRateRows},
    {"set-open-price", changesPrices, productRows},
    {"set-product-unit", editsCatalog, productRows},
    {"set-promotions", changesPrices, promotionRows},
    {"set-staff-pin", {}, staffRows}, // One's own, or MANAGE_STAFF: review() looks.
    {"set-staff-role", managesStaff, staffRows},
    {"set-store-jurisdiction", managesSettings, jurisdictionRows},
    {"set-tax-treatment", editsCatalog, taxTreatmentRows},
    {"set-variant-content", editsCatalog, variantRows},
    {"split-cart", sells, parkedCartRows},
    {"staff-leaves", managesStaff, staffRows},
    {"take-out-of-group", regroupsCustomers, customerRows},
    {"unassign-price-list", changesPrices, listAssignmentRows},
    {"withdraw-price", changesPrices, priceRows},
};

} // namespace

std::span<const CommandEntry> commandRegistry()
{
    return entries;
}

const CommandEntry* findCommand(std::string_view name)
{
    const auto* const found = std::find_if(std::begin(entries), std::end(entries),
                                           [&](const CommandEntry& entry) { return entry.name == name; });
    return found == std::end(entries) ? nullptr : found;
}

} // namespace kontor
