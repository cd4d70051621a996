#include "sync/server/tls_identity.h"

#include "domain/base/crypto.h"
#include "sync/protocol/enrolment_file.h"

#include <openssl/bio.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/x509.h>

#include <fstream>
#include <iterator>
#include <memory>

namespace kontor {

namespace fs = std::filesystem;

namespace {

struct Free {
    void operator()(EVP_PKEY* key) const { EVP_PKEY_free(key); }
    void operator()(X509* certificate) const { X509_free(certificate); }
    void operator()(BIO* bio) const { BIO_free(bio); }
};
using Key = std::unique_ptr<EVP_PKEY, Free>;
using Certificate = std::unique_ptr<X509, Free>;
using Memory = std::unique_ptr<BIO, Free>;

constexpr long validSeconds = 30L * 365 * 24 * 3600;
constexpr std::uintmax_t maxFileBytes = 1U << 20U;
constexpr const char* pinFile = "tls.pin";

fs::path beside(const fs::path& dataFolder, const char* ending)
{
    // "data/" and "data" are one folder.
    auto folder = dataFolder.lexically_normal();
    if (!folder.has_filename())
        folder = folder.parent_path();
    return folder.string() + ending;
}

Result<Bytes> readFile(const fs::path& path)
{
    std::error_code error;
    const auto size = fs::file_size(path, error);
    if (error || size > maxFileBytes)
        return invalid("tls", path.string() + ": " + (error ? error.message() : "too large to be one"));
    std::ifstream in(path, std::ios::binary);
    return Bytes{std::istreambuf_iterator<char>(in), {}};
}

Memory memoryOver(const Bytes& bytes)
{
    return Memory(BIO_new_mem_buf(bytes.data(), static_cast<int>(bytes.size())));
}

Bytes textOf(BIO* bio)
{
    char* data = nullptr;
    const auto size = BIO_get_mem_data(bio, &data);
    return {data, static_cast<std::size_t>(size)};
}

Certificate selfSigned(EVP_PKEY* key)
{
    Certificate made(X509_new());
    std::uint64_t serial = 0;
    const unsigned char name[] = "Kontor server";
    X509_NAME* subject = made ? X509_get_subject_name(made.get()) : nullptr;
    const bool good = made && X509_set_version(made.get(), 2) == 1 &&
                      RAND_bytes(reinterpret_cast<unsigned char*>(&serial), sizeof serial) == 1 &&
                      ASN1_INTEGER_set_uint64(X509_get_serialNumber(made.get()), serial >> 1U) == 1 &&
                      // A day before, for terminals whose clock is behind.
                      X509_gmtime_adj(X509_getm_notBefore(made.get()), -24L * 3600) != nullptr &&
                      X509_gmtime_adj(X509_getm_notAfter(made.get()), validSeconds) != nullptr &&
                      X509_NAME_add_entry_by_txt(subject, "CN", MBSTRING_ASC, &name[0], -1, -1, 0) == 1 &&
                      X509_set_issuer_name(made.get(), subject) == 1 && X509_set_pubkey(made.get(), key) == 1 &&
                      X509_sign(made.get(), key, EVP_sha256()) > 0;
    return good ? std::move(made) : nullptr;
}

} // namespace

Result<TlsFiles> ownTlsFiles(const fs::path& dataFolder)
{
    TlsFiles files{beside(dataFolder, ".tls.crt"), beside(dataFolder, ".tls.key")};
    std::error_code ignored;
    if (fs::exists(files.key, ignored))
        return files;
    const Key key(EVP_EC_gen("P-256"));
    const auto certificate = key ? selfSigned(key.get()) : nullptr;
    const Memory keyText(BIO_new(BIO_s_mem()));
    const Memory certificateText(BIO_new(BIO_s_mem()));
    if (!certificate || !keyText || !certificateText ||
        PEM_write_bio_PKCS8PrivateKey(keyText.get(), key.get(), nullptr, nullptr, 0, nullptr, nullptr) != 1 ||
        PEM_write_bio_X509(certificateText.get(), certificate.get()) != 1)
        return fail(Error::Kind::Storage, files.key.string(), "no TLS key can be made");
    // The key last: what has a key has a certificate for it.
    if (auto written = writeSecretly(files.certificate, textOf(certificateText.get())); !written)
        return tl::unexpected(written.error());
    if (auto written = writeSecretly(files.key, textOf(keyText.get())); !written)
        return tl::unexpected(written.error());
    return files;
}

Result<TlsPin> readTlsPin(const TlsFiles& files)
{
    const auto certificateText = readFile(files.certificate);
    if (!certificateText)
        return tl::unexpected(certificateText.error());
    const auto keyText = readFile(files.key);
    if (!keyText)
        return tl::unexpected(keyText.error());
    const Certificate certificate(PEM_read_bio_X509(memoryOver(*certificateText).get(), nullptr, nullptr, nullptr));
    if (!certificate)
        return invalid("tls", files.certificate.string() + " has no certificate in PEM");
    // An encrypted key would make OpenSSL ask on the terminal; the server has nobody to answer.
    const auto noPassword = [](char*, int, int, void*) { return -1; };
    const Key key(PEM_read_bio_PrivateKey(memoryOver(*keyText).get(), nullptr, noPassword, nullptr));
    if (!key || X509_check_private_key(certificate.get(), key.get()) != 1)
        return invalid("tls", files.key.string() + " is not the unencrypted key of " + files.certificate.string());
    unsigned char* der = nullptr;
    const int size = i2d_X509_PUBKEY(X509_get_X509_PUBKEY(certificate.get()), &der);
    TlsPin pin(32, '\0');
    const bool hashed =
        size > 0 && EVP_Digest(der, static_cast<std::size_t>(size), reinterpret_cast<unsigned char*>(pin.data()),
                               nullptr, EVP_sha256(), nullptr) == 1;
    OPENSSL_free(der);
    if (!hashed)
        return invalid("tls", files.certificate.string() + " has no public key");
    return pin;
}

Result<Done> rememberTlsPin(const fs::path& dataFolder, const TlsPin& pin)
{
    return writeSecretly(dataFolder / pinFile, hex(pin) + '\n');
}

Result<TlsPin> rememberedTlsPin(const fs::path& dataFolder)
{
    std::ifstream in(dataFolder / pinFile);
    std::string line;
    std::getline(in, line);
    const auto pin = line.size() == 64 ? unhex(line) : Bytes();
    if (pin.size() != 32)
        return fail(Error::Kind::NotFound, "tls", "no server has served TLS from this folder yet");
    return pin;
}

} // namespace kontor
