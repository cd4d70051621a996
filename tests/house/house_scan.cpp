#include "house/house_scan.h"

#include <QHash>
#include <QRegularExpression>
#include <QSet>

#include <algorithm>

namespace kontor::house {
namespace {

constexpr int maximumLines = 600;

/// A room and the folders it may include from. The first room that a path starts with is its own, so the narrow ones
/// come before the wide.
struct Room {
    QLatin1String folder;
    QStringList sees;
    bool qt = false;
};

const QList<Room>& rooms()
{
    static const auto names = [](const char* list) { return QString::fromLatin1(list).split(u' '); };
    static const QList<Room> all{
        {QLatin1String("domain/"), names("domain/"), false},
        {QLatin1String("storage/"), names("storage/ domain/"), false},
        {QLatin1String("sync/protocol/"), names("sync/protocol/ storage/ domain/"), false},
        {QLatin1String("sync/server/"), names("sync/server/ sync/protocol/ storage/ domain/"), false},
        {QLatin1String("sync/"), names("sync/client/ sync/protocol/ storage/ domain/"), true},
        {QLatin1String("ui/"), names("ui/ storage/ domain/"), true},
        {QLatin1String("app/server/"), names("app/server/ sync/server/ sync/protocol/ storage/ domain/"), false},
        {QLatin1String("app/"), names("app/ ui/ sync/ storage/ domain/"), true},
    };
    return all;
}

bool startsWithAny(const QString& text, const QStringList& beginnings)
{
    for (const auto& beginning : beginnings) {
        if (text.startsWith(beginning))
            return true;
    }
    return false;
}

bool isTest(const QString& path)
{
    return path.startsWith(QLatin1String("tests/"));
}

/// Walks through a text once and keeps count of its lines.
class Cutter
{
public:
    explicit Cutter(const QString& text) : m_text(text) { m_parted.code.reserve(text.size()); }

    Parted run()
    {
        while (!atEnd()) {
            if (startsWith(QLatin1String("//")))
                skipTo(QLatin1String("\n"), false);
            else if (startsWith(QLatin1String("/*")))
                skipTo(QLatin1String("*/"), true);
            else if (startsWith(QLatin1String("R\"")) && !continuesName())
                rawString();
            else if (here() == u'"')
                quoted(u'"');
            else if (here() == u'\'' && !continuesName()) // 1'000 is a number.
                quoted(u'\'');
            else
                keep();
        }
        return m_parted;
    }

private:
    bool atEnd() const { return m_at >= m_text.size(); }
    QChar here() const { return m_text.at(m_at); }
    bool startsWith(QLatin1String what) const { return QStringView(m_text).mid(m_at).startsWith(what); }
    bool continuesName() const
    {
        return m_at > 0 && (m_text.at(m_at - 1).isLetterOrNumber() || m_text.at(m_at - 1) == u'_');
    }

    void step()
    {
        if (here() == u'\n') {
            ++m_line;
            m_parted.code += u'\n';
        }
        ++m_at;
    }

    void keep()
    {
        if (here() != u'\n')
            m_parted.code += here();
        step();
    }

    void skipTo(QLatin1String end, bool swallowEnd)
    {
        for (m_at += 2; !atEnd() && !startsWith(end);)
            step();
        if (swallowEnd)
            m_at = qMin(m_at + end.size(), m_text.size());
        m_parted.code += u' ';
    }

    void quoted(QChar mark)
    {
        Literal literal{m_line, {}};
        for (++m_at; !atEnd() && here() != mark && here() != u'\n';) {
            if (here() == u'\\' && m_at + 1 < m_text.size()) {
                literal.text += here();
                step();
            }
            literal.text += here();
            step();
        }
        if (!atEnd() && here() == mark)
            ++m_at;
        close(mark, literal);
    }

    void rawString()
    {
        Literal literal{m_line, {}};
        const auto open = m_text.indexOf(u'(', m_at);
        if (open < 0) {
            keep();
            return;
        }
        const QString end = u')' + m_text.mid(m_at + 2, open - m_at - 2) + u'"';
        m_at = open + 1;
        while (!atEnd() && !QStringView(m_text).mid(m_at).startsWith(end)) {
            literal.text += here();
            step();
        }
        m_at = qMin(m_at + end.size(), m_text.size());
        close(u'"', literal);
    }

    void close(QChar mark, const Literal& literal)
    {
        m_parted.code += mark;
        m_parted.code += mark;
        if (mark == u'"')
            m_parted.literals += literal;
    }

    const QString& m_text;
    Parted m_parted;
    qsizetype m_at = 0;
    int m_line = 1;
};

int lineOf(const QString& text, qsizetype at)
{
    return static_cast<int>(QStringView(text).left(at).count(u'\n')) + 1;
}

} // namespace

QString Violation::text() const
{
    return line > 0 ? QStringLiteral("%1:%2: %3").arg(path, QString::number(line), what)
                    : QStringLiteral("%1: %2").arg(path, what);
}

Parted taken(const QString& text)
{
    return Cutter(text).run();
}

QList<Violation> includeViolations(const SourceFile& file)
{
    static const QRegularExpression include(QStringLiteral("^[ \\t]*#[ \\t]*include[ \\t]*([<\"])([^>\"\\n]+)[>\"]"),
                                            QRegularExpression::MultilineOption);
    static const QRegularExpression qtHeader(QStringLiteral("^(Q[A-Z]\\w*|Qt\\w*(/.*)?|q[a-z0-9_]+\\.h)$"));
    static const QRegularExpression sqlite(QStringLiteral("^(SQLiteCpp/.*|sqlite3(ext)?\\.h)$"));
    static const QRegularExpression generatedByMoc(QStringLiteral("^(tst_\\w+|\\w+)\\.moc$"));
    static const QStringList houseFolders{QStringLiteral("app/"), QStringLiteral("ui/"), QStringLiteral("sync/"),
                                          QStringLiteral("storage/"), QStringLiteral("domain/")};

    const Room* room = nullptr;
    for (const auto& candidate : rooms()) {
        if (file.path.startsWith(candidate.folder)) {
            room = &candidate;
            break;
        }
    }
    if (room == nullptr)
        return {};

    QList<Violation> found;
    // Over the raw text: the literals are cut out of the other. An include inside a comment is no loss to forbid.
    for (auto matches = include.globalMatch(file.text); matches.hasNext();) {
        const auto match = matches.next();
        const QString target = match.captured(2);
        const int line = lineOf(file.text, match.capturedStart(1));
        if (startsWithAny(target, houseFolders)) {
            if (!startsWithAny(target, room->sees))
                found += {file.path, line, QStringLiteral("%1 must not see %2").arg(room->folder, target)};
        } else if (qtHeader.match(target).hasMatch()) {
            if (!room->qt)
                found += {file.path, line, QStringLiteral("%1 has no Qt: %2").arg(room->folder, target)};
        } else if (sqlite.match(target).hasMatch()) {
            if (room->folder != QLatin1String("storage/"))
                found += {file.path, line, QStringLiteral("SQLite only in storage: %1").arg(target)};
        } else if (match.captured(1) == u'"' && !generatedByMoc.match(target).hasMatch()) {
            found += {file.path, line, QStringLiteral("an include of ours runs from the project root: %1").arg(target)};
        }
    }
    return found;
}

QList<Violation> sqlViolations(const SourceFile& file)
{
    // In capitals a word is enough; in small letters it takes a sentence that is SQL and not English.
    static const QRegularExpression capitals(QStringLiteral(
        "\\b(SELECT\\b|INSERT\\s+(OR\\s+\\w+\\s+)?INTO\\b|REPLACE\\s+INTO\\b|UPDATE\\b|DELETE\\s+FROM\\b|PRAGMA\\b"
        "|(CREATE|DROP|ALTER)\\s+(\\w+\\s+)?(TABLE|INDEX|VIEW|TRIGGER)\\b)"));
    static const QRegularExpression anyCase(
        QStringLiteral("\\b(select\\s[^.]*\\sfrom\\s+\\w+\\s+where\\b|select\\s+(\\*|count\\()"
                       "|insert\\s+(or\\s+\\w+\\s+)?into\\s+\\w+\\s*(\\(|values)|update\\s+\\w+\\s+set\\s+\\w+\\s*="
                       "|delete\\s+from\\s+\\w+\\s+where\\b|create\\s+(\\w+\\s+)?table\\s)"),
        QRegularExpression::CaseInsensitiveOption);

    if (file.path.startsWith(QLatin1String("storage/")) || isTest(file.path))
        return {};
    QList<Violation> found;
    for (const auto& literal : taken(file.text).literals) {
        auto match = capitals.match(literal.text);
        if (!match.hasMatch())
            match = anyCase.match(literal.text);
        if (match.hasMatch())
            found += {file.path, literal.line, QStringLiteral("SQL outside storage: %1").arg(match.captured())};
    }
    return found;
}

QList<Violation> domainViolations(const SourceFile& file)
{
    static const QRegularExpression forbidden(
        QStringLiteral("\\b(double|float|system_clock|steady_clock|high_resolution_clock|gettimeofday|clock_gettime"
                       "|random_device|mt19937(_64)?|randombytes\\w*|getrandom)\\b"));

    if (!file.path.startsWith(QLatin1String("domain/")))
        return {};
    QList<Violation> found;
    const QString code = taken(file.text).code;
    for (auto matches = forbidden.globalMatch(code); matches.hasNext();) {
        const auto match = matches.next();
        found += {file.path, lineOf(code, match.capturedStart()),
                  QStringLiteral("the domain has no floating point, clock or randomness: %1").arg(match.captured())};
    }
    return found;
}

QList<Violation> lengthViolations(const SourceFile& file)
{
    if (isTest(file.path))
        return {};
    const auto lines = file.text.count(u'\n');
    if (lines <= maximumLines)
        return {};
    return {{file.path, 0, QStringLiteral("%1 lines, more than %2: two ideas").arg(lines).arg(maximumLines)}};
}

QList<Violation> idleTests(const SourceFile& file)
{
    static const QRegularExpression test(QStringLiteral("^class \\w+ (final )?: public QObject"));
    static const QRegularExpression section(QStringLiteral("^(public|protected|private)( Q_SLOTS| slots)?:"));
    static const QRegularExpression function(QStringLiteral("^    void (\\w+)\\("));
    if (!isTest(file.path))
        return {};
    QList<Violation> found;
    bool inTest = false;
    bool inSlots = false;
    int number = 0;
    const QString code = taken(file.text).code;
    for (const auto& line : code.split(u'\n')) {
        ++number;
        inTest = (inTest || line.contains(test)) && !line.startsWith(QLatin1String("};"));
        if (const auto begins = section.match(line); begins.hasMatch())
            inSlots = begins.hasCaptured(2);
        else if (line.contains(test))
            inSlots = false;
        const auto named = function.match(line);
        if (!inTest || inSlots || !named.hasMatch())
            continue;
        const QRegularExpression name(QStringLiteral("\\b%1\\b").arg(named.captured(1)));
        if (code.count(name) < 2)
            found += {file.path, number, named.captured(1) + QStringLiteral(" is no slot, so nothing runs it")};
    }
    return found;
}

QList<Violation> namesOfNoTest(const SourceFile& document, const QList<SourceFile>& tests)
{
    static const QRegularExpression name(QStringLiteral("\\b(tst_\\w+)::(\\w+)"));
    QList<Violation> found;
    int number = 0;
    for (const auto& line : document.text.split(u'\n')) {
        ++number;
        for (auto each = name.globalMatch(line); each.hasNext();) {
            const auto match = each.next();
            const auto file = QStringLiteral("/%1.cpp").arg(match.captured(1));
            const auto function = QStringLiteral("    void %1()").arg(match.captured(2));
            const bool isThere = std::any_of(tests.begin(), tests.end(), [&](const SourceFile& test) {
                return test.path.endsWith(file) && test.text.contains(function);
            });
            if (!isThere)
                found += {document.path, number, match.captured() + QStringLiteral(" is no test")};
        }
    }
    return found;
}

QList<Violation> topLevelViolations(const QStringList& entries)
{
    static const QStringList allowed{QStringLiteral("CMakeLists.txt"),
                                     QStringLiteral("CMakePresets.json"),
                                     QStringLiteral("LICENSE"),
                                     QStringLiteral("README.md"),
                                     QStringLiteral("app"),
                                     QStringLiteral("domain"),
                                     QStringLiteral("packaging"),
                                     QStringLiteral("resources"),
                                     QStringLiteral("storage"),
                                     QStringLiteral("sync"),
                                     QStringLiteral("tests"),
                                     QStringLiteral("ui")};
    static const QStringList ignored{QStringLiteral("build"), QStringLiteral("compile_commands.json"),
                                     QStringLiteral("__pycache__")};

    QList<Violation> found;
    for (const auto& entry : entries) {
        const bool hidden = entry.startsWith(u'.') || ignored.contains(entry) || entry.endsWith(QLatin1String(".user"));
        if (!hidden && !allowed.contains(entry))
            found += {entry, 0, QStringLiteral("does not belong at the top level")};
    }
    for (const auto& entry : allowed) {
        if (!entries.contains(entry))
            found += {entry, 0, QStringLiteral("missing at the top level")};
    }
    return found;
}

QList<Violation> unlistedFiles(const QStringList& sources, const QList<SourceFile>& cmakeFiles)
{
    static const QRegularExpression comment(QStringLiteral("#[^\\n]*"));
    static const QRegularExpression separator(QStringLiteral("[\\s()\";]+"));
    static const QRegularExpression here(QStringLiteral("^\\$\\{CMAKE_CURRENT_SOURCE_DIR\\}/"));
    static const QRegularExpression top(QStringLiteral("^\\$\\{(PROJECT|CMAKE)_SOURCE_DIR\\}/"));

    QSet<QString> listed;
    for (const auto& cmake : cmakeFiles) {
        const QString folder = cmake.path.left(cmake.path.lastIndexOf(u'/') + 1);
        QString text = cmake.text;
        for (auto word : text.remove(comment).split(separator, Qt::SkipEmptyParts)) {
            if (word.contains(top))
                listed += word.remove(top);
            else
                listed += folder + word.remove(here);
        }
    }

    QList<Violation> found;
    for (const auto& source : sources) {
        const QString withoutSuffix = source.left(source.lastIndexOf(u'.'));
        const bool named = listed.contains(source) || (isTest(source) && listed.contains(withoutSuffix));
        if (!named)
            found += {source, 0, QStringLiteral("is named in no CMakeLists.txt")};
    }
    return found;
}

} // namespace kontor::house
