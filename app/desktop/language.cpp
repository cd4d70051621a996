#include "app/desktop/language.h"

#include "storage/store.h"

#include <QApplication>
#include <QLibraryInfo>
#include <QLocale>

#include <algorithm>

namespace kontor {
namespace {
constexpr const char* languageKey = "desktop.language";
}

Language::~Language()
{
    for (auto* one : {m_ours.get(), m_qts.get()})
        if (one != nullptr)
            QCoreApplication::removeTranslator(one);
}

std::vector<std::pair<QString, QString>> Language::all()
{
    return {{QStringLiteral("en"), QStringLiteral("English")},
            {QStringLiteral("de"), QStringLiteral("Deutsch")},
            {QStringLiteral("ar"), QStringLiteral("العربية")}};
}

void Language::use(const QString& code)
{
    for (auto* one : {&m_ours, &m_qts})
        if (*one) {
            QCoreApplication::removeTranslator(one->get());
            one->reset();
        }
    const auto known = all();
    const auto isKnown = [&](const QString& wanted) {
        return std::any_of(known.begin(), known.end(), [&](const auto& one) { return one.first == wanted; });
    };
    const auto system = QLocale::system();
    const bool chosen = isKnown(code);
    m_current = chosen ? code : system.name().section(QLatin1Char('_'), 0, 0);
    if (!isKnown(m_current))
        m_current = QStringLiteral("en");
    // Dates and numbers as the machine writes them, unless another language than the machine's was chosen.
    const bool asSystem = system.name().startsWith(m_current);
    QLocale::setDefault(asSystem                           ? system
                        : m_current == QLatin1String("en") ? QLocale(QLocale::English, QLocale::UnitedKingdom)
                        // With the digits that stand on the keypad, on cards and in receipt numbers.
                        : m_current == QLatin1String("ar") ? QLocale(QLocale::Arabic, QLocale::UnitedArabEmirates)
                                                           : QLocale(m_current));
    if (m_current != QLatin1String("en")) {
        const auto load = [this](std::unique_ptr<QTranslator>& into, const QString& name, const QString& folder) {
            into = std::make_unique<QTranslator>();
            if (into->load(name + m_current, folder))
                QCoreApplication::installTranslator(into.get());
        };
        // What Qt itself says, where the system has it.
        load(m_qts, QStringLiteral("qtbase_"), QLibraryInfo::path(QLibraryInfo::TranslationsPath));
        load(m_ours, QStringLiteral("kontor_"), QStringLiteral(":/kontor/translations"));
    }
    QApplication::setLayoutDirection(QLocale(m_current).textDirection());
}

QString Language::kept(const Store& store)
{
    const auto value = store.local(languageKey);
    return value && *value ? QString::fromUtf8((*value)->data(), qsizetype((*value)->size())) : QString();
}

void Language::keep(Store& store, const QString& code)
{
    // Not being able to keep it stops nobody.
    (void)store.setLocal(languageKey, code.toStdString());
}

} // namespace kontor
