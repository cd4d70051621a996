#include "domain/customers/customer.h"
#include "domain/journal/reader.h"
#include "storage/view.h"
#include "ui/sell/notice.h"
#include "ui/sell/sell_model.h"

#include <algorithm>

namespace kontor {
namespace {

/// "2-0017": the till's own, so that two tills that are cut off from each other never give the same.
std::string nextNumber(const View& shop, std::uint32_t ordinal)
{
    for (auto count = shop.count(schema::Customer::default_instance()) + 1;; ++count) {
        auto figures = std::to_string(count);
        figures.insert(0, 4 - std::min<std::size_t>(4, figures.size()), '0');
        auto number = std::to_string(ordinal) + '-' + figures;
        if (!findCustomer(shop, number))
            return number;
    }
}

bool isNumber(const QString& text)
{
    return std::all_of(text.begin(), text.end(), [](QChar one) { return one.isDigit() || one == QLatin1Char('-'); });
}

} // namespace

void SellModel::addCustomer(const QString& text)
{
    NewCustomer input;
    if (isNumber(text))
        input.number = text.toStdString();
    else
        input.name = text.toStdString();
    if (input.number.empty())
        input.number = nextNumber(*m_store.read(), m_store.identity().ordinal);
    ++m_underWay;
    execute([input](const Reader& shop, const Context& context,
                    const Actor& actor) { return kontor::addCustomer(shop, context, actor, input); },
            [this, text, post = m_courier.post(), approver = m_approver](Result<Committed> committed) {
                post([this, text, approver, committed = std::move(committed)] {
                    if (committed)
                        setCustomer(Id<schema::Customer>(committed->mainId));
                    else if (committed.error().kind == Error::Kind::Denied)
                        askApproval(committed.error(), approver, [this, text] { addCustomer(text); });
                    else
                        Q_EMIT noticeRaised(noticeOf(committed.error()));
                    answered();
                });
            });
}

} // namespace kontor
