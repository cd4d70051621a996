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
                        cashMovement = 70, shiftClosing = 71, periodClosing = 72, lot = 80, stockCount = 81,
                        countEntry = 82, countClosing = 83, stockTransfer = 84, transferReceipt = 85, reservation = 86,
                        supplier = 87, supplierItem = 88, reorderRule = 89, purchaseOrder = 90, purchaseReceipt = 91,
                        purchaseClosing = 92, landedCost = 93, customerNote = 94, consent = 95, erasure = 96,
                        segment = 97, loyaltyProgram = 100, loyaltyRule = 101, loyaltyReward = 102, pointsEntry = 103,
                        cartVoid = 63, shiftPayment = 73, mergedCart = 74, receiptUndone = 136, freeWords = 137;

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

constexpr Permission erasesCustomers[] = {schema::EDIT_CUSTOMERS, schema::MANAGE_SETTINGS};
constexpr Permission regroupsCustomers[] = {schema::EDIT_CUSTOMERS, schema::CHANGE_PRICE};

constexpr std::uint32_t founding[] = {organisation, store, terminal, staff, role, priceList, location};
constexpr std::uint32_t originRows[] = {origin};
constexpr std::uint32_t storeRows[] = {store, location};
constexpr std::uint32_t organisationRows[] = {organisation};
constexpr std::uint32_t oneStoreRows[] = {store};
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
constexpr std::uint32_t orderRows[] = {order, orderLine, lineTax, payment, movement, cashRounding};
constexpr std::uint32_t setAsideRows[] = {parkedCart, reservation, cartVoid, freeWords};
constexpr std::uint32_t locationRows[] = {location};
constexpr std::uint32_t lotRows[] = {lot};
constexpr std::uint32_t adjustmentRows[] = {movement, lot};
constexpr std::uint32_t countRows[] = {stockCount};
constexpr std::uint32_t countEntryRows[] = {countEntry};
constexpr std::uint32_t countClosingRows[] = {countClosing, countEntry};
constexpr std::uint32_t sendingRows[] = {stockTransfer, movement};
constexpr std::uint32_t arrivalRows[] = {transferReceipt, movement};
constexpr std::uint32_t undoneReceiptRows[] = {receiptUndone, movement};
constexpr std::uint32_t supplierRows[] = {supplier};
constexpr std::uint32_t supplierItemRows[] = {supplierItem};
constexpr std::uint32_t reorderRuleRows[] = {reorderRule};
constexpr std::uint32_t purchaseOrderRows[] = {purchaseOrder};
constexpr std::uint32_t purchaseReceiptRows[] = {purchaseReceipt, lot, movement};
constexpr std::uint32_t purchaseClosingRows[] = {purchaseClosing};
constexpr std::uint32_t landedCostRows[] = {landedCost};
constexpr std::uint32_t customerNoteRows[] = {customerNote};
constexpr std::uint32_t consentRows[] = {consent};
constexpr std::uint32_t erasureRows[] = {erasure};
constexpr std::uint32_t segmentRows[] = {segment};
constexpr std::uint32_t loyaltyProgramRows[] = {loyaltyProgram};
constexpr std::uint32_t loyaltyRuleRows[] = {loyaltyRule};
constexpr std::uint32_t loyaltyRewardRows[] = {loyaltyReward};
constexpr std::uint32_t pointsRows[] = {pointsEntry};
constexpr std::uint32_t redemptionRows[] = {storedValue, storedValueEntry, pointsEntry};
constexpr std::uint32_t saleRows[] = {
    order,       orderLine,        lineTax,      lineDiscount, payment,    movement, promotionUse, cashRounding,
    storedValue, storedValueEntry, accountEntry, orderEvent,   mergedCart, cartVoid, pointsEntry,  freeWords};
constexpr std::uint32_t placedRows[] = {order,      orderLine, lineTax,     lineDiscount, promotionUse,
                                        mergedCart, cartVoid,  reservation, freeWords,    orderEvent};
constexpr std::uint32_t cartVoidRows[] = {cartVoid};
constexpr std::uint32_t accountPaymentRows[] = {payment, accountEntry, cashMovement, shiftPayment};
constexpr std::uint32_t depositRows[] = {payment,      storedValue, storedValueEntry, accountEntry,
                                         cashMovement, orderEvent,  shiftPayment,     promotionUse};
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
constexpr std::uint32_t parkedCartRows[] = {parkedCart, cartVoid};
constexpr std::uint32_t promotionCodeRows[] = {promotionCode};

constexpr CommandEntry entries[] = {
    {"add-barcode", editsCatalog, barcodeRows},
    {"add-category", editsCatalog, categoryRows},
    {"add-customer", editsCustomers, customerRows},
    {"add-customer-note", editsCustomers, customerNoteRows},
    {"add-customer-group", editsCustomers, customerGroupRows},
    {"add-customers", editsCustomers, customerRows},
    {"add-price-list", changesPrices, priceListRows},
    {"add-product", editsCatalog, newProductRows},
    {"add-products", editsCatalog, newProductRows},
    {"add-role", managesStaff, roleRows},
    {"add-segment", editsCustomers, segmentRows},
    {"add-staff", managesStaff, staffRows},
    {"add-store", managesSettings, storeRows},
    {"add-tax", editsCatalog, taxRows},
    {"add-tax-class", editsCatalog, taxClassRows},
    {"add-unit", editsCatalog, unitRows},
    {"add-landed-cost", adjustsStock, landedCostRows},
    {"add-location", adjustsStock, locationRows},
    {"add-supplier", adjustsStock, supplierRows},
    {"adjust-points", managesTill, pointsRows},
    {"adjust-stock", adjustsStock, adjustmentRows},
    {"adjust-stored-value", managesTill, storedValueEntryRows},
    {"advance-order", sells, orderEventRows},
    {"archive-product", editsCatalog, productRows},
    {"assign-price-list", changesPrices, listAssignmentRows},
    {"begin-card-payment", sells, cardAttemptRows},
    {"begin-origin", {}, originRows, true},
    {"change-barcode", editsCatalog, barcodeRows},
    {"change-category", editsCatalog, categoryRows},
    {"block-lot", adjustsStock, lotRows},
    {"block-stored-value", managesTill, storedValueRows},
    {"cancel-order", sells, depositRows},
    {"change-customer", editsCustomers, customerRows},
    {"change-location", adjustsStock, locationRows},
    {"change-lot", adjustsStock, lotRows},
    {"change-price", changesPrices, priceRows},
    {"change-segment", editsCustomers, segmentRows},
    {"change-setting", managesSettings, settingRows},
    {"change-supplier", adjustsStock, supplierRows},
    {"change-tax", editsCatalog, taxRows},
    {"classify-customer", editsCustomers, customerRows}, // With an exemption EDIT_CATALOG too: review() looks.
    {"classify-product", editsCatalog, productRows},
    {"close-count", adjustsStock, countClosingRows},
    {"change-role", managesStaff, roleRows},
    {"clear-cart", sells, cartVoidRows},
    {"clear-setting", managesSettings, settingRows},
    {"close-period", sells, periodClosingRows},
    {"close-purchase", adjustsStock, purchaseClosingRows},
    {"close-shift", sells, shiftClosingRows},
    {"copy-receipt", sells, receiptCopyRows},
    {"count-stock", adjustsStock, countEntryRows},
    {"discard-cart", sells, parkedCartRows},
    {"draft-product", editsCatalog, productRows},
    {"end-promotion", changesPrices, promotionRows},
    {"end-promotion-code", changesPrices, promotionCodeRows},
    {"enrol-terminal", enrolsTerminals, terminalRows},
    {"erase-customer", erasesCustomers, erasureRows},
    {"found-organisation", {}, founding, true},
    {"grant-birthday", sells, pointsRows},
    {"import-order", imports, orderRows},
    {"lift-lock-out", managesStaff, liftedRows},
    {"lock-out", {}, lockoutRows, true},
    {"make-promotion-codes", changesPrices, promotionCodeRows},
    {"merge-customers", editsCustomers, customerRows}, // With groups CHANGE_PRICE too: review() looks.
    {"move-terminal", enrolsTerminals, terminalRows},
    {"move-cash", sells, cashMovementRows},
    {"note-card-answer", sells, cardEventRows},
    {"open-count", adjustsStock, countRows},
    {"open-shift", sells, shiftOpeningRows},
    {"order-goods", adjustsStock, purchaseOrderRows},
    {"park-cart", sells, setAsideRows},
    {"pay-account", sells, accountPaymentRows},
    {"pay-deposit", sells, depositRows},
    {"place-order", sells, placedRows},
    {"publish-product", editsCatalog, productRows},
    {"put-into-group", regroupsCustomers, customerRows},
    {"recall-cart", sells, parkedCartRows},
    {"receive-goods", adjustsStock, purchaseReceiptRows},
    {"receive-stock", adjustsStock, arrivalRows},
    {"redeem-points", sells, redemptionRows},
    {"remove-segment", editsCustomers, segmentRows},
    {"rename-organisation", managesSettings, organisationRows},
    {"rename-product", editsCatalog, productRows},
    {"rename-store", managesSettings, oneStoreRows},
    {"rename-terminal", enrolsTerminals, terminalRows},
    {"revoke-terminal", enrolsTerminals, terminalRows},
    {"rotate-key", enrolsTerminals, terminalRows},
    {"sell", sells, saleRows},
    {"send-stock", adjustsStock, sendingRows},
    {"set-consent", editsCustomers, consentRows},
    {"set-credit-limit", managesTill, customerRows},
    {"set-exchange-rate", changesPrices, exchangeRateRows},
    {"set-loyalty-program", changesPrices, loyaltyProgramRows},
    {"set-loyalty-reward", changesPrices, loyaltyRewardRows},
    {"set-loyalty-rule", changesPrices, loyaltyRuleRows},
    {"set-open-price", changesPrices, productRows},
    {"set-parts", editsCatalog, variantRows},
    {"set-product-unit", editsCatalog, productRows},
    {"set-promotions", changesPrices, promotionRows},
    {"set-reorder-rule", adjustsStock, reorderRuleRows},
    {"set-staff-pin", {}, staffRows}, // One's own, or MANAGE_STAFF: review() looks.
    {"set-staff-role", managesStaff, staffRows},
    {"set-store-jurisdiction", managesSettings, jurisdictionRows},
    {"set-supplier-item", adjustsStock, supplierItemRows},
    {"set-tax-treatment", editsCatalog, taxTreatmentRows},
    {"set-tracking", editsCatalog, productRows},
    {"set-variant-content", editsCatalog, variantRows},
    {"split-cart", sells, setAsideRows},
    {"staff-leaves", managesStaff, staffRows},
    {"take-out-of-group", regroupsCustomers, customerRows},
    {"unassign-price-list", changesPrices, listAssignmentRows},
    {"undo-receipt", adjustsStock, undoneReceiptRows},
    {"unmerge-customer", editsCustomers, customerRows},
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
