#include "storage/reserve.h"

#include <fcntl.h>
#include <unistd.h>

namespace kontor {

namespace fs = std::filesystem;

Reserve::Reserve(fs::path file, std::uint64_t bytes, FreeSpace freeSpace)
    : m_file(std::move(file)),
      m_bytes(bytes),
      m_freeSpace(freeSpace ? std::move(freeSpace) : &Reserve::freeSpaceOf)
{
    std::error_code error;
    m_held = m_bytes == 0 || (fs::exists(m_file, error) && fs::file_size(m_file, error) == m_bytes && !error);
}

bool Reserve::isHeld()
{
    if (m_held)
        return true;
    // Twice: what is taken now must not make the disk full again at once.
    if (m_freeSpace(m_file.parent_path()) < 2 * m_bytes)
        return false;
    const int file = ::open(m_file.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    if (file < 0)
        return false;
    // Blocks, not a hole: a file of zeros that takes no space holds none back.
    m_held = ::posix_fallocate(file, 0, static_cast<off_t>(m_bytes)) == 0;
    ::close(file);
    if (!m_held) {
        std::error_code ignored;
        fs::remove(m_file, ignored);
    }
    return m_held;
}

bool Reserve::release()
{
    if (!m_held || m_bytes == 0)
        return false;
    m_held = false;
    std::error_code error;
    return fs::remove(m_file, error) && !error;
}

std::uint64_t Reserve::freeSpaceOf(const fs::path& folder)
{
    std::error_code error;
    const auto space = fs::space(folder, error);
    return error ? 0 : space.available;
}

} // namespace kontor
