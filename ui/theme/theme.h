#pragma once

#include <QColor>
#include <QFont>
#include <QMargins>
#include <QPalette>

#include <array>

namespace kontor {

/// What a text is for; decides size and weight, so that no page picks its own.
enum class TextRole {
    Body,      ///< 14 px.
    Strong,    ///< 14 px, for names.
    Secondary, ///< 12.5 px.
    Hint,      ///< 11 px, only the key hints on buttons.
    Lead,      ///< 17 px, a word beside a figure.
    Title,     ///< 20 px, the title of a page.
    Action,    ///< 19 px, the one big button of a page.
    Key,       ///< 26 px, keypads.
    Figure,    ///< 28 px, a figure on a card.
    Total,     ///< 30 px, the total of the cart.
    Entry,     ///< 36 px, an amount being typed, and the change.
    Amount,    ///< 46 px, the amount to pay.
    Clock,     ///< 64 px, the clock of the sign-in page.
};

/// The looks of Kontor as data: the colours of one theme, the fonts and the few measures all pages share.
/// Loaded once by app/ and handed down by reference; a widget never holds a colour of its own.
class Theme
{
public:
    enum class Variant { Light, Dark };

    struct Gradient {
        QColor from;
        QColor to;
    };

    /// Reads the bundled tokens and registers the bundled fonts; a missing token is a programmer error.
    /// Needs a QGuiApplication.
    [[nodiscard]] static Theme load(Variant variant);

    [[nodiscard]] QFont font(TextRole role) const;
    [[nodiscard]] QPalette palette() const;

    Variant variant = Variant::Light;
    QColor bg, surface, sunk, line;
    QColor text, muted;
    QColor faint; ///< For lines and marks, never for text: too little contrast.
    QColor accent, accentText, accentSoft;
    QColor warn, warnSoft, bad, badSoft, good, goodSoft, info;
    /// The coloured half of the sign-in page: the accent by day; at night the soft one, which does not glare.
    QColor brand, brandText, brandMuted;
    std::array<Gradient, 8> tiles; ///< Backs of product tiles that have no picture.
};

/// Measures in px, from the design's grid of 4.
namespace metrics {
inline constexpr int headerHeight = 48;
inline constexpr int ticketWidth = 456;
inline constexpr int pageMargin = 16;
inline constexpr int cardGap = 12;
inline constexpr int buttonGap = 10;
inline constexpr int cardRadius = 10;
inline constexpr int buttonRadius = 8;
inline constexpr int touch = 48;
inline constexpr int chargeHeight = 64;
inline constexpr int finishHeight = 72;
inline constexpr int keyHeight = 84;
inline constexpr int focusRing = 3;
inline constexpr int narrowBelow = 1024; ///< Narrower windows give the room of the tiles to the ticket.
inline constexpr int minTileWidth = 160;
inline constexpr double disabledOpacity = 0.55;
} // namespace metrics

/// Margins by reading direction: layouts mirror by themselves, their margins do not.
[[nodiscard]] QMargins sideMargins(int leading, int top, int trailing, int bottom);

} // namespace kontor
