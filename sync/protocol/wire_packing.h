#pragma once

#include "domain/base/bytes.h"

#include <optional>
#include <string_view>
#include <vector>

namespace kontor {

/// Which message a body is: what can be left out of it differs.
enum class WireBody { Other, Push, PushReply, PullPage };

/// Of the body of a request to this path, and of a reply to it.
[[nodiscard]] WireBody requestBodyOf(std::string_view path);
[[nodiscard]] WireBody replyBodyOf(std::string_view path);

/// Takes out of a body what its receiver computes again, before it is compressed: hashes cost 32 bytes each however well the rest
/// shrinks. Set to zeros in place, nothing is moved or encoded again:
/// - a header's `previous`, when the commit before it in the same origin's run is in the body too;
/// - a header's hashes of parts that are in the body;
/// - an acceptance's commit hash, when the envelope is in the entry, or was in the request (`commits`: its header hashes in order);
/// - a batch's hashes of acceptances that are in the body;
/// - in parts, ids that follow from others in them: a row's from the row before, a line's order, a movement's line and variant, and
///   those that are what they were in the row of that type before (the till, the cashier, the place the goods lie).
/// What is not as expected is left as it is. Nothing for a body that would not come back as it was (one with a hash or an id of zeros).
[[nodiscard]] std::optional<Bytes> packBody(BytesView body, WireBody kind, const std::vector<Bytes>& commits = {});

/// The body again. Bytes that are none of ours come back as they are: whoever reads them refuses them.
[[nodiscard]] Bytes unpackBody(BytesView packed, WireBody kind, const std::vector<Bytes>& commits = {});

/// Hashes of the headers in a push, in order: what its reply's acceptances name.
[[nodiscard]] std::vector<Bytes> commitsOf(BytesView push);

} // namespace kontor
