#include "ui/sell/notice.h"

#include "ui/text/money_text.h"

#include <QCoreApplication>

namespace kontor {
namespace {

QString tr(const char* text)
{
    return QCoreApplication::translate("Notice", text);
}

Notice invalidInput(const std::string& about)
{
    if (about == "cart")
        return {Notice::Tone::Warn, tr("There is nothing to sell yet."), tr("Scan or touch an item first.")};
    if (about == "product")
        return {Notice::Tone::Bad, tr("This product is not for sale."), tr("The back office can publish it.")};
    if (about == "price")
        return {Notice::Tone::Bad, tr("This product has no price."), tr("The back office can set one.")};
    if (about == "quantity")
        return {Notice::Tone::Bad, tr("This quantity is not possible."), tr("Type a whole number above zero.")};
    if (about == "tendered" || about == "payments")
        return {Notice::Tone::Bad, tr("The cash received is less than the total."), tr("Type what the customer gave.")};
    return {Notice::Tone::Bad, tr("This is not possible: %1.").arg(qtext(about)), tr("Check what was typed.")};
}

} // namespace

Notice noticeOf(const Error& error)
{
    switch (error.kind) {
    case Error::Kind::NotFound:
        return {Notice::Tone::Bad, tr("This is not in the shop any more."), tr("Search for the product by name.")};
    case Error::Kind::Invalid: return invalidInput(error.about);
    case Error::Kind::Denied:
        return {Notice::Tone::Bad, tr("You are not allowed to do this."), tr("Ask someone with the right to sign in.")};
    case Error::Kind::Conflict:
        if (error.about == "total")
            return {Notice::Tone::Warn, tr("A price has changed meanwhile."),
                    tr("Check the new total and take the payment again.")};
        if (error.about == "stock")
            return {Notice::Tone::Bad, tr("There is not enough in stock."),
                    tr("Lower the quantity, or count the stock anew.")};
        return {Notice::Tone::Warn, tr("The shop has changed meanwhile."), tr("Check the sale and try again.")};
    case Error::Kind::Storage:
        return {Notice::Tone::Bad, tr("This could not be saved; nothing was sold."),
                tr("Check the disk of this till, then try again.")};
    case Error::Kind::Network:
        return {Notice::Tone::Warn, tr("The server cannot be reached."), tr("Selling goes on without it.")};
    }
    return {};
}

} // namespace kontor
