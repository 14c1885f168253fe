package com.tappostgres.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.tappostgres.testing.PostgresServer;
import com.tappostgres.testing.PostgresVersion;
import com.tappostgres.testing.SchemaCheck;
import com.tappostgres.testing.Tap;
import com.tappostgres.testing.TapRun;
import com.tappostgres.testing.TestCatalog;
import com.tappostgres.testing.TestDatabase;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class TypeOptionsIT {
    private static final String ODD = "public-odd";

    private static TestDatabase database;
    private static TestCatalog catalog;

    @BeforeAll
    static void createTables() {
        database = PostgresServer.shared(PostgresVersion.V18).createDatabase();
        database.execute(
                "create table odd (d date, ts timestamp, tz timestamptz, t time, ds date[])",
                "insert into odd values ('infinity', '0044-03-15 12:00 BC', '10000-01-01', '24:00', '{-infinity,NULL}')",
                "create table numbers (id numeric primary key, f float8)",
                "insert into numbers values (1.50, 0.5), ('NaN', 1)",
                "create table floats (id float8 primary key)",
                "insert into floats values (1), ('Infinity')",
                "create table days (day date primary key)",
                "insert into days values ('2024-01-01'), ('infinity')",
                "create table doc (j json, b jsonb, js json[])",
                "insert into doc values (E'{\\n\"a\": \"x\"}', '[1]', array['{}'::json, 'null'])",
                "create table depths (n integer, a integer[], b text[][])",
                "insert into depths values (1, '{1}', '{{a}}'), (2, '{{1,2},{3,4}}', '{{b}}'), (3, '{{5}}', '{c}'),"
                        + " (4, '{}', '{}'), (5, '{{{6}}}', NULL)");
        catalog = Tap.of(database).catalog();
    }

    @AfterAll
    static void dropTables() {
        database.close();
    }

    private static TapRun read(Tap tap, String stream) {
        return tap.sync(catalog.copy().fullTable(stream));
    }

    @Test
    void movesOddDatesToTheNearestOne() {
        TapRun run = read(Tap.of(database), ODD).assertSucceeded();

        assertThat(run.records(ODD)).singleElement().hasToString("""
                {"d":"9999-12-31","ts":"0001-01-01T00:00:00+00:00","tz":"9999-12-31T23:59:59.999999+00:00",\
                "t":"23:59:59.999999","ds":["0001-01-01",null]}""");
        assertThat(run.log("WARN"))
                .hasSize(5)
                .allMatch(line -> line.contains("moved to the nearest one") && line.contains("out_of_range"));
        SchemaCheck.check(run);
    }

    @Test
    void makesOddDatesNull() {
        Tap tap = Tap.of(database).with("out_of_range", "null");
        database.execute("create table required (d date not null)", "insert into required values ('infinity')");
        TestCatalog wider = tap.catalog().fullTable(ODD, "public-required");

        TapRun run = tap.sync(wider).assertSucceeded();

        assertThat(run.records(ODD)).singleElement().hasToString("""
                {"d":null,"ts":null,"tz":null,"t":null,"ds":[null,null]}""");
        assertThat(run.records("public-required")).singleElement().hasToString("{\"d\":null}");
        SchemaCheck.check(run);
        database.execute("drop table required");
    }

    @Test
    void keepsTheTextOfOddDates() {
        TapRun run = read(Tap.of(database).with("out_of_range", "text"), ODD).assertSucceeded();

        assertThat(run.records(ODD)).singleElement().hasToString("""
                {"d":"infinity","ts":"0044-03-15 12:00:00 BC","tz":"10000-01-01 00:00:00+00","t":"24:00:00",\
                "ds":["-infinity",null]}""");
        assertThat(run.schema(ODD).toString()).doesNotContain("format");
        SchemaCheck.check(run);
    }

    @Test
    void refusesOddDates() {
        TapRun run = read(Tap.of(database).with("out_of_range", "error"), ODD);

        run.assertFailed(5, "public-odd", "column \"d\"", "\"out_of_range\" is \"error\"")
                .assertHint("clamp");
        assertThat(run.order(ODD)).isEqualTo("SCHEMA ACTIVATE_VERSION STATE");
    }

    @ParameterizedTest
    @CsvSource({
        "public-numbers, copy, NaN or Infinity",
        "public-numbers, cursor, NaN or Infinity",
        "public-floats, copy, NaN or Infinity",
        "public-days, copy, infinite"
    })
    void refusesToAlterAKey(String stream, String method, String what) {
        TapRun run = read(Tap.of(database).with("read_method", method), stream);

        run.assertFailed(5, stream, "key column", what).assertHint("view-key-properties");
        assertThat(run.messages("ACTIVATE_VERSION")).hasSize(1);
        assertThat(run.records(stream)).hasSize(1);
        assertThat(run.bookmark(catalog.id(stream)).isEmpty()).isTrue();
    }

    @Test
    void printsDecimalsAsStrings() {
        Tap tap = Tap.of(database).with("decimals", "string");
        TapRun run = tap.sync(tap.catalog().fullTable("public-numbers")).assertSucceeded();

        assertThat(run.records("public-numbers"))
                .hasToString("[{\"id\":\"1.50\",\"f\":0.5}, {\"id\":\"NaN\",\"f\":1}]");
        assertThat(run.schema("public-numbers").at("/schema/properties/id")).hasToString("{\"type\":\"string\"}");
        SchemaCheck.check(run);
    }

    @ParameterizedTest
    @ValueSource(strings = {"copy", "cursor"})
    void printsJsonAsStrings(String method) {
        Tap tap = Tap.of(database).with("json", "string").with("read_method", method);
        TapRun run = tap.sync(tap.catalog().fullTable("public-doc")).assertSucceeded();

        assertThat(run.records("public-doc")).singleElement().hasToString("""
                {"j":"{\\n\\"a\\": \\"x\\"}","b":"[1]","js":["{}","null"]}""");
        SchemaCheck.check(run);
    }

    @ParameterizedTest
    @ValueSource(strings = {"copy", "cursor"})
    void sendsANewSchemaBeforeAnArrayOfAnotherDepth(String method) {
        String stream = "public-depths";
        TapRun run = read(Tap.of(database).with("read_method", method).with("itersize", 2), stream);

        assertThat(run.values(stream, "a")).containsExactly("[1]", "[[1,2],[3,4]]", "[[5]]", "[]", "[[[6]]]");
        assertThat(run.values(stream, "b")).containsExactly("[[\"a\"]]", "[[\"b\"]]", "[\"c\"]", "[]", "null");
        List<String> types = run.messages().stream()
                .map(message -> message.path("type").asText())
                .toList();
        assertThat(types)
                .containsExactly(
                        "SCHEMA",
                        "ACTIVATE_VERSION",
                        "RECORD",
                        "SCHEMA",
                        "RECORD",
                        "SCHEMA",
                        "RECORD",
                        "RECORD",
                        "SCHEMA",
                        "RECORD",
                        "ACTIVATE_VERSION",
                        "STATE");
        assertThat(run.log("WARN")).hasSize(2).allMatch(line -> line.contains("another depth"));
        SchemaCheck.check(run);
    }
}
