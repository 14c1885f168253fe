package com.tappostgres.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.tappostgres.testing.PostgresServer;
import com.tappostgres.testing.PostgresVersion;
import com.tappostgres.testing.SchemaCheck;
import com.tappostgres.testing.Tap;
import com.tappostgres.testing.TapRun;
import com.tappostgres.testing.TestDatabase;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever JSON cannot hold is counted value by value, and each column is warned of once. */
final class AlteredValuesIT {
    private static TestDatabase database;

    @BeforeAll
    static void createTables() {
        database = PostgresServer.shared(PostgresVersion.V18).createDatabase();
        database.execute(
                "create type reading as (d date, f float8, ts timestamptz[], ns numeric[])",
                "create domain day as date",
                "create table t (d day, \"The Time\" time, fs float8[], r reading, rs reading[], n numeric, plain date)",
                "insert into t values ('infinity', '24:00', '{NaN,1,Infinity}', NULL, NULL, 'NaN', '2024-01-01')",
                "insert into t values ('0044-03-15 BC', '23:59', '{{NaN},{-Infinity}}',"
                        + " row('infinity', 'NaN', array['-infinity'::timestamptz, 'infinity', now()], array['NaN'::numeric, 1]),"
                        + " array[row('10000-01-01', 1, NULL, NULL)::reading, NULL, row(NULL, 'Infinity', '{infinity}',"
                        + " '{Infinity,-Infinity}')::reading], 1, NULL)",
                "insert into t select 'infinity' from generate_series(1, 1000)",
                "create table by_array (k date[] primary key)",
                "insert into by_array values ('{2024-01-01}'), ('{2024-01-01,infinity}')",
                "create table by_composite (k reading primary key)",
                "insert into by_composite values (row('2024-01-01', 1, NULL, NULL)), (row('2024-01-01', 'NaN', NULL, NULL))",
                "create table by_domain (k day primary key)",
                "insert into by_domain values ('2024-01-01'), ('infinity')",
                "create table by_time (k time primary key)",
                "insert into by_time values ('01:00'), ('24:00')",
                "create table by_pair (a integer, b timestamp, primary key (a, b))",
                "insert into by_pair values (1, '2024-01-01'), (1, '0001-01-01 BC')");
    }

    @AfterAll
    static void drop() {
        database.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"copy", "cursor"})
    void areCountedOneByOne(String method) {
        Tap tap = Tap.of(database).with("read_method", method);
        TapRun run = tap.sync(tap.catalog().fullTable("public-t")).assertSucceeded();

        assertThat(altered(run))
                .containsExactlyInAnyOrder(
                        "1002 values of the column \"d\" were beyond",
                        "1 value of the column \"The Time\" was beyond",
                        "4 values of the column \"fs\" have no",
                        "3 values of the column \"r\" were beyond",
                        "2 values of the column \"r\" have no",
                        "2 values of the column \"rs\" were beyond",
                        "3 values of the column \"rs\" have no",
                        "1 value of the column \"n\" has no");
        SchemaCheck.check(run);
    }

    @ParameterizedTest
    @ValueSource(strings = {"copy", "cursor"})
    void areCountedAsNullsToo(String method) {
        Tap tap = Tap.of(database).with("read_method", method).with("out_of_range", "null");
        TapRun run = tap.sync(tap.catalog().fullTable("public-t")).assertSucceeded();

        assertThat(altered(run))
                .containsExactlyInAnyOrder(
                        "1002 values of the column \"d\" have no",
                        "1 value of the column \"The Time\" has no",
                        "4 values of the column \"fs\" have no",
                        "5 values of the column \"r\" have no",
                        "5 values of the column \"rs\" have no",
                        "1 value of the column \"n\" has no");
        SchemaCheck.check(run);
    }

    /** What each warning counts, without those of arrays of another depth. */
    private static List<String> altered(TapRun run) {
        return run.log("WARN").stream()
                .filter(line -> line.contains(" of the column "))
                .map(line -> line.replaceFirst("WARN public-t: ", "").replaceFirst("(beyond|have no|has no) .*", "$1"))
                .toList();
    }

    @ParameterizedTest
    @CsvSource({"by_array, k", "by_composite, k", "by_domain, k", "by_time, k", "by_pair, b"})
    void failAStreamWhoseKeyHoldsThem(String table, String column) {
        String stream = "public-" + table;
        for (String outOfRange : List.of("clamp", "null")) {
            Tap tap = Tap.of(database).with("out_of_range", outOfRange);
            TapRun run = tap.sync(tap.catalog().fullTable(stream));
            run.assertFailed(5, stream, "key column \"" + column + "\"").assertHint("view-key-properties");
            assertThat(run.records(stream)).hasSize(1);
            assertThat(run.messages("ACTIVATE_VERSION", stream)).hasSize(1);
        }
    }
}
