#include "sync/protocol/enrolment_file.h"

#include <fcntl.h>
#include <google/protobuf/util/json_util.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <fstream>
#include <iterator>

namespace kontor {

namespace fs = std::filesystem;

namespace {

constexpr std::uintmax_t maxFileBytes = 64U << 10U;

tl::unexpected<Error> failedToWrite(const fs::path& path)
{
    return fail(Error::Kind::Storage, path.string(), std::string("cannot be written: ") + std::strerror(errno));
}

} // namespace

Result<Done> writeSecretly(const fs::path& path, const std::string& bytes)
{
    auto part = path;
    part += ".part" + std::to_string(::getpid());
    const int file = ::open(part.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, S_IRUSR | S_IWUSR);
    if (file < 0)
        return failedToWrite(path);
    std::size_t written = 0;
    while (written < bytes.size()) {
        const auto n = ::write(file, bytes.data() + written, bytes.size() - written);
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            break;
        written += static_cast<std::size_t>(n);
    }
    const bool complete = written == bytes.size() && ::fsync(file) == 0;
    ::close(file);
    if (!complete || ::rename(part.c_str(), path.c_str()) != 0) {
        auto error = failedToWrite(path);
        ::unlink(part.c_str());
        return error;
    }
    return Done{};
}

Result<Done> writeEnrolmentFile(const sync::EnrolmentFile& file, const fs::path& path)
{
    google::protobuf::util::JsonPrintOptions options;
    options.add_whitespace = true;
    options.preserve_proto_field_names = true;
    std::string json;
    if (!google::protobuf::util::MessageToJsonString(file, &json, options).ok())
        return invalid("enrolment file", "cannot be written as JSON");
    return writeSecretly(path, json);
}

bool isWhole(const sync::EnrolmentFile& file)
{
    return file.secret().size() == 32 && file.server_key().size() == 32 && !file.address().empty() &&
           (file.organisation().empty() || (file.organisation().size() == 16 && !file.pepper().empty())) &&
           (file.tls_pin().empty() || file.tls_pin().size() == 32);
}

Result<sync::EnrolmentFile> readEnrolmentFile(const fs::path& path)
{
    std::error_code error;
    const auto size = fs::file_size(path, error);
    if (error)
        return fail(Error::Kind::NotFound, path.string(), error.message());
    if (size > maxFileBytes)
        return invalid("enrolment file", path.string() + " is too large to be one");
    std::ifstream in(path, std::ios::binary);
    const std::string json{std::istreambuf_iterator<char>(in), {}};

    google::protobuf::util::JsonParseOptions options;
    options.ignore_unknown_fields = true;
    sync::EnrolmentFile file;
    if (!google::protobuf::util::JsonStringToMessage(json, &file, options).ok())
        return invalid("enrolment file", path.string() + " is not an enrolment file");
    if (file.version() == 0 || file.version() > enrolmentFileVersion)
        return invalid("enrolment file", path.string() + " was made by a newer program; update this one");
    if (!isWhole(file))
        return invalid("enrolment file", path.string() + " is incomplete; make a new one");
    return file;
}

} // namespace kontor
