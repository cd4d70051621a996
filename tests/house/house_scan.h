// tests/house/house_scan.h
#pragma once

#include <QList>
#include <QString>
#include <QStringList>

/// The rules of the house that a compiler does not see, as functions over text, so that they can be tried on planted
/// violations as well as on the tree. Paths are relative to the project root, with slashes.
namespace kontor::house {

struct SourceFile {
    QString path;
    QString text;
};

struct Violation {
    QString path;
    int line = 0; ///< From 1; 0 when the whole file or entry is meant.
    QString what;

    [[nodiscard]] QString text() const; ///< `path:line: what`, as compilers write it.
};

struct Literal {
    int line = 0;
    QString text;
};

/// C++ or proto text taken apart. `code` has as many lines as the text; comments are blank in it and string and
/// character literals are empty.
struct Parted {
    QString code;
    QList<Literal> literals;
};

[[nodiscard]] Parted taken(const QString& text);

/// Arrows: app -> ui, sync -> storage -> domain; which rooms have no Qt; SQLite's own headers only in storage;
/// every quoted include runs from the project root.
[[nodiscard]] QList<Violation> includeViolations(const SourceFile& file);

/// SQL text in a string literal outside storage. Tests are free.
[[nodiscard]] QList<Violation> sqlViolations(const SourceFile& file);

/// Floating point, clocks and randomness in the domain.
[[nodiscard]] QList<Violation> domainViolations(const SourceFile& file);

/// More than 600 lines outside tests.
[[nodiscard]] QList<Violation> lengthViolations(const SourceFile& file);

/// Functions of a test that stand behind `private:` and that nothing calls: Qt Test runs slots only, and says nothing of the others.
[[nodiscard]] QList<Violation> idleTests(const SourceFile& file);

/// Tests that a document names (`tst_refund::anyPartsOfALineAddUpToIt`) and that are not in `tests`.
[[nodiscard]] QList<Violation> namesOfNoTest(const SourceFile& document, const QList<SourceFile>& tests);

/// What is at the top level beside the allowed entries, and which of those is absent. Dot files, the build folder and
/// what .gitignore names there do not count.
[[nodiscard]] QList<Violation> topLevelViolations(const QStringList& entries);

/// Source files that no CMakeLists.txt of their folder or one above names, so that nothing builds them. For tests the
/// name of the executable stands for its file.
[[nodiscard]] QList<Violation> unlistedFiles(const QStringList& sources, const QList<SourceFile>& cmakeFiles);

} // namespace kontor::house
