#include "ui/sell/notice.h"

#include "ui/text/money_text.h"

#include <QCoreApplication>

namespace kontor {
namespace {

/// The context of these words for translators.
struct NoticeText {
    Q_DECLARE_TR_FUNCTIONS(kontor::Notice)
};

Notice invalidInput(const std::string& about)
{
    if (about == "cart")
        return {Notice::Tone::Warn, NoticeText::tr("There is nothing to sell yet."),
                NoticeText::tr("Scan or touch an item first.")};
    if (about == "product")
        return {Notice::Tone::Bad, NoticeText::tr("This product is not for sale."),
                NoticeText::tr("The back office can publish it.")};
    if (about == "price")
        return {Notice::Tone::Bad, NoticeText::tr("This product has no price."),
                NoticeText::tr("The back office can set one.")};
    if (about == "quantity")
        return {Notice::Tone::Bad, NoticeText::tr("This quantity is not possible."),
                NoticeText::tr("Type how many; of what is sold by the piece, whole ones.")};
    if (about == "tendered" || about == "payments")
        return {Notice::Tone::Bad, NoticeText::tr("This does not pay the sale."),
                NoticeText::tr("Type what the customer gave.")};
    if (about == "part")
        return {Notice::Tone::Bad, NoticeText::tr("This is no part of the payment."),
                NoticeText::tr("Type a part that can be paid in coins.")};
    if (about == "tip")
        return {Notice::Tone::Bad, NoticeText::tr("This is too much for a tip."),
                NoticeText::tr("Type a smaller one; the settings say how much there may be.")};
    if (about == "points")
        return {Notice::Tone::Bad, NoticeText::tr("Whole points do not pay just this."),
                NoticeText::tr("Take the amount that is filled in, or less of it.")};
    if (about == "amount")
        return {Notice::Tone::Bad, NoticeText::tr("Only cash gives change."),
                NoticeText::tr("Type at most what is left to pay.")};
    if (about == "last four" || about == "card number")
        return {Notice::Tone::Bad, NoticeText::tr("Of a card only the last four digits are kept."),
                NoticeText::tr("Type those four, or none.")};
    if (about == "code")
        return {Notice::Tone::Bad, NoticeText::tr("This code cannot be used."),
                NoticeText::tr("Scan or type the code on the card again.")};
    if (about == "reference")
        return {Notice::Tone::Bad, NoticeText::tr("Its number is missing."),
                NoticeText::tr("Type the number that stands on it.")};
    if (about == "customer")
        return {Notice::Tone::Bad, NoticeText::tr("Nobody is named who pays later."),
                NoticeText::tr("Name the customer on the sell page.")};
    if (about == "limit")
        return {Notice::Tone::Bad, NoticeText::tr("They would owe more than they may."),
                NoticeText::tr("Take another payment, or ask a manager.")};
    if (about == "methods")
        return {Notice::Tone::Bad, NoticeText::tr("This is not taken here."),
                NoticeText::tr("Choose another way to pay.")};
    if (about == "no-receipt")
        return {Notice::Tone::Bad, NoticeText::tr("Goods without a receipt are not taken back here."),
                NoticeText::tr("Find the sale by its receipt.")};
    if (about == "returns.days")
        return {Notice::Tone::Bad, NoticeText::tr("It was sold too long ago."), NoticeText::tr("Ask a manager.")};
    if (about == "training")
        return {Notice::Tone::Bad, NoticeText::tr("This till is for practice."),
                NoticeText::tr("Only new goods, and only for cash.")};
    if (about == "line")
        return {Notice::Tone::Bad, NoticeText::tr("This cannot come back."),
                NoticeText::tr("Only what a sale sold comes back.")};
    return {Notice::Tone::Bad, NoticeText::tr("This is not possible: %1.").arg(qtext(about)),
            NoticeText::tr("Check what was typed.")};
}

} // namespace

Notice noticeOf(const Error& error)
{
    switch (error.kind) {
    case Error::Kind::NotFound:
        if (error.about == "code")
            return {Notice::Tone::Bad, NoticeText::tr("Nobody knows this code."),
                    NoticeText::tr("Scan or type the code on the card again.")};
        if (error.about == "line")
            return {Notice::Tone::Warn, NoticeText::tr("This line is not in the sale any more."),
                    NoticeText::tr("Scan or touch the item again.")};
        return {Notice::Tone::Bad, NoticeText::tr("This is not in the shop any more."),
                NoticeText::tr("Search for the product by name.")};
    case Error::Kind::Invalid: return invalidInput(error.about);
    case Error::Kind::Denied:
        return {Notice::Tone::Bad, NoticeText::tr("You are not allowed to do this."),
                NoticeText::tr("Ask someone with the right to sign in.")};
    case Error::Kind::Conflict:
        if (error.about == "total")
            return {Notice::Tone::Warn, NoticeText::tr("A price has changed meanwhile."),
                    NoticeText::tr("Check the new total and take the payment again.")};
        if (error.about == "stock")
            return {Notice::Tone::Bad, NoticeText::tr("There is not enough in stock."),
                    NoticeText::tr("Lower the quantity, or count the stock anew.")};
        if (error.about == "balance")
            return {Notice::Tone::Bad, NoticeText::tr("There is not enough on it, or not for today."),
                    NoticeText::tr("Take less of it, and the rest another way.")};
        if (error.about == "attempt")
            return {Notice::Tone::Bad, NoticeText::tr("The card payment does not fit this sale."),
                    NoticeText::tr("Remove it from the list and take it again.")};
        if (error.about == "refund")
            return {Notice::Tone::Bad, NoticeText::tr("More comes back than is left of what was paid."),
                    NoticeText::tr("Some of it came back before: check the receipt.")};
        if (error.about == "rate")
            return {Notice::Tone::Warn, NoticeText::tr("The exchange rate has changed meanwhile."),
                    NoticeText::tr("Check the amount and take it again.")};
        if (error.about == "paid")
            return {Notice::Tone::Warn, NoticeText::tr("A part of this sale is paid already."),
                    NoticeText::tr("Finish it, or give the money back on the payment page first.")};
        if (error.about == "state")
            return {Notice::Tone::Bad, NoticeText::tr("The order of these goods is over or was cancelled."),
                    NoticeText::tr("Take its goods out of the sale.")};
        return {Notice::Tone::Warn, NoticeText::tr("The shop has changed meanwhile."),
                NoticeText::tr("Check the sale and try again.")};
    case Error::Kind::Storage:
        return {Notice::Tone::Bad, NoticeText::tr("This could not be saved; nothing was sold."),
                NoticeText::tr("Check the disk of this till, then try again.")};
    case Error::Kind::Network:
        return {Notice::Tone::Warn, NoticeText::tr("The server cannot be reached."),
                NoticeText::tr("Selling goes on without it.")};
    }
    return {};
}

} // namespace kontor
