#include "app/ctl/console.h"
#include "app/ctl/verbs/customer_verbs.h"
#include "app/ctl/verbs/stock_verbs.h"
#include "app/ctl/verbs/verb.h"

#include <CLI/CLI.hpp>

using namespace kontor;

int main(int argc, char** argv)
{
    CLI::App app{"Kontor without a screen: founds a shop, brings in data, looks after it."};
    app.set_version_flag("--version", "kontorctl " KONTOR_VERSION);
    app.require_subcommand(1);
    Chosen chosen;
    addInitVerb(app, chosen);
    addEnrolVerb(app, chosen);
    addSyncVerb(app, chosen);
    addBaseVerb(app, chosen);
    addPriceVerbs(app, chosen);
    addPriceListVerbs(app, chosen);
    addProductVerbs(app, chosen);
    addUnitVerbs(app, chosen);
    addMoneyVerbs(app, chosen);
    addStaffVerbs(app, chosen);
    addRoleVerbs(app, chosen);
    addTerminalVerbs(app, chosen);
    addStoreVerbs(app, chosen);
    addImportVerbs(app, chosen);
    addSeedVerb(app, chosen);
    addStatusVerb(app, chosen);
    addCareVerbs(app, chosen);
    addExceptionsVerb(app, chosen);
    addBackupVerbs(app, chosen);
    addJournalVerbs(app, chosen);
    addTaxVerbs(app, chosen);
    addPromotionVerbs(app, chosen);
    addReplayVerbs(app, chosen);
    addCartVerbs(app, chosen);
    addPaymentVerbs(app, chosen);
    addSellVerbs(app, chosen);
    addOrderVerbs(app, chosen);
    addCardVerbs(app, chosen);
    addShiftVerbs(app, chosen);
    addStockVerbs(app, chosen);
    addCatalogVerbs(app, chosen);
    addCountVerbs(app, chosen);
    addPurchaseVerbs(app, chosen);
    addCustomerVerbs(app, chosen);
    addLoyaltyVerbs(app, chosen);
    addFiscalVerb(app, chosen);
    addQuoteVerb(app, chosen);
    addDemoVerbs(app, chosen);
    try {
        app.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
        return app.exit(error) == 0 ? exitDone : exitUsage;
    }
    if (auto done = chosen.run(); !done) {
        printError(done.error());
        return chosen.failureCode;
    }
    return exitDone;
}
