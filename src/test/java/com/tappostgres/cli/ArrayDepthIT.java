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
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** PostgreSQL does not hold arrays to their declared depth: a SCHEMA that covers a value must stand before it. */
final class ArrayDepthIT {
    private static TestDatabase database;

    @BeforeAll
    static void createTypes() {
        database = PostgresServer.shared(PostgresVersion.V18).createDatabase();
        database.execute(
                "create type tagged as (n integer, tags text[])",
                "create domain words as text[]",
                "create domain grid as integer[][]",
                "create domain doc as json");
    }

    @AfterAll
    static void drop() {
        database.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"copy", "cursor"})
    void withinCompositesAndTheirArrays(String method) {
        fill("tagged, vs tagged[]", "(1,{a})", "(2,\"{{a},{b}}\")", "(3,{})", "(4,)", "(5,{c})", "(6,\"{{{d}}}\")");
        TapRun run = read(method);
        assertThat(run.values("public-t", "v"))
                .containsExactly(
                        "{\"n\":1,\"tags\":[\"a\"]}",
                        "{\"n\":2,\"tags\":[[\"a\"],[\"b\"]]}",
                        "{\"n\":3,\"tags\":[]}",
                        "{\"n\":4,\"tags\":null}",
                        "{\"n\":5,\"tags\":[\"c\"]}",
                        "{\"n\":6,\"tags\":[[[\"d\"]]]}");
        assertSchemasBeforeRecords(run, 1, 2, 6);
    }

    @Test
    void ofArraysOfADomainOverArrays() {
        fill(
                "words[]",
                "{\"{a}\"}",
                "{{\"{b}\"},{\"{c}\"}}",
                "{\"{{d},{e}}\"}",
                "{}",
                "{{\"{{f}}\",NULL}}",
                "{{{\"{}\"}}}",
                "{NULL}");
        TapRun run = read("copy");
        assertThat(run.values("public-t", "v"))
                .containsExactly(
                        "[[\"a\"]]",
                        "[[[\"b\"]],[[\"c\"]]]",
                        "[[[\"d\"],[\"e\"]]]",
                        "[]",
                        "[[[[\"f\"]],null]]",
                        "[[[[]]]]",
                        "[null]");
        assertSchemasBeforeRecords(run, 1, 2, 3, 6);
    }

    @Test
    void shallowerThanADomainDeclares() {
        fill("grid", "{{1}}", "{2}", "{}", "{{{3}}}", "{4,NULL}");
        TapRun run = read("cursor");
        assertThat(run.values("public-t", "v")).containsExactly("[[1]]", "[2]", "[]", "[[[3]]]", "[4,null]");
        assertSchemasBeforeRecords(run, 1, 2, 4);
    }

    @Test
    void ofDocumentsThatMayBeArraysThemselves() {
        fill("doc[]", "{1}", "{{\"[2]\",NULL}}", "{\"{\\\"a\\\":[]}\"}", "{{{\"[[3]]\"}}}");
        TapRun run = read("copy");
        assertThat(run.values("public-t", "v")).containsExactly("[1]", "[[[2],null]]", "[{\"a\":[]}]", "[[[[[3]]]]]");
        assertSchemasBeforeRecords(run, 1, 2, 4);
    }

    @Test
    void ofObjectsAndBoundedValues() {
        fill("tagged[]", "{{\"(1,\\\"{{x}}\\\")\"}}", "{\"(2,{y})\",NULL}");
        assertSchemasBeforeRecords(read("copy"), 1, 1);
        fill("varchar(3)[][]", "{abc}", "{{{de}}}");
        assertSchemasBeforeRecords(read("copy"), 1, 1, 2);
        fill("date[]", "{{2024-01-31,NULL}}");
        assertSchemasBeforeRecords(read("copy"), 1, 1);
    }

    /** A table of one column, or more, of which only the first is filled. */
    private static void fill(String type, String... values) {
        database.execute("drop table if exists t", "create table t (v " + type + ")");
        for (String value : values) {
            database.execute("insert into t values ('" + value + "')");
        }
    }

    private static TapRun read(String method) {
        TestCatalog catalog = Tap.of(database).catalog().selectAll();
        TapRun run = Tap.of(database)
                .with("read_method", method)
                .with("itersize", 2)
                .sync(catalog)
                .assertSucceeded();
        SchemaCheck.check(run);
        return run;
    }

    /** A SCHEMA before each of the records of these numbers, and one warning that names the column. */
    private static void assertSchemasBeforeRecords(TapRun run, Integer... records) {
        int record = 1;
        List<Integer> found = new ArrayList<>();
        for (JsonNode message : run.messages()) {
            switch (message.path("type").asText()) {
                case "SCHEMA" -> found.add(record);
                case "RECORD" -> record++;
                default -> {}
            }
        }
        assertThat(found).containsExactly(records);
        assertThat(run.log("WARN")).singleElement().asString().contains("column \"v\"", "another depth");
    }
}
