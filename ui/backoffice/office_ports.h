#pragma once

#include <QString>

#include <utility>
#include <vector>

namespace kontor {

class EnrolmentPort;
class ImportPort;

/// What app/ fills for the pages of the back office. Without a port its page or tab is left out.
struct OfficePorts {
    ImportPort* import = nullptr;
    EnrolmentPort* enrolment = nullptr;
    std::vector<std::pair<QString, QString>> languages; ///< Code and name of those the program has.
    QString language;                                   ///< The one that was chosen; empty: the system's.
};

} // namespace kontor
