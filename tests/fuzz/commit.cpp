#include "domain/journal/envelope.h"
#include "fuzz/input.h"

using namespace kontor;

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    schema::Envelope envelope;
    if (!envelope.ParseFromArray(data, static_cast<int>(size)))
        return 0;
    const auto commit = openEnvelope(envelope);
    if (!commit)
        return 0;
    const auto again = openEnvelope(commit->envelope());
    fuzz::hold(again && again->hash == commit->hash && again->parts == commit->parts,
               "a commit can be passed on as it came");
    const auto changes = changesOf(*commit);
    fuzz::hold(changes.has_value() || !changes.error().detail.empty(), "an error says what is wrong");
    fuzz::hold(!verifyCommitSignature(*commit, Bytes(32, '\1')), "nobody's key signs it");
    static_cast<void>(lacksPlainParts(*commit));
    return 0;
}
