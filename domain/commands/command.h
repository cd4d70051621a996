#pragma once

/// The shape of every command, and the names its header needs.
///
///     Result<Commit> verb(const Reader& shop, const Context& context, const Actor& actor, const Input& input);
///
/// Pure: it reads through `shop`, checks the actor's permission first, then the input (an Error names the field), and returns
/// what to write. The store runs it inside the writer's transaction and writes the commit whole or not at all. The caller
/// includes "domain/journal/commit.h", "domain/journal/context.h", "domain/journal/reader.h" and "domain/identity/actor.h".
namespace kontor {

class Actor;
class Commit;
struct Context;
class Reader;

} // namespace kontor
