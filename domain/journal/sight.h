#pragma once

namespace kontor {

class Reader;

/// What a Reader that shows the shop as an author saw it says of itself. A server that was restored from a backup gets back what it
/// lost from whoever holds it, in the order they come: until then it judges by less than the author knew.
class Sight
{
public:
    Sight() = default;
    Sight(const Sight&) = delete;
    Sight& operator=(const Sight&) = delete;
    virtual ~Sight() = default;

    /// False: the author had seen commits that are not here.
    [[nodiscard]] virtual bool isWhole() const = 0;
};

/// True also for a Reader that is nobody's sight.
[[nodiscard]] bool isWhole(const Reader& asTheAuthorSaw);

} // namespace kontor
