#include "domain/identity/pin.h"

#include "domain/base/crypto.h"
#include "domain/schema/identity.pb.h"

#include <algorithm>

namespace kontor {

namespace {

constexpr std::size_t saltBytes = 16;
constexpr std::size_t hashBytes = 32;

Result<Done> checkPepper(BytesView pepper)
{
    if (pepper.size() < 16 || pepper.size() > 64)
        return invalid("pepper", "the organisation's pepper has 16 to 64 bytes");
    return Done{};
}

} // namespace

Result<Done> checkPinShape(std::string_view pin)
{
    const bool digits = std::all_of(pin.begin(), pin.end(), [](char c) { return c >= '0' && c <= '9'; });
    if (pin.size() < 4 || pin.size() > 8 || !digits)
        return invalid("pin", "a PIN has four to eight digits");
    return Done{};
}

Result<PinSecret> newPin(const std::function<Bytes(std::size_t)>& randomBytes, BytesView pepper, std::string_view pin)
{
    if (auto shape = checkPinShape(pin); !shape)
        return tl::unexpected(shape.error());
    if (auto sound = checkPepper(pepper); !sound)
        return tl::unexpected(sound.error());
    Bytes salt = randomBytes(saltBytes);
    auto hash = hashPin(pin, pepper, salt);
    if (!hash)
        return tl::unexpected(hash.error());
    return PinSecret{std::move(salt), std::move(*hash)};
}

Result<Done> checkPin(const schema::Staff& staff, BytesView pepper, std::string_view pin)
{
    const auto wrong = [] { return fail(Error::Kind::Denied, "pin", "this is not their PIN"); };
    if (staff.left())
        return fail(Error::Kind::Denied, "staff", staff.name() + " no longer works here");
    if (auto sound = checkPepper(pepper); !sound)
        return sound;
    if (!checkPinShape(pin) || staff.pin_salt().size() != saltBytes || staff.pin_hash().size() != hashBytes)
        return wrong();
    const auto hash = hashPin(pin, pepper, staff.pin_salt());
    if (!hash)
        return tl::unexpected(hash.error());
    if (!equalBytes(*hash, staff.pin_hash()))
        return wrong();
    return Done{};
}

} // namespace kontor
