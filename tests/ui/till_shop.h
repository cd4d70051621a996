#pragma once

#include "domain/catalog/product.h"
#include "domain/schema/catalog.pb.h"
#include "domain/schema/identity.pb.h"
#include "storage/store.h"

#include <QString>
#include <QTemporaryDir>

#include <memory>
#include <string>
#include <type_traits>

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
    /// A command of the administrator's; returns the main id of its commit.
    template <typename Input>
    RawId run(Result<Commit> (*command)(const Reader&, const Context&, const Actor&, const Input&),
              const std::type_identity_t<Input>& input)
    {
        return runAs(m_administrator, [&](const Reader& shop, const Context& context, const Actor& actor) {
            return command(shop, context, actor, input);
        });
    }
    RawId runAs(Id<schema::Staff> actor, const Store::ActorCommand& command);

    static TimeUs now();

private:
    void open();

    QTemporaryDir m_folder;
    std::unique_ptr<Store> m_store;
    Id<schema::Staff> m_administrator;
};

} // namespace kontor
