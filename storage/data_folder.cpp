#include "storage/data_folder.h"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <fstream>

namespace kontor {

namespace {
constexpr const char* lockName = "writer.lock";
}

Result<DataFolder> DataFolder::open(const std::filesystem::path& directory, bool readOnly)
{
    std::error_code error;
    if (readOnly && !std::filesystem::is_directory(directory, error))
        return fail(Error::Kind::Storage, directory.string(), "is no data folder: make one with `kontorctl init`");
    std::filesystem::create_directories(directory, error);
    if (error || !std::filesystem::is_directory(directory))
        return fail(Error::Kind::Storage, directory.string(),
                    "cannot be made or is no folder (" + error.message() + "): choose another with --data");
    if (readOnly)
        return DataFolder(directory, -1);

    const int lock = ::open((directory / lockName).c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (lock < 0)
        return fail(Error::Kind::Storage, directory.string(),
                    std::string("cannot be written (") + std::strerror(errno) + ")");
    if (::flock(lock, LOCK_EX | LOCK_NB) != 0) {
        ::close(lock);
        return DataFolder(directory, -1);
    }
    const std::string pid = std::to_string(::getpid()) + "\n";
    if (::ftruncate(lock, 0) != 0 || ::pwrite(lock, pid.data(), pid.size(), 0) < 0) {
        ::close(lock);
        return fail(Error::Kind::Storage, directory.string(), "the lock file cannot be written: is the disk full?");
    }
    return DataFolder(directory, lock);
}

DataFolder::DataFolder(DataFolder&& other) noexcept : m_directory(std::move(other.m_directory)), m_lock(other.m_lock)
{
    other.m_lock = -1;
}

DataFolder::~DataFolder()
{
    if (m_lock >= 0)
        ::close(m_lock); // Gives the lock back, as the end of the process would.
}

std::string DataFolder::writer() const
{
    std::ifstream file(m_directory / lockName);
    std::string pid;
    return std::getline(file, pid) && !pid.empty() ? "process " + pid : std::string();
}

} // namespace kontor
