#pragma once

#include "domain/base/id.h"
#include "domain/base/result.h"
#include "domain/schema/identity.pb.h"

#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace kontor {

/// Files of other systems, as the page asks for them; app/ fills it with what reads them, which kontorctl uses too.
/// Members may be called from any thread and take as long as they take.
class ImportPort
{
public:
    enum class Kind { Products, Customers, Stock, Sales };
    struct Field {
        std::string name;
        bool isNeeded = false;
    };
    using Columns = std::map<std::string, std::string>; ///< Field -> column; an empty column: the field has none.
    struct Request {
        Kind kind = Kind::Products;
        std::filesystem::path file;
        Columns columns;                ///< What somebody has chosen; the rest is guessed.
        std::optional<bool> monthFirst; ///< How dates are written; nothing: as the rows suggest.
        Id<schema::Staff> staff;
        bool dryRun = false;
    };
    struct Cell {
        std::string text;
        bool isOdd = false; ///< It does not look like a value of its field.
    };
    struct Preview {
        std::vector<std::string> header;
        std::vector<std::string> examples;   ///< Of each column, a few values.
        Columns columns;                     ///< Of each field that has one.
        std::vector<std::string> missing;    ///< Fields without which nothing can be read.
        std::vector<std::vector<Cell>> rows; ///< Of each field in the order of fields().
        bool monthFirst = false;
        std::string encoding; ///< What the file was read as where it is no UTF-8: "Windows-1252"; else empty.
    };
    using Refused = std::map<std::uint64_t, std::string>; ///< Line -> reason.
    struct Outcome {
        std::uint64_t rows = 0;
        std::uint64_t taken = 0;
        std::uint64_t there = 0;
        Refused refused;
        bool mayBeCut = false;
        std::string sum; ///< Of sales: what they come to, "748957.02"; else empty.
    };
    /// `stage` is "bytes", "products", "customers" or "numbers".
    using Progress = std::function<void(const char* stage, std::uint64_t done, std::uint64_t total)>;

    virtual ~ImportPort() = default;
    [[nodiscard]] virtual std::vector<Field> fields(Kind kind) const = 0;
    [[nodiscard]] virtual Result<Preview> preview(const Request& request) const = 0;
    /// Errors as kontorctl's import; Conflict about "import" when `isCancelled` said so.
    [[nodiscard]] virtual Result<Outcome> run(const Request& request, const Progress& progress,
                                              const std::function<bool()>& isCancelled) = 0;
    /// The refused lines as a file to mend and import again.
    [[nodiscard]] virtual Result<Done> saveRefused(const std::filesystem::path& file, const Refused& refused,
                                                   const std::filesystem::path& into) const = 0;
};

} // namespace kontor
