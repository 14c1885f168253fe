package com.tappostgres.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.tappostgres.testing.PostgresServer;
import com.tappostgres.testing.PostgresVersion;
import com.tappostgres.testing.SchemaCheck;
import com.tappostgres.testing.Tap;
import com.tappostgres.testing.TapRun;
import com.tappostgres.testing.TestCatalog;
import com.tappostgres.testing.TestDatabase;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Databases of other encodings than UTF-8. */
final class OddDatabasesIT {
    /** The letters "caf" and a byte that is no UTF-8, as SQL. */
    private static final String BROKEN = "convert_from('\\x636166e9', 'SQL_ASCII')";

    private static TestDatabase create(PostgresVersion version, String encoding) {
        String name = "odd_" + encoding.toLowerCase(Locale.ROOT) + "_"
                + ProcessHandle.current().pid();
        return PostgresServer.shared(version)
                .createDatabase(name, "encoding '" + encoding + "' lc_collate 'C' lc_ctype 'C'");
    }

    /** What both ways of reading print, which must be the same. */
    private static TapRun read(Tap tap, TestCatalog catalog) {
        TapRun copy = tap.sync(catalog).assertSucceeded();
        Tap cursor = tap.with("read_method", "cursor").with("itersize", 2);
        assertThat(cursor.sync(catalog).assertSucceeded().normalised()).isEqualTo(copy.normalised());
        SchemaCheck.check(copy);
        return copy;
    }

    @ParameterizedTest
    @EnumSource(names = {"V9_3", "V12", "V18"})
    void repairsWhatIsNoUtf8(PostgresVersion version) {
        try (TestDatabase database = create(version, "SQL_ASCII")) {
            database.execute(
                    "create type pair as (a integer, b text)",
                    "create table t (id integer, t text, j json, a text[], c pair, ps pair[], b bytea)",
                    "insert into t select 1, v, ('{\"' || v || '\":\"x\"}')::json, array[v, NULL, v || ',\"'],"
                            + " row(1, v || ')')::pair, array[row(2, v)::pair], '\\xe9' from (select " + BROKEN
                            + ") as s(v)",
                    "insert into t values (2, 'café', '{\"é\":1}', '{é}', '(2,é)', NULL, NULL)",
                    "insert into t (id, t) values (3, " + BROKEN + ")");
            TestCatalog catalog = Tap.of(database).catalog().selectAll();

            TapRun run = read(Tap.of(database), catalog);

            assertThat(run.records("public-t")).extracting(JsonNode::toString).containsExactly("""
                            {"id":1,"t":"caf\ufffd","j":{"caf\ufffd":"x"},"a":["caf\ufffd",null,"caf\ufffd,\\""],\
                            "c":{"a":1,"b":"caf\ufffd)"},"ps":[{"a":2,"b":"caf\ufffd"}],"b":"6Q=="}""", """
                            {"id":2,"t":"café","j":{"é":1},"a":["é"],"c":{"a":2,"b":"é"},"ps":null,"b":null}""", """
                            {"id":3,"t":"caf\ufffd","j":null,"a":null,"c":null,"ps":null,"b":null}""");
            assertThat(run.log("WARN"))
                    .hasSize(5)
                    .anyMatch(line -> line.contains("2 values of the column \"a\""))
                    .allMatch(line -> line.contains("SQL_ASCII") && line.contains("U+FFFD"))
                    .anyMatch(line -> line.contains("2 values of the column \"t\""))
                    .anyMatch(line -> line.contains("1 value of the column \"j\""))
                    .anyMatch(line -> line.contains("1 value of the column \"ps\""));
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"V9_3", "V12", "V18"})
    void readsNamesWithLettersBeyondAscii(PostgresVersion version) {
        try (TestDatabase database = create(version, "SQL_ASCII")) {
            database.execute(
                    "create schema \"größe\"",
                    "create type \"größe\".\"maß\" as enum ('fünf')",
                    "create table \"größe\".\"tür\" (\"schlüssel\" integer, \"maß\" \"größe\".\"maß\", \"ключ\" text)",
                    "insert into \"größe\".\"tür\" values (1, 'fünf', 'z')");
            TestCatalog catalog = Tap.of(database).catalog();
            String stream = "größe-tür";

            TapRun whole = read(Tap.of(database), catalog.copy().fullTable(stream));
            assertThat(whole.records(stream))
                    .singleElement()
                    .hasToString("{\"schlüssel\":1,\"maß\":\"fünf\",\"ключ\":\"z\"}");

            TestCatalog chosen = catalog.copy().incremental(stream, "ключ").selectColumn(stream, "schlüssel", false);
            TapRun first = read(Tap.of(database), chosen);
            assertThat(first.bookmark(chosen.id(stream))
                            .path("replication_key_value")
                            .asText())
                    .isEqualTo("z");
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"V9_3", "V18"})
    void refusesToRepairAKey(PostgresVersion version) {
        try (TestDatabase database = create(version, "SQL_ASCII")) {
            database.execute(
                    "create table t (id text primary key)", "insert into t values ('a'), (" + BROKEN + "), ('b')");
            TestCatalog catalog = Tap.of(database).catalog().selectAll();
            for (String method : List.of("copy", "cursor")) {
                TapRun run = Tap.of(database).with("read_method", method).sync(catalog);
                run.assertFailed(5, "public-t", "key column \"id\"", "no UTF-8").assertHint("view-key-properties");
                assertThat(run.records("public-t")).hasSize(1);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"V9_3", "V18"})
    void losesNoRowBehindAReplicationKeyThatIsNoUtf8(PostgresVersion version) {
        try (TestDatabase database = create(version, "SQL_ASCII")) {
            database.execute(
                    "create table t (n integer, k text)",
                    "insert into t values (1, 'é'), (2, 'a'), (3, " + BROKEN
                            + "), (4, convert_from('\\xe961', 'SQL_ASCII'))");
            TestCatalog catalog = Tap.of(database).catalog().incremental("public-t", "k");
            TapRun first = read(Tap.of(database), catalog);
            assertThat(first.values("public-t", "n")).containsExactly("2", "3", "1", "4");
            assertThat(first.bookmark(catalog.id("public-t"))
                            .path("replication_key_value")
                            .asText())
                    .isEqualTo("é");

            // Above the broken key of row 4, below the replacement character that was printed for it.
            database.execute("insert into t values (5, convert_from('\\xe962', 'SQL_ASCII')), (6, 'ü')");
            for (String method : List.of("copy", "cursor")) {
                TapRun second = Tap.of(database)
                        .with("read_method", method)
                        .sync(catalog, first.state())
                        .assertSucceeded();
                assertThat(second.values("public-t", "n")).containsExactly("1", "6", "4", "5");
                assertThat(second.log("WARN")).anyMatch(line -> line.contains("2 values of the column \"k\""));
                assertThat(second.bookmark(catalog.id("public-t"))
                                .path("replication_key_value")
                                .asText())
                        .isEqualTo("ü");
            }
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"V9_3", "V12", "V18"})
    void readsTheSingleByteTypeInEveryEncoding(PostgresVersion version) {
        for (String encoding : List.of("UTF8", "LATIN1", "WIN1252", "SQL_ASCII")) {
            try (TestDatabase database = create(version, encoding)) {
                // Only a cast from integer makes any byte whatever the encoding.
                database.execute(
                        "create type single as (a \"char\", b integer)",
                        "create table t (c \"char\", cs \"char\"[], s single)",
                        "insert into t select v, array[v, 'x', NULL], row(v, 1)::single from"
                                + " (values (cast(-23 as \"char\")), (cast(-128 as \"char\")), ('y')) as s(v)");
                TapRun run = read(Tap.of(database), Tap.of(database).catalog().selectAll());
                assertThat(run.records("public-t"))
                        .as(encoding)
                        .extracting(JsonNode::toString)
                        .containsExactly(
                                "{\"c\":\"\\\\351\",\"cs\":[\"\\\\351\",\"x\",null],\"s\":{\"a\":\"\\\\351\",\"b\":1}}",
                                "{\"c\":\"\\\\200\",\"cs\":[\"\\\\200\",\"x\",null],\"s\":{\"a\":\"\\\\200\",\"b\":1}}",
                                "{\"c\":\"y\",\"cs\":[\"y\",\"x\",null],\"s\":{\"a\":\"y\",\"b\":1}}");
                assertThat(run.log("WARN")).isEmpty();
            }
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"V9_3", "V12", "V18"})
    void readsLatin1(PostgresVersion version) {
        try (TestDatabase database = create(version, "LATIN1")) {
            database.execute(
                    "create type mood as enum ('fröhlich')",
                    "create type paar as (\"größe\" integer, b text)",
                    "create table \"tür\" (id integer, \"maß\" text, v varchar(4), m mood, j json, a text[], p paar)",
                    "insert into \"tür\" values (1, 'é\u00a0ÿ', 'äöüß', 'fröhlich', '{\"é\":\"ü\"}', '{é,\"ü,\"}', '(1,é)')");
            TestCatalog catalog = Tap.of(database).catalog();
            String stream = "public-tür";
            TapRun run = read(Tap.of(database), catalog.copy().fullTable(stream));
            assertThat(run.records(stream)).singleElement().hasToString("""
                    {"id":1,"maß":"é\u00a0ÿ","v":"äöüß","m":"fröhlich","j":{"é":"ü"},"a":["é","ü,"],\
                    "p":{"größe":1,"b":"é"}}""");
            assertThat(run.log("WARN")).isEmpty();

            TestCatalog byText = catalog.copy().incremental(stream, "maß");
            TapRun first = read(Tap.of(database), byText);
            TapRun second = Tap.of(database).sync(byText, first.state()).assertSucceeded();
            assertThat(second.records(stream)).isEqualTo(first.records(stream));
        }
    }
}
