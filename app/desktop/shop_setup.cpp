#include "app/desktop/shop_setup.h"

#include "app/clock/open_shop.h"
#include "app/desktop/server_enrolment.h"
#include "app/founding/countries.h"
#include "app/founding/found_demo.h"
#include "app/founding/found_shop.h"

#include <QFile>
#include <QLocale>
#include <QTemporaryDir>
#include <QTimeZone>

namespace kontor {
namespace {

constexpr const char* bundledMonth = ":/kontor/demo/sales.csv.zst";

/// The machine's own zone where it is one of the country's: Los Angeles is no suburb of New York.
std::string zoneIn(const Country& country)
{
    const auto machine = QTimeZone::systemTimeZoneId();
    const auto territory =
        QLocale::codeToTerritory(QString::fromLatin1(country.code.data(), qsizetype(country.code.size())));
    return QTimeZone::availableTimeZoneIds(territory).contains(machine) ? machine.toStdString()
                                                                        : std::string(country.zone);
}

} // namespace

bool ShopSetup::isFree(const std::filesystem::path& data)
{
    std::error_code error;
    return !std::filesystem::exists(data, error) ||
           (std::filesystem::is_directory(data, error) && std::filesystem::is_empty(data, error));
}

std::vector<SetupPort::Country> ShopSetup::countries() const
{
    std::vector<Country> made;
    for (const auto& one : kontor::countries()) {
        const auto coin = one.cashUnits.substr(std::min(one.cashUnits.size(), one.cashUnits.find('=') + 1));
        made.push_back({std::string(one.code),
                        one.name == one.english ? std::string(one.name)
                                                : std::string(one.english) + " (" + std::string(one.name) + ")",
                        std::string(one.currency), zoneIn(one), std::string(one.tax), std::string(one.rate),
                        one.included, std::string(one.cashUnits.empty() ? std::string_view() : coin)});
    }
    return made;
}

std::string ShopSetup::likelyCountry() const
{
    const auto byZone = QTimeZone::systemTimeZone().territory();
    for (const auto territory : {byZone, QLocale::system().territory()}) {
        const auto code = QLocale::territoryToCode(territory).toStdString();
        if (country(code) != nullptr)
            return code;
    }
    return "GB";
}

Result<Done> ShopSetup::foundOwn(const OwnShop& shop)
{
    const auto* where = country(shop.country);
    if (where == nullptr)
        return invalid("country", "choose one");
    Founding founding;
    founding.organisation = shop.name;
    founding.store = shop.name;
    founding.administrator = shop.person;
    founding.pin = shop.pin;
    founding.currency = where->currency;
    founding.zone = zoneIn(*where);
    founding.country = where->code;
    founding.cashUnits = where->cashUnits;
    founding.taxIncluded = where->included;
    if (!shop.taxRate.empty() && shop.taxRate != "0") {
        founding.taxRate = shop.taxRate;
        founding.tax = std::string(where->tax) + ' ' + shop.taxRate + '%';
    }
    return foundShop(m_data, founding, World::real());
}

Result<Done> ShopSetup::foundDemo(const Progress& progress, const std::function<bool()>& isCancelled)
{
    // The file is a part of this program; what reads it wants one on disk.
    const QTemporaryDir folder;
    const auto file = folder.filePath(QStringLiteral("sales.csv.zst"));
    if (!QFile::copy(QLatin1String(bundledMonth), file))
        return fail(Error::Kind::Storage, file.toStdString(), "cannot be written");
    DemoWish wish;
    wish.sales = file.toStdString();
    wish.isCancelled = isCancelled;
    wish.progress = [&](const char* stage, std::uint64_t done, std::uint64_t of) {
        if (std::string_view(stage) == "numbers") // What takes the time.
            progress(done, of);
    };
    return kontor::foundDemo(m_data, wish, World::real());
}

Result<Done> ShopSetup::join(const EnrolmentPort::Invitation& invitation, const Progress& progress)
{
    std::error_code error;
    const bool wasThere = std::filesystem::exists(m_data, error);
    const std::filesystem::path keys = m_data.string() + ".key";
    const bool keysWereThere = std::filesystem::exists(keys, error);
    Result<Done> done = Done{};
    {
        StoreOptions options;
        options.directory = m_data;
        const auto store = openShop(std::move(options));
        done = store ? joinServer(**store, invitation, progress) : Result<Done>(tl::unexpected(store.error()));
    }
    if (!done) { // Nothing half joined stays: the next try begins with an empty folder.
        for (const auto& entry : std::filesystem::directory_iterator(m_data, error))
            std::filesystem::remove_all(entry, error);
        if (!keysWereThere)
            std::filesystem::remove(keys, error);
        if (!wasThere)
            std::filesystem::remove(m_data, error);
    }
    return done;
}

} // namespace kontor
