#include <QTest> // Keep first: moc 6.4 cannot parse libstdc++'s <concepts> when that comes first.

#include "house/house_scan.h"

#include <QDir>
#include <QDirIterator>
#include <QFile>

using namespace kontor::house;

namespace {

const QDir& top()
{
    static const QDir dir(QStringLiteral(KONTOR_SOURCE_DIR));
    return dir;
}

SourceFile read(const QString& path)
{
    QFile file(top().filePath(path));
    return {path, file.open(QIODevice::ReadOnly) ? QString::fromUtf8(file.readAll()) : QString()};
}

/// Files below the folders of the house whose names end in one of `endings`, sorted.
QList<SourceFile> readAll(const QStringList& endings)
{
    QStringList paths;
    for (const auto* folder : {"app", "ui", "domain", "sync", "storage", "tests"}) {
        QDirIterator files(top().filePath(QLatin1String(folder)), endings, QDir::Files, QDirIterator::Subdirectories);
        while (files.hasNext())
            paths += top().relativeFilePath(files.next());
    }
    paths.sort();
    QList<SourceFile> all;
    for (const auto& path : paths)
        all += read(path);
    return all;
}

const QList<SourceFile>& tree()
{
    static const auto files = readAll({QStringLiteral("*.h"), QStringLiteral("*.cpp"), QStringLiteral("*.proto")});
    return files;
}

QString texts(const QList<Violation>& violations)
{
    QStringList lines;
    for (const auto& violation : violations)
        lines += violation.text();
    return lines.join(u'\n');
}

/// Fails with one `path:line: what` for each violation. Each is a message of its own, since Qt Test cuts a long one off.
void expectNone(const QList<Violation>& found)
{
    for (const auto& violation : found)
        qWarning("%s", qPrintable(violation.text()));
    QVERIFY2(found.isEmpty(), qPrintable(QStringLiteral("%1 violations, named above").arg(found.size())));
}

using Rule = QList<Violation> (*)(const SourceFile&);

void expectClean(Rule rule)
{
    QList<Violation> found;
    for (const auto& file : tree())
        found += rule(file);
    expectNone(found);
}

} // namespace

class LayersTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void plantedIncludesAreJudged_data()
    {
        QTest::addColumn<QString>("path");
        QTest::addColumn<QString>("include");
        QTest::addColumn<bool>("allowed");
        const auto row = [](const char* name, const char* path, const char* include, bool allowed) {
            QTest::newRow(name) << QString::fromLatin1(path) << QString::fromLatin1(include) << allowed;
        };
        row("domain sees domain", "domain/orders/sell.cpp", "\"domain/base/money.h\"", true);
        row("domain sees the standard library", "domain/orders/sell.cpp", "<queue>", true);
        row("domain sees storage", "domain/orders/sell.cpp", "\"storage/store.h\"", false);
        row("domain has Qt", "domain/base/money.h", "<QString>", false);
        row("domain has Qt by module", "domain/base/money.h", "<QtCore/QString>", false);
        row("domain has Qt by old header", "domain/base/money.h", "<qglobal.h>", false);
        row("domain has SQLite", "domain/base/money.h", "<sqlite3.h>", false);
        row("storage sees domain", "storage/store.h", "\"domain/base/result.h\"", true);
        row("storage has SQLiteCpp", "storage/projections/stock.cpp", "<SQLiteCpp/Database.h>", true);
        row("storage sees sync", "storage/store.h", "\"sync/protocol/codec.h\"", false);
        row("storage has Qt", "storage/store.h", "<QObject>", false);
        row("the protocol sees storage", "sync/protocol/client_machine.h", "\"storage/store.h\"", true);
        row("the protocol has Qt", "sync/protocol/codec.cpp", "<QByteArray>", false);
        row("the protocol sees the server", "sync/protocol/codec.cpp", "\"sync/server/server.h\"", false);
        row("the sync client has Qt", "sync/client/link.cpp", "<QNetworkReply>", true);
        row("the sync client sees ui", "sync/client/link.cpp", "\"ui/sell/pill.h\"", false);
        row("the sync server has Qt", "sync/server/server.cpp", "<QtNetwork>", false);
        row("the sync server sees the client", "sync/server/server.cpp", "\"sync/client/link.h\"", false);
        row("the sync server has SQLite", "sync/server/log.cpp", "<SQLiteCpp/SQLiteCpp.h>", false);
        row("ui sees storage and has Qt", "ui/sell/sell_page.h", "<QWidget>\n#include \"storage/store.h\"", true);
        row("ui sees sync", "ui/sell/pill.cpp", "\"sync/client/link.h\"", false);
        row("ui sees app", "ui/sell/pill.cpp", "\"app/desktop/main_window.h\"", false);
        row("ui has SQLite", "ui/sell/pill.cpp", "<SQLiteCpp/Statement.h>", false);
        row("ui includes its moc file", "ui/sell/pill.cpp", "\"pill.moc\"", true);
        row("the desktop sees all", "app/desktop/main.cpp", "\"sync/client/link.h\"\n#include \"ui/theme/theme.h\"",
            true);
        row("the server program has Qt", "app/server/main.cpp", "<QCoreApplication>", false);
        row("the server program sees ui", "app/server/main.cpp", "\"ui/theme/theme.h\"", false);
        row("a neighbour by bare name", "domain/base/money.cpp", "\"money.h\"", false);
        row("a test helper from the product", "storage/store.cpp", "\"support/order_builder.h\"", false);
    }
    void plantedIncludesAreJudged()
    {
        QFETCH(QString, path);
        QFETCH(QString, include);
        QFETCH(bool, allowed);
        const auto found = includeViolations({path, QStringLiteral("#pragma once\n\n#  include %1\n").arg(include)});
        QCOMPARE(found.size(), allowed ? 0 : 1);
        if (!allowed)
            QVERIFY2(found.first().text().startsWith(path + QLatin1String(":3: ")), qPrintable(texts(found)));
    }

    void plantedSqlIsFoundInLiteralsOnly_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<bool>("allowed");
        const auto row = [](const char* name, const char* text, bool allowed) {
            QTest::newRow(name) << QString::fromLatin1(text) << allowed;
        };
        row("select", "auto s = \"SELECT id FROM product\";", false);
        row("select in a raw string", "auto s = R\"sql(\n  SELECT id)sql\";", false);
        row("insert", "q(\"INSERT INTO a VALUES (1)\");", false);
        row("insert or ignore", "q(\"INSERT OR IGNORE INTO a VALUES (1)\");", false);
        row("update", "q(\"UPDATE a SET b = 1\");", false);
        row("delete", "q(\"DELETE FROM a\");", false);
        row("create", "q(\"CREATE TABLE a(b)\");", false);
        row("create virtual", "q(\"CREATE VIRTUAL TABLE a USING fts5(b)\");", false);
        row("small letters", "q(\"select * from product\");", false);
        row("small letters with a condition", "q(\"select id from product where id = ?\");", false);
        row("after an escaped quotation mark", "q(\"\\\"\", \"SELECT 1\");", false);
        row("english", "tr(\"Select a product from the list\");", true);
        row("english with from", "tr(\"Delete from the basket\");", true);
        row("english in capitals of its own", "tr(\"Updated\");", true);
        row("line comment", "int a; // \"SELECT id FROM product\"", true);
        row("block comment", "/* \"DELETE FROM a\" */ int a;", true);
        row("names in code", "int SELECT = 1'000; char c = '\"'; int UPDATE = 2'000;", true);
    }
    void plantedSqlIsFoundInLiteralsOnly()
    {
        QFETCH(QString, text);
        QFETCH(bool, allowed);
        const QString planted = u'\n' + text;
        for (const auto* path : {"ui/a.cpp", "app/ctl/a.cpp", "domain/a.cpp", "sync/server/a.cpp"})
            QCOMPARE(sqlViolations({QLatin1String(path), planted}).isEmpty(), allowed);
        QVERIFY(sqlViolations({QStringLiteral("storage/a.cpp"), planted}).isEmpty());
        QVERIFY(sqlViolations({QStringLiteral("tests/bench/a.cpp"), planted}).isEmpty());
        if (!allowed)
            QCOMPARE(sqlViolations({QStringLiteral("ui/a.cpp"), planted}).first().line, 2);
    }

    void plantedFloatingPointClocksAndChanceAreFoundInTheDomain_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<bool>("allowed");
        const auto row = [](const char* name, const char* text, bool allowed) {
            QTest::newRow(name) << QString::fromLatin1(text) << allowed;
        };
        row("double", "double price = 0;", false);
        row("float", "std::vector<float> prices;", false);
        row("proto", "message A { optional double price = 1; }", false);
        row("clock", "auto now = std::chrono::system_clock::now();", false);
        row("chance", "std::random_device chance;", false);
        row("line comment", "// No double here.", true);
        row("block comment", "/* a float,\n a double */", true);
        row("literal", "auto s = \"double\";", true);
        row("part of a name", "bool doubled = isFloat(a_double_b);", true);
        row("digits with separators", "long n = 1'000'000; // double", true);
    }
    void plantedFloatingPointClocksAndChanceAreFoundInTheDomain()
    {
        QFETCH(QString, text);
        QFETCH(bool, allowed);
        const auto found = domainViolations({QStringLiteral("domain/a.h"), QStringLiteral("/* one\ntwo */\n") + text});
        QCOMPARE(found.isEmpty(), allowed);
        if (!allowed)
            QCOMPARE(found.first().line, 3);
        QVERIFY(domainViolations({QStringLiteral("ui/a.h"), text}).isEmpty());
    }

    void aLongFileIsFoundOutsideTests()
    {
        QVERIFY(lengthViolations({QStringLiteral("ui/a.cpp"), QString(600, u'\n')}).isEmpty());
        QCOMPARE(lengthViolations({QStringLiteral("ui/a.cpp"), QString(601, u'\n')}).size(), 1);
        QVERIFY(lengthViolations({QStringLiteral("tests/a.cpp"), QString(601, u'\n')}).isEmpty());
    }

    void aTestThatIsNoSlotIsFound()
    {
        const auto found = [](const char* behind) {
            return texts(idleTests({QStringLiteral("tests/tst_a.cpp"),
                                    QStringLiteral("class ATest : public QObject\n{\n    Q_OBJECT\nprivate Q_SLOTS:\n"
                                                   "    void one()\n    {}\n%1};\n")
                                        .arg(QLatin1String(behind))}));
        };
        QCOMPARE(found("    void two()\n    {}\n"), QString());
        QCOMPARE(found("private:\n    int m_a = 0;\n    void two()\n    {}\n"),
                 QStringLiteral("tests/tst_a.cpp:9: two is no slot, so nothing runs it"));
        QCOMPARE(found("    void two() { helps(); }\nprivate:\n    void helps()\n    {}\n"), QString());
    }

    void aNameOfNoTestIsFound()
    {
        const QList<SourceFile> tests{
            {QStringLiteral("tests/domain/tst_a.cpp"), QStringLiteral("    void one()\n    {}\n")}};
        const auto found = [&](const char* text) {
            return texts(namesOfNoTest({QStringLiteral("tests/A.md"), QLatin1String(text)}, tests));
        };
        QCOMPARE(found("heads\n`tst_a::one`"), QString());
        QCOMPARE(found("heads\n`tst_a::one`, `tst_a::two`"), QStringLiteral("tests/A.md:2: tst_a::two is no test"));
        QCOMPARE(found("`tst_b::one`"), QStringLiteral("tests/A.md:1: tst_b::one is no test"));
    }

    void aStrangerAndAGapAtTheTopLevelAreFound()
    {
        const QStringList right{QStringLiteral("CMakeLists.txt"),
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
        QVERIFY(topLevelViolations(right).isEmpty());
        QVERIFY(topLevelViolations(right + QStringList{QStringLiteral(".ci"), QStringLiteral("build")}).isEmpty());
        QCOMPARE(texts(topLevelViolations(right + QStringList{QStringLiteral("common")})),
                 QStringLiteral("common: does not belong at the top level"));
        QCOMPARE(texts(topLevelViolations(right.mid(1))), QStringLiteral("CMakeLists.txt: missing at the top level"));
    }

    void aFileThatNothingBuildsIsFound()
    {
        const QList<SourceFile> cmake{
            {QStringLiteral("domain/CMakeLists.txt"),
             QStringLiteral("add_library(kontor_domain STATIC base/money.h # base/lost.h\n"
                            " ${CMAKE_CURRENT_SOURCE_DIR}/base/money.cpp ${PROJECT_SOURCE_DIR}/ui/far.cpp)")},
            {QStringLiteral("tests/domain/CMakeLists.txt"), QStringLiteral("kontor_add_test(tst_money LABEL domain)")}};
        const QStringList built{QStringLiteral("domain/base/money.h"), QStringLiteral("domain/base/money.cpp"),
                                QStringLiteral("ui/far.cpp"), QStringLiteral("tests/domain/tst_money.cpp")};
        QVERIFY(unlistedFiles(built, cmake).isEmpty());
        for (const auto* lost :
             {"domain/base/lost.h", "domain/money.h", "storage/base/money.h", "tests/domain/tst_b.cpp"})
            QCOMPARE(unlistedFiles({QLatin1String(lost)}, cmake).size(), 1);
    }

    void theTreeIsThere() { QVERIFY2(tree().size() > 50, KONTOR_SOURCE_DIR); }

    void includesPointDown() { expectClean(includeViolations); }
    void sqlIsInStorageOnly() { expectClean(sqlViolations); }
    void theDomainIsExactAndPure() { expectClean(domainViolations); }
    void filesAreShort() { expectClean(lengthViolations); }
    void everyTestIsRun() { expectClean(idleTests); }
    void everyTestThatIsNamedIsThere()
    {
        for (const auto& document : readAll({QStringLiteral("COMPLAINTS.md")}))
            expectNone(namesOfNoTest(document, tree()));
    }

    void theTopLevelIsTheOnePlanned()
    {
        expectNone(topLevelViolations(top().entryList(QDir::AllEntries | QDir::Hidden | QDir::NoDotAndDotDot)));
    }

    void everySourceFileIsBuilt()
    {
        QStringList sources;
        for (const auto& file : tree()) {
            // Helpers of tests are often headers only; what must not be lost there is an executable.
            const bool helper =
                file.path.startsWith(QLatin1String("tests/")) && !file.path.endsWith(QLatin1String(".cpp"));
            if (!helper)
                sources += file.path;
        }
        expectNone(unlistedFiles(sources, readAll({QStringLiteral("CMakeLists.txt")})));
    }
};

QTEST_GUILESS_MAIN(LayersTest)
#include "tst_layers.moc"
