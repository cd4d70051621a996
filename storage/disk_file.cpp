#include "storage/disk_file.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

namespace kontor {

Result<Done> syncToDisk(const std::filesystem::path& path)
{
    const int descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
    const bool good = descriptor >= 0 && ::fsync(descriptor) == 0;
    const int error = errno;
    if (descriptor >= 0)
        ::close(descriptor);
    if (!good)
        return fail(Error::Kind::Storage, path.string(),
                    std::string("cannot be written to disk (") + std::strerror(error) + ")");
    return Done{};
}

} // namespace kontor
