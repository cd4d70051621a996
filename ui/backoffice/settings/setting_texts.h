#pragma once

#include <QString>

#include <span>
#include <string_view>
#include <vector>

namespace kontor {

/// Whose a setting can be: the nearest to the till wins.
enum class SettingLevel { Organisation, Store, Till };

/// How a setting is called and explained to people; keys.h says what it is.
struct SettingText {
    std::string_view key;
    QString title;
    QString help;
    bool isMoney = false; ///< Kept in minor units, shown as an amount.
    std::vector<SettingLevel> levels;
};
struct SettingGroup {
    QString title;
    std::vector<SettingText> settings;
};
/// Every key there is, in the groups in which people look for them, in the language of the program.
[[nodiscard]] std::vector<SettingGroup> settingGroups();
/// A choice's name: "half_up" is "half up".
[[nodiscard]] QString settingChoiceText(std::string_view choice);

} // namespace kontor
