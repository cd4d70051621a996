#include "domain/journal/sight.h"

#include "domain/journal/reader.h"

namespace kontor {

bool isWhole(const Reader& asTheAuthorSaw)
{
    const auto* sight = dynamic_cast<const Sight*>(&asTheAuthorSaw);
    return sight == nullptr || sight->isWhole();
}

} // namespace kontor
