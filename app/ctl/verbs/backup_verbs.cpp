#include "app/ctl/shop_access.h"
#include "app/ctl/verbs/verb.h"
#include "storage/backup.h"

#include <fmt/core.h>
#include <nlohmann/json.hpp>

namespace kontor {
namespace {

struct BackupOptions {
    std::string data;
    std::string file;
    bool json = false;
};

Result<Done> backup(const BackupOptions& options)
{
    const auto store = openForReading(options.data);
    if (!store)
        return tl::unexpected(store.error());
    if (auto done = (*store)->backup(options.file); !done)
        return done;
    printAnswer(options.json, {{"file", options.file}},
                fmt::format("{} holds the shop as it is now. The terminal's keys are not in it: they stay in {}.key",
                            options.file, options.data));
    return Done{};
}

Result<Done> restore(const BackupOptions& options)
{
    if (auto done = restoreFrom(options.file, options.data); !done)
        return done;
    printAnswer(
        options.json, {{"data", options.data}, {"key_file", options.data + ".key"}},
        fmt::format(
            "{} holds the shop of {}. With its key file beside it ({}.key) the terminal goes on as a new origin.",
            options.data, options.file, options.data));
    return Done{};
}

} // namespace

void addBackupVerbs(CLI::App& app, Chosen& chosen)
{
    VerbOptions<BackupOptions> out(app, "backup", "Copy the shop into one file, while it is open");
    addDataOption(*out.app, out->data);
    out.app->add_option("--to", out->file, "The file to write; never over one that is there")->required();
    addJsonOption(*out.app, out->json);
    out.runs(chosen, backup);

    VerbOptions<BackupOptions> in(app, "restore", "Put a backup into a data folder without a shop");
    addDataOption(*in.app, in->data);
    in.app->add_option("--from", in->file, "The backup")->required();
    addJsonOption(*in.app, in->json);
    in.runs(chosen, restore);
}

} // namespace kontor
