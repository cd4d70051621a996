#pragma once

#include "domain/base/result.h"

#include <filesystem>
#include <string>

namespace kontor {

/// The folder of one store and its writer's lock: whoever holds it may write, everybody else may only read.
class DataFolder
{
public:
    /// Makes the folder when it is missing and tries for the lock, unless `readOnly`.
    /// Errors: Storage (no permission, not a folder).
    [[nodiscard]] static Result<DataFolder> open(const std::filesystem::path& directory, bool readOnly);
    DataFolder(DataFolder&& other) noexcept;
    DataFolder& operator=(DataFolder&&) = delete;
    ~DataFolder();

    [[nodiscard]] bool isWriter() const { return m_lock >= 0; }
    [[nodiscard]] std::filesystem::path database() const { return m_directory / "kontor.db"; }
    [[nodiscard]] const std::filesystem::path& path() const { return m_directory; }
    /// Who writes, for messages: "process 1234"; empty when nobody does.
    [[nodiscard]] std::string writer() const;

private:
    DataFolder(std::filesystem::path directory, int lock) : m_directory(std::move(directory)), m_lock(lock) {}
    std::filesystem::path m_directory;
    int m_lock = -1;
};

} // namespace kontor
