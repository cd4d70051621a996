#include "sync/protocol/enrolment_code.h"

#include "domain/base/crypto.h"

#include <sodium.h>

#include <algorithm>

namespace kontor {

namespace {

constexpr std::string_view alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
constexpr std::size_t letters = 20; // The last is the check.
constexpr std::size_t group = 4;
constexpr std::size_t nonceSize = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES;
constexpr std::size_t tagSize = crypto_aead_xchacha20poly1305_ietf_ABYTES;
constexpr BytesView codeTag = "kontor-enrolment-code-1";

char checkOf(std::string_view first)
{
    return alphabet[static_cast<unsigned char>(blake2b256Keyed(codeTag, first)[0]) % alphabet.size()];
}

std::string grouped(std::string_view code)
{
    std::string shown;
    for (std::size_t at = 0; at < code.size(); at += group)
        shown += (at > 0 ? "-" : "") + std::string(code.substr(at, group));
    return shown;
}

const unsigned char* raw(BytesView bytes)
{
    return reinterpret_cast<const unsigned char*>(bytes.data());
}
unsigned char* raw(Bytes& bytes)
{
    return reinterpret_cast<unsigned char*>(bytes.data());
}

} // namespace

std::string newEnrolmentCode(const std::function<Bytes(std::size_t)>& random)
{
    std::string code;
    for (const char byte : random(letters - 1))
        code += alphabet[static_cast<unsigned char>(byte) % alphabet.size()]; // 256 is a multiple of 32: no bias.
    code += checkOf(code);
    return grouped(code);
}

Result<std::string> readEnrolmentCode(std::string_view typed)
{
    std::string code;
    for (char c : typed) {
        if (c == ' ' || c == '-' || c == '\t' || c == '\r' || c == '\n')
            continue;
        if (c >= 'a' && c <= 'z')
            c = static_cast<char>(c - 'a' + 'A');
        if (c == 'O')
            c = '0';
        if (c == 'I' || c == 'L')
            c = '1';
        if (alphabet.find(c) == std::string_view::npos)
            return invalid("code", std::string("has no '") + c + "'");
        code += c;
        if (code.size() > letters)
            break;
    }
    if (code.size() != letters)
        return invalid("code", "has five groups of four letters and digits");
    if (checkOf(std::string_view(code).substr(0, letters - 1)) != code.back())
        return invalid("code", "is mistyped");
    return grouped(code);
}

CodeKeys CodeKeys::of(std::string_view code)
{
    const auto master = blake2b256Keyed(codeTag, code);
    return {blake2b256Keyed(master, "name").substr(0, 16), blake2b256Keyed(master, "proof"),
            blake2b256Keyed(master, "seal"), blake2b256Keyed(master, "secret")};
}

Bytes codeProof(BytesView proofKey, const sync::EnrolCode& request)
{
    // Each with its length, so that no two requests are one message.
    Bytes message = std::to_string(request.protocol());
    for (const auto* field : {&request.name(), &request.public_key(), &request.tls_pin(), &request.nonce()})
        message += ' ' + std::to_string(field->size()) + ':' + *field;
    return blake2b256Keyed(proofKey, message);
}

Bytes sealCodeAnswer(BytesView sealKey, BytesView proof, const sync::EnrolmentFile& answer, BytesView nonce)
{
    KONTOR_ASSERT(sealKey.size() == crypto_aead_xchacha20poly1305_ietf_KEYBYTES && nonce.size() == nonceSize);
    const auto message = answer.SerializeAsString();
    Bytes sealed(message.size() + tagSize, '\0');
    unsigned long long size = 0;
    crypto_aead_xchacha20poly1305_ietf_encrypt(raw(sealed), &size, raw(message), message.size(), raw(proof),
                                               proof.size(), nullptr, raw(nonce), raw(sealKey));
    return Bytes(nonce) + sealed;
}

Result<sync::EnrolmentFile> openCodeAnswer(BytesView sealKey, BytesView proof, BytesView sealed)
{
    KONTOR_ASSERT(sealKey.size() == crypto_aead_xchacha20poly1305_ietf_KEYBYTES);
    const auto refused = fail(Error::Kind::Denied, "code",
                              "whoever answers does not know the code: it is not this shop's server, or somebody is "
                              "between");
    if (sealed.size() < nonceSize + tagSize)
        return refused;
    const auto nonce = sealed.substr(0, nonceSize);
    sealed.remove_prefix(nonceSize);
    Bytes message(sealed.size() - tagSize, '\0');
    unsigned long long size = 0;
    if (crypto_aead_xchacha20poly1305_ietf_decrypt(raw(message), &size, nullptr, raw(sealed), sealed.size(), raw(proof),
                                                   proof.size(), raw(nonce), raw(sealKey)) != 0)
        return refused;
    sync::EnrolmentFile answer;
    if (!answer.ParseFromString(message))
        return refused;
    return answer;
}

} // namespace kontor
