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
        return {Notice::Tone::Bad, tr("This does not pay the sale."), tr("Type what the customer gave.")};
    if (about == "part")
        return {Notice::Tone::Bad, tr("This is no part of the payment."), tr("Type a part that can be paid in coins.")};
    if (about == "amount")
        return {Notice::Tone::Bad, tr("Only cash gives change."), tr("Type at most what is left to pay.")};
    if (about == "last four" || about == "card number")
        return {Notice::Tone::Bad, tr("Of a card only the last four digits are kept."),
                tr("Type those four, or none.")};
    if (about == "code")
        return {Notice::Tone::Bad, tr("This code cannot be used."), tr("Scan or type the code on the card again.")};
    if (about == "reference")
        return {Notice::Tone::Bad, tr("Its number is missing."), tr("Type the number that stands on it.")};
    if (about == "customer")
        return {Notice::Tone::Bad, tr("Nobody is named who pays later."), tr("Name the customer on the sell page.")};
    if (about == "limit")
        return {Notice::Tone::Bad, tr("They would owe more than they may."),
                tr("Take another payment, or ask a manager.")};
    if (about == "methods")
        return {Notice::Tone::Bad, tr("This is not taken here."), tr("Choose another way to pay.")};
    if (about == "no-receipt")
        return {Notice::Tone::Bad, tr("Goods without a receipt are not taken back here."),
                tr("Find the sale by its receipt.")};
    if (about == "returns.days")
        return {Notice::Tone::Bad, tr("It was sold too long ago."), tr("Ask a manager.")};
    if (about == "training")
        return {Notice::Tone::Bad, tr("This till is for practice."), tr("Only new goods, and only for cash.")};
    if (about == "line")
        return {Notice::Tone::Bad, tr("This cannot come back."), tr("Only what a sale sold comes back.")};
    return {Notice::Tone::Bad, tr("This is not possible: %1.").arg(qtext(about)), tr("Check what was typed.")};
}

} // namespace

Notice noticeOf(const Error& error)
{
    switch (error.kind) {
    case Error::Kind::NotFound:
        if (error.about == "code")
            return {Notice::Tone::Bad, tr("Nobody knows this code."), tr("Scan or type the code on the card again.")};
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
        if (error.about == "balance")
            return {Notice::Tone::Bad, tr("There is not enough on it, or not for today."),
                    tr("Take less of it, and the rest another way.")};
        if (error.about == "attempt")
            return {Notice::Tone::Bad, tr("The card payment does not fit this sale."),
                    tr("Remove it from the list and take it again.")};
        if (error.about == "refund")
            return {Notice::Tone::Bad, tr("More comes back than is left of what was paid."),
                    tr("Some of it came back before: check the receipt.")};
        if (error.about == "rate")
            return {Notice::Tone::Warn, tr("The exchange rate has changed meanwhile."),
                    tr("Check the amount and take it again.")};
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
