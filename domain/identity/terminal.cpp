#include "domain/identity/terminal.h"

#include "domain/base/crypto.h"
#include "domain/base/text.h"
#include "domain/identity/actor.h"
#include "domain/journal/commit.h"

namespace kontor {

namespace {

Result<Done> checkPublicKey(BytesView key)
{
    if (key.size() != 32)
        return invalid("public_key", "a terminal's public key has 32 bytes");
    return Done{};
}

} // namespace

Result<Commit> enrolTerminal(const Reader& shop, const Context& context, const Actor& actor, const EnrolTerminal& input)
{
    if (auto allowed = actor.may(schema::ENROL_TERMINALS); !allowed)
        return tl::unexpected(allowed.error());
    const auto name = optionalText(input.name, "name", 60);
    if (!name)
        return tl::unexpected(name.error());
    if (auto sound = checkPublicKey(input.publicKey); !sound)
        return tl::unexpected(sound.error());
    if (input.kind == schema::TILL && input.store.isNil())
        return invalid("store", "a till belongs to a store");
    if (!input.store.isNil() && !shop.get(input.store))
        return fail(Error::Kind::NotFound, "store", "there is no such store");
    if (input.id && shop.get(Id<schema::Terminal>(*input.id)))
        return fail(Error::Kind::Conflict, "terminal", "this terminal is enrolled already");

    std::uint32_t ordinal = 1;
    for (const auto& other : shop.all<schema::Terminal>())
        ordinal += other.kind() == input.kind ? 1U : 0U;

    Commit commit{"enrol-terminal", context, actor};
    schema::Terminal terminal;
    if (input.id)
        terminal.set_id(input.id->string());
    if (!input.store.isNil())
        terminal.set_store(input.store.string());
    terminal.set_name(name->empty() ? defaultTerminalName(input.kind, ordinal) : *name);
    terminal.set_ordinal(ordinal);
    terminal.set_kind(input.kind);
    terminal.set_public_key(input.publicKey);
    commit.insert(terminal);
    return commit;
}

Result<Commit> beginOrigin(const Reader& shop, const Context& context, BytesView publicKey)
{
    if (auto sound = checkPublicKey(publicKey); !sound)
        return tl::unexpected(sound.error());
    if (context.origin.isNil())
        return invalid("origin", "an origin has an id");
    if (context.terminal.isNil())
        return invalid("terminal", "an origin is one life of a terminal");
    if (context.originCode.empty())
        return invalid("code", "an origin has a code for its receipt numbers");

    const auto before = shop.where<schema::Origin>(schema::Origin::kTerminalFieldNumber, context.terminal.bytes());
    Commit commit{"begin-origin", context, RawId{}};
    schema::Origin origin;
    origin.set_id(context.origin.string());
    origin.set_terminal(context.terminal.string());
    origin.set_ordinal(static_cast<std::uint32_t>(before.size() + 1));
    origin.set_public_key(Bytes(publicKey));
    origin.set_code(context.originCode);
    commit.insert(origin);
    return commit;
}

namespace {

Result<schema::Terminal> changeable(const Reader& shop, const Actor& actor, Id<schema::Terminal> id)
{
    if (auto allowed = actor.may(schema::ENROL_TERMINALS); !allowed)
        return tl::unexpected(allowed.error());
    auto terminal = shop.get(id);
    if (!terminal)
        return fail(Error::Kind::NotFound, "terminal", "there is no such terminal");
    return *std::move(terminal);
}

} // namespace

Result<Commit> renameTerminal(const Reader& shop, const Context& context, const Actor& actor,
                              const RenameTerminal& input)
{
    const auto before = changeable(shop, actor, input.terminal);
    if (!before)
        return tl::unexpected(before.error());
    const auto name = requiredText(input.name, "name", 60);
    if (!name)
        return tl::unexpected(name.error());
    if (before->name() == *name)
        return fail(Error::Kind::Conflict, "name", "it has this name already");

    Commit commit{"rename-terminal", context, actor};
    schema::Terminal after = *before;
    after.set_name(*name);
    commit.update(*before, after);
    return commit;
}

Result<Commit> revokeTerminal(const Reader& shop, const Context& context, const Actor& actor,
                              const RevokeTerminal& input)
{
    const auto before = changeable(shop, actor, input.terminal);
    if (!before)
        return tl::unexpected(before.error());
    if (before->revoked())
        return fail(Error::Kind::Conflict, "terminal", before->name() + " is revoked already");
    if (before->kind() == schema::SERVER)
        return invalid("terminal", "a server cannot be revoked");
    if (input.terminal == context.terminal)
        return invalid("terminal", "revoke this terminal from another one");

    Commit commit{"revoke-terminal", context, actor};
    schema::Terminal after = *before;
    after.set_revoked(true);
    commit.update(*before, after);
    return commit;
}

Result<Commit> rotateKey(const Reader& shop, const Context& context, const Actor& actor, const RotateKey& input)
{
    const auto before = changeable(shop, actor, context.terminal);
    if (!before)
        return tl::unexpected(before.error());
    if (auto sound = checkPublicKey(input.publicKey); !sound)
        return tl::unexpected(sound.error());
    if (before->public_key() == input.publicKey)
        return invalid("public_key", "it is the present one");
    if (before->kind() == schema::SERVER)
        return invalid("terminal", "every terminal has pinned the server's key: set up a new server instead");

    Commit commit{"rotate-key", context, actor};
    schema::Terminal after = *before;
    after.set_public_key(input.publicKey);
    commit.update(*before, after);
    return commit;
}

Result<Done> requireNotRevoked(const Reader& shop, Id<schema::Terminal> terminal)
{
    const auto row = shop.get(terminal);
    if (row && row->revoked())
        return fail(Error::Kind::Denied, "terminal",
                    row->name() + " is revoked and changes nothing any more: enrol it anew");
    return Done{};
}

std::string originCodeOf(const RawId& origin)
{
    // No I, L, O, U: what a customer reads out over the telephone stays what is printed. Source: Crockford's Base32.
    static constexpr std::string_view alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    const Bytes hash = blake2b256(origin.bytes());
    std::string code;
    for (std::size_t i = 0; i < 4; ++i)
        code += alphabet[static_cast<unsigned char>(hash[i]) % alphabet.size()];
    return code;
}

std::string receiptPrefix(const schema::Terminal& terminal)
{
    const char* letter = terminal.kind() == schema::TILL ? "T" : terminal.kind() == schema::BACK_OFFICE ? "B" : "S";
    return letter + std::to_string(terminal.ordinal());
}

std::string defaultTerminalName(schema::TerminalKind kind, std::uint32_t ordinal)
{
    if (kind == schema::SERVER)
        return ordinal == 1 ? "Server" : "Server " + std::to_string(ordinal);
    return (kind == schema::TILL ? "Till " : "Back office ") + std::to_string(ordinal);
}

} // namespace kontor
