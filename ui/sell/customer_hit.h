#pragma once

#include "domain/base/id.h"
#include "domain/schema/customers.pb.h"
#include "storage/view.h"

#include <QString>

#include <optional>
#include <vector>

namespace kontor {

/// A customer as a till shows them.
struct CustomerHit {
    Id<schema::Customer> id;
    QString name;   ///< Their number where no name is known.
    QString detail; ///< Company, number, groups.
};

[[nodiscard]] std::optional<CustomerHit> customerHit(const Reader& shop, Id<schema::Customer> customer);
/// By number, name, company, telephone or e-mail; archived ones are left out, of two that are the same person the one stands that
/// the other was merged into.
[[nodiscard]] std::vector<CustomerHit> findCustomers(const View& shop, const QString& text, std::size_t limit);

} // namespace kontor
