#pragma once

#include <QString>
#include <QTranslator>

#include <memory>
#include <utility>
#include <vector>

namespace kontor {

class Store;

/// In which language the program speaks, and from which side it is read. English is what is written in the program; the others come
/// from resources/translations.
class Language
{
public:
    ~Language();

    /// Code and own name: "de", "Deutsch".
    [[nodiscard]] static std::vector<std::pair<QString, QString>> all();
    /// "de", "ar", "en"; empty or unknown: the system's where there is one, else English. For windows made from then on.
    void use(const QString& code);
    [[nodiscard]] const QString& current() const { return m_current; }

    /// What was chosen on this machine; empty: the system's.
    [[nodiscard]] static QString kept(const Store& store);
    static void keep(Store& store, const QString& code);

private:
    std::unique_ptr<QTranslator> m_ours;
    std::unique_ptr<QTranslator> m_qts;
    QString m_current;
};

} // namespace kontor
