#pragma once

#include "domain/base/result.h"

#include <CLI/App.hpp>
#include <nlohmann/json_fwd.hpp>

#include <functional>
#include <memory>
#include <string>

namespace kontor {

struct Author;

/// What the command line asks for; filled in while it is parsed, run afterwards.
struct Chosen {
    std::function<Result<Done>()> run;
    int failureCode = 1; ///< Of the program when `run` fails; a verb may say that its input was at fault.
};

/// A verb with options of type O: declares the command and runs `verb` with them.
template <typename O>
struct VerbOptions {
    CLI::App* app;
    std::shared_ptr<O> options = std::make_shared<O>();

    VerbOptions(CLI::App& parent, const char* name, const char* meaning) : app(parent.add_subcommand(name, meaning)) {}
    O* operator->() const { return options.get(); }

    void runs(Chosen& chosen, Result<Done> (*verb)(const O&))
    {
        app->callback([&chosen, verb, given = options] { chosen.run = [verb, given] { return verb(*given); }; });
    }
};

/// What a verb has done, for people or for a program.
void printAnswer(bool json, const nlohmann::ordered_json& object, const std::string& text);
/// `--json`.
void addJsonOption(CLI::App& app, bool& json);
/// `--data DIR`, required.
void addDataOption(CLI::App& app, std::string& data);
/// `--staff`, `--pin`, `--pin-stdin`, `--approver`, `--approver-pin`.
void addAuthorOptions(CLI::App& app, Author& author);
/// What nearly every verb takes: `--data`, `--json` and, where it writes, who does.
template <typename O>
void addCommonOptions(VerbOptions<O>& verb, bool writes)
{
    addDataOption(*verb.app, verb->data);
    addJsonOption(*verb.app, verb->json);
    if (writes)
        addAuthorOptions(*verb.app, verb->author);
}

// One function per file of verbs; each declares its own.
void addInitVerb(CLI::App& app, Chosen& chosen);   ///< init
void addEnrolVerb(CLI::App& app, Chosen& chosen);  ///< enrol
void addPriceVerbs(CLI::App& app, Chosen& chosen); ///< change-price; price set, withdraw, list, show, history, prior
void addPriceListVerbs(CLI::App& app, Chosen& chosen); ///< price-list and customer-group
void addUnitVerbs(CLI::App& app, Chosen& chosen);      ///< unit; product set-unit, set-content, set-open-price
void addMoneyVerbs(CLI::App& app, Chosen& chosen);     ///< rate, cash-due, setting
void addProductVerbs(CLI::App& app, Chosen& chosen);   ///< product add, show, find
void addStaffVerbs(CLI::App& app, Chosen& chosen);     ///< staff add, lift-lock-out, list
void addRoleVerbs(CLI::App& app, Chosen& chosen);      ///< role list, grant, withdraw
void addTerminalVerbs(CLI::App& app, Chosen& chosen);  ///< terminal list, rename, revoke, move
void addStoreVerbs(CLI::App& app, Chosen& chosen);     ///< store add, list
void addStatusVerb(CLI::App& app, Chosen& chosen);     ///< status
void addCareVerbs(CLI::App& app, Chosen& chosen);      ///< verify, rebuild, digest, dump
void addExceptionsVerb(CLI::App& app, Chosen& chosen); ///< exceptions
void addBackupVerbs(CLI::App& app, Chosen& chosen);    ///< backup, restore
void addJournalVerbs(CLI::App& app, Chosen& chosen);   ///< journal verify, log, show, export
void addPromotionVerbs(CLI::App& app, Chosen& chosen); ///< promotion add, list, end, codes
void addTaxVerbs(CLI::App& app, Chosen& chosen);       ///< tax add, class, treat, jurisdiction, list; classify
void addReplayVerbs(CLI::App& app, Chosen& chosen);    ///< replay, explain
void addCartVerbs(CLI::App& app, Chosen& chosen);      ///< cart
void addSellVerbs(CLI::App& app, Chosen& chosen);      ///< sell, receipt
void addPaymentVerbs(CLI::App& app, Chosen& chosen);   ///< payment list, take, give-back
void addOrderVerbs(CLI::App& app, Chosen& chosen);     ///< order
void addCardVerbs(CLI::App& app, Chosen& chosen);      ///< card, gift-card, account
void addShiftVerbs(CLI::App& app, Chosen& chosen);     ///< shift
void addFiscalVerb(CLI::App& app, Chosen& chosen);     ///< export fiscal
void addQuoteVerb(CLI::App& app, Chosen& chosen);      ///< quote
void addBaseVerb(CLI::App& app, Chosen& chosen);       ///< new-base
void addSyncVerb(CLI::App& app, Chosen& chosen);       ///< sync
void addImportVerbs(CLI::App& app, Chosen& chosen);    ///< import products, import sales
void addSeedVerb(CLI::App& app, Chosen& chosen);       ///< seed
void addDemoVerbs(CLI::App& app, Chosen& chosen);      ///< demo, and demo-till, which demo starts

} // namespace kontor
