#include "domain/orders/buyer.h"

#include "domain/customers/merge.h"

namespace kontor {

Result<Buyer> buyerFor(const Reader& shop, Id<schema::Store> store, Id<schema::Customer> customer, TimeUs at,
                       std::optional<Currency> currency)
{
    return buyerOf(shop, store, customer.isNil() ? customer : standsFor(shop, customer), at, currency);
}

} // namespace kontor
