#pragma once

#include "domain/catalog/product.h"
#include "domain/schema/catalog.pb.h"
#include "domain/schema/identity.pb.h"
#include "storage/store.h"

#include <QString>
#include <QTemporaryDir>

#include <memory>
#include <string>

namespace kontor {

/// A shop in a temporary folder with one till and two people: Mira Okafor (administrator, PIN 2468) and Jan Berg
/// (cashier, PIN 1357). A programmer's error where any of it fails.
class TillShop
{
public:
    TillShop();

    [[nodiscard]] Store& store() { return *m_store; }
    [[nodiscard]] Id<schema::Staff> administrator() const { return m_administrator; }
    /// Closes the store and opens it again, as after a crash.
    void reopen();
    /// Lets another process have it.
    void close() { m_store.reset(); }
    [[nodiscard]] QString directory() const { return m_folder.filePath(QStringLiteral("shop")); }

    /// Published, with a price like "12.50".
    Id<schema::Variant> add(const std::string& name, const std::string& sku, const std::string& barcode,
                            const std::string& price);
    void changePrice(Id<schema::Variant> variant, const std::string& price);
    void receive(Id<schema::Variant> variant, int count);

    static TimeUs now();

private:
    void open();

    QTemporaryDir m_folder;
    std::unique_ptr<Store> m_store;
    Id<schema::Staff> m_administrator;
};

} // namespace kontor
