#pragma once

#include "ui/backoffice/import/import_port.h"

namespace kontor {

class Store;

/// The import page's port, filled with app/import.
class FileImporter : public ImportPort
{
public:
    explicit FileImporter(Store& store) : m_store(store) {}

    [[nodiscard]] std::vector<Field> fields(Kind kind) const override;
    [[nodiscard]] Result<Preview> preview(const Request& request) const override;
    [[nodiscard]] Result<Outcome> run(const Request& request, const Progress& progress,
                                      const std::function<bool()>& isCancelled) override;
    [[nodiscard]] Result<Done> saveRefused(const std::filesystem::path& file, const Refused& refused,
                                           const std::filesystem::path& into) const override;

private:
    Store& m_store;
};

} // namespace kontor
