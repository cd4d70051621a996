#include "app/ctl/verbs/verb.h"
#include "app/ctl/verbs/write_shop.h"
#include "domain/orders/fiscal/fiscal_export.h"

#include <filesystem>
#include <fstream>
#include <map>

namespace kontor {
namespace {

namespace fs = std::filesystem;

struct FiscalOptions {
    std::string data;
    std::string form = "dsfinvk";
    std::string terminal;
    std::uint32_t from = 0;
    std::uint32_t to = 0;
    std::string folder;
    bool json = false;
};

constexpr std::string_view notice =
    "This export is NOT CERTIFIED.\n"
    "It holds what the shop's signed journal has, in the form of the tables its name says, as far as the data allow.\n"
    "- No security module (TSE) is behind the tills: there are no transactions_tse, and no signature of one.\n"
    "- Addresses and tax numbers of the shop are not kept as fields; receipts print them from a setting.\n"
    "- No body has examined the French closings (NF525, LNE).\n"
    "- What does not add up, or is not here any more, is named in incomplete.csv; without rows there, nothing is.\n"
    "What it was made of can be verified without this program: kontorctl journal export, "
    "packaging/verify-archive.py.\n";

/// Files in a folder that gets its name when all of them are whole.
class Folder
{
public:
    explicit Folder(fs::path folder) : m_folder(std::move(folder)), m_part(m_folder.string() + ".part") {}

    Result<Done> begin()
    {
        std::error_code error;
        if (fs::exists(m_folder))
            return fail(Error::Kind::Conflict, "to", m_folder.string() + " is there already");
        fs::remove_all(m_part, error); // Of an export that was stopped.
        if (!fs::create_directories(m_part, error))
            return fail(Error::Kind::Storage, "to", m_part.string() + " cannot be made");
        return Done{};
    }
    Result<Done> write(std::string_view file, std::string_view row)
    {
        auto found = m_files.find(std::string(file));
        if (found == m_files.end())
            found = m_files.emplace(file, std::ofstream(m_part / file, std::ios::binary)).first;
        found->second << row << "\r\n";
        ++m_rows;
        ++m_rowsOf[std::string(file)];
        return found->second ? Result<Done>(Done{})
                             : fail(Error::Kind::Storage, std::string(file), "cannot be written");
    }
    Result<Done> finish()
    {
        std::error_code error;
        for (auto& [name, file] : m_files) {
            file.close();
            if (!file)
                return fail(Error::Kind::Storage, name, "cannot be written");
        }
        fs::rename(m_part, m_folder, error);
        return error ? fail(Error::Kind::Storage, "to", error.message()) : Result<Done>(Done{});
    }
    [[nodiscard]] std::size_t files() const { return m_files.size(); }
    [[nodiscard]] std::size_t rows() const { return m_rows; }
    /// Without its heads.
    [[nodiscard]] std::size_t rowsOf(std::string_view file) const
    {
        const auto found = m_rowsOf.find(std::string(file));
        return found == m_rowsOf.end() ? 0 : found->second - 1;
    }

private:
    fs::path m_folder;
    fs::path m_part;
    std::map<std::string, std::ofstream> m_files;
    std::size_t m_rows = 0;
    std::map<std::string, std::size_t> m_rowsOf;
};

Result<Done> exportFiscal(const FiscalOptions& options)
{
    if (options.form != "dsfinvk" && options.form != "fr")
        return invalid("form", "dsfinvk or fr");
    const auto store = openForReading(options.data);
    if (!store)
        return tl::unexpected(store.error());
    const auto view = (*store)->read();
    FiscalSpan span{(*store)->identity().terminal, options.from, options.to};
    if (!options.terminal.empty()) {
        span.terminal = {};
        for (const auto& row : view->all<schema::Terminal>())
            if (row.name() == options.terminal)
                span.terminal = Id<schema::Terminal>(row.id());
    }
    Folder folder(options.folder);
    if (auto begun = folder.begin(); !begun)
        return begun;
    const FiscalSink sink = [&](std::string_view file, std::string_view row) { return folder.write(file, row); };
    const auto done = options.form == "fr" ? exportFrenchClosings(*view, span, sink) : exportDsfinvk(*view, span, sink);
    if (!done)
        return done;
    if (auto written = folder.write("NOT_CERTIFIED.txt", notice); !written)
        return written;
    if (auto finished = folder.finish(); !finished)
        return finished;
    const auto faults = folder.rowsOf(incompleteFile);
    const std::string missing =
        faults == 0 ? std::string()
                    : fmt::format("; {} things in it do not add up, named in {}", faults, incompleteFile);
    printAnswer(options.json,
                {{"folder", options.folder},
                 {"form", options.form},
                 {"certified", false},
                 {"incomplete", faults},
                 {"files", folder.files()},
                 {"rows", folder.rows()}},
                fmt::format("{} files in {} (not certified){}", folder.files(), options.folder, missing));
    return Done{};
}

} // namespace

void addFiscalVerb(CLI::App& app, Chosen& chosen)
{
    auto* exports = app.add_subcommand("export", "What others ask for");
    exports->require_subcommand(1);
    VerbOptions<FiscalOptions> fiscal(
        *exports, "fiscal",
        "A till's closings and orders as DSFinV-K tables, or closings as France asks; not certified");
    addDataOption(*fiscal.app, fiscal->data);
    fiscal.app->add_option("--form", fiscal->form, "dsfinvk or fr")->capture_default_str();
    fiscal.app->add_option("--terminal", fiscal->terminal, "A till, by name (default: this one)");
    fiscal.app->add_option("--from", fiscal->from, "First business day, e.g. 20261122")->required();
    fiscal.app->add_option("--to", fiscal->to, "Last business day")->required();
    fiscal.app->add_option("--folder", fiscal->folder, "Where it goes; made new")->required();
    addJsonOption(*fiscal.app, fiscal->json);
    fiscal.runs(chosen, exportFiscal);
}

} // namespace kontor
