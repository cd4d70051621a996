#include "app/import/columns.h"
#include "app/import/csv_reader.h"
#include "fuzz/input.h"

#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <fstream>

using namespace kontor;

namespace {

/// The file of this process, in memory where the machine has such a place.
const std::filesystem::path& file()
{
    static const std::filesystem::path made = [] {
        const std::filesystem::path memory = "/dev/shm";
        const auto folder = std::filesystem::exists(memory) ? memory : std::filesystem::temp_directory_path();
        return folder / ("kontor-fuzz-table-" + std::to_string(::getpid()));
    }();
    static const struct Remover {
        ~Remover()
        {
            std::error_code error;
            std::filesystem::remove(made, error);
        }
    } remover;
    return made;
}

} // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    fuzz::Input input(data, size);
    const auto kind = static_cast<TableKind>(input.byte() % 4);
    {
        const auto bytes = input.rest();
        std::ofstream out(file(), std::ios::binary);
        out.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
    }
    auto source = ByteSource::openText(file());
    if (!source)
        return 0;
    auto reader = CsvReader::open(std::move(*source));
    if (!reader)
        return 0;
    SampleRows rows;
    std::uint64_t line = 1;
    for (int read = 0; read < 10'000; ++read) {
        const auto step = reader->next();
        if (!step || *step == CsvReader::Step::End)
            break;
        fuzz::hold(reader->line() > line, "lines go on");
        line = reader->line();
        if (*step == CsvReader::Step::Record) {
            fuzz::hold(reader->fields().size() == reader->header().size(), "a record has the header's fields");
            for (const auto& field : reader->fields()) {
                fuzz::hold(isCleanUtf8(field), "a field is clean text");
                static_cast<void>(plainAmount(field));
                static_cast<void>(plainMoment(field, DateOrder::DayFirst));
            }
            if (rows.size() < 5)
                rows.push_back(reader->fields());
        } else {
            fuzz::hold(!reader->reason().empty(), "a refused line says why");
        }
    }
    for (const auto& [field, column] : guessColumns(kind, reader->header(), rows))
        fuzz::hold(column.empty() ||
                       std::find(reader->header().begin(), reader->header().end(), column) != reader->header().end(),
                   "a guessed column is one of the file's");
    static_cast<void>(mapColumns(kind, reader->header(), {}, rows));
    return 0;
}
