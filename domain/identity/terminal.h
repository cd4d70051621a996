#pragma once

#include "domain/base/bytes.h"
#include "domain/base/id.h"
#include "domain/base/result.h"
#include "domain/commands/command.h"
#include "domain/schema/identity.pb.h"
#include "domain/schema/settings.pb.h"

#include <optional>
#include <string>
#include <vector>

namespace kontor {

struct EnrolTerminal {
    std::optional<RawId> id = {}; ///< Chosen before, so that the enrolment file can name it; else the commit's mainId.
    schema::TerminalKind kind = schema::TILL;
    std::string name = {};   ///< Empty: "Till 2", by kind and ordinal.
    Id<schema::Store> store; ///< Nil for a server, and for a back office of all stores.
    Bytes publicKey;         ///< Ed25519, 32 bytes.
};
/// "enrol-terminal"; ENROL_TERMINALS. Its ordinal is the number of terminals of its kind plus one.
/// Errors: Invalid about "name", "public_key", "store"; NotFound about "store"; Conflict about "terminal" for an id that is there.
[[nodiscard]] Result<Commit> enrolTerminal(const Reader& shop, const Context& context, const Actor& actor,
                                           const EnrolTerminal& input);

/// "begin-origin": commit 1 of every origin, by the store itself, without an author. The fact's id is context.origin, its
/// terminal context.terminal, its code context.originCode, its ordinal the origins known of this terminal plus one.
/// Whoever takes it in checks that the terminal's enrolled key signed it (in the root origin: that `publicKey` did).
/// Errors: Invalid about "public_key", "origin", "terminal", "code".
[[nodiscard]] Result<Commit> beginOrigin(const Reader& shop, const Context& context, BytesView publicKey);

struct RenameTerminal {
    Id<schema::Terminal> terminal;
    std::string name;
};
/// "rename-terminal"; ENROL_TERMINALS. Receipt numbers keep their prefix: it comes from kind and ordinal.
/// Errors: NotFound about "terminal"; Invalid about "name"; Conflict about "name" when it has this name already.
[[nodiscard]] Result<Commit> renameTerminal(const Reader& shop, const Context& context, const Actor& actor,
                                            const RenameTerminal& input);

struct RevokeTerminal {
    Id<schema::Terminal> terminal;
};
/// "revoke-terminal"; ENROL_TERMINALS. For good: a terminal that comes back is enrolled anew.
/// Errors: NotFound about "terminal"; Conflict about "terminal" when it is revoked already; Invalid about "terminal" for the one
/// it is done at, which could do nothing afterwards, and for a server.
[[nodiscard]] Result<Commit> revokeTerminal(const Reader& shop, const Context& context, const Actor& actor,
                                            const RevokeTerminal& input);

struct RotateKey {
    Bytes publicKey; ///< The new key, Ed25519, 32 bytes.
};
/// "rotate-key"; ENROL_TERMINALS. This terminal's own key is replaced; the commit is the last that the old one signs, and the
/// next origin begins with the new one. See Store::rotateKey(), which makes the key and keeps it.
/// Errors: NotFound about "terminal"; Invalid about "public_key", also when it is the present one, and about "terminal" for a
/// server, whose key every terminal has pinned.
[[nodiscard]] Result<Commit> rotateKey(const Reader& shop, const Context& context, const Actor& actor,
                                       const RotateKey& input);

/// Denied about "terminal" once this terminal's revocation is known here: it makes no new commits. The store asks before every
/// commit, inside the writer's transaction.
[[nodiscard]] Result<Done> requireNotRevoked(const Reader& shop, Id<schema::Terminal> terminal);

/// Four characters of Crockford's alphabet from an origin's id, e.g. "K7Q2": for Context::originCode.
[[nodiscard]] std::string originCodeOf(const RawId& origin);

/// "T1" for the first till, "B2" for the second back-office desk: what this terminal's receipt numbers begin with.
[[nodiscard]] std::string receiptPrefix(const schema::Terminal& terminal);
/// "Till 2".
[[nodiscard]] std::string defaultTerminalName(schema::TerminalKind kind, std::uint32_t ordinal);

} // namespace kontor
