#include "storage/tables_made.h"

#include "storage/journal_tables.h"

#include <elf.h>
#include <link.h>

#include <cstring>
#include <string>

namespace kontor::tables_made {

namespace {

constexpr const char* madeBy = "tables.made";

/// What the linker gave this program, raw; empty: nothing.
Bytes readBuildId()
{
    Bytes id;
    dl_iterate_phdr(
        [](dl_phdr_info* info, std::size_t, void* out) {
            for (int i = 0; i < info->dlpi_phnum; ++i) {
                const auto& segment = info->dlpi_phdr[i];
                if (segment.p_type != PT_NOTE)
                    continue;
                const auto* at = reinterpret_cast<const char*>(info->dlpi_addr + segment.p_vaddr);
                const auto* end = at + segment.p_memsz;
                while (at + sizeof(ElfW(Nhdr)) <= end) {
                    ElfW(Nhdr) note;
                    std::memcpy(&note, at, sizeof note);
                    const auto padded = [](std::size_t size) { return (size + 3) & ~std::size_t{3}; };
                    const char* name = at + sizeof note;
                    const char* content = name + padded(note.n_namesz);
                    if (note.n_type == NT_GNU_BUILD_ID && note.n_namesz == 4 && std::memcmp(name, "GNU", 4) == 0)
                        static_cast<Bytes*>(out)->assign(content, note.n_descsz);
                    at = content + padded(note.n_descsz);
                }
            }
            return 1; // The program itself comes first; its libraries make no tables.
        },
        &id);
    return id;
}

/// Of this program and of the schema as it is; empty: not known.
Bytes markOf(Database& database)
{
    static const Bytes program = readBuildId();
    Query query(database, "PRAGMA schema_version");
    const std::int64_t version = query.step() ? query.integer(0) : 0;
    return program.empty() || version == 0 ? Bytes() : program + std::to_string(version);
}

} // namespace

bool byThisProgram(Database& database)
{
    const Bytes mark = markOf(database);
    if (mark.empty())
        return false;
    {
        Query table(database, "SELECT 1 FROM sqlite_schema WHERE name='meta'");
        if (!table.step())
            return false;
    }
    return journal::meta(database, madeBy) == mark;
}

void note(Database& database)
{
    journal::setMeta(database, madeBy, markOf(database));
}

} // namespace kontor::tables_made
