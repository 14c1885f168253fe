package com.tappostgres.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.tappostgres.json.Json;
import com.tappostgres.testing.PostgresServer;
import com.tappostgres.testing.PostgresVersion;
import com.tappostgres.testing.Tap;
import com.tappostgres.testing.TapRun;
import com.tappostgres.testing.TestDatabase;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Config, catalog and state files as the users of other PostgreSQL taps have them: syncs go on from there. */
final class PeerFilesIT {
    @TempDir
    private Path folder;

    private TestDatabase database;

    @BeforeEach
    void create() {
        database = PostgresServer.shared(PostgresVersion.V18).createDatabase();
        database.execute(
                "create table orders (id integer primary key, total numeric, updated_at timestamptz not null)",
                "insert into orders select i, i, '2025-01-01'::timestamptz + i * interval '1 day'"
                        + " from generate_series(1, 10) i",
                "create table users (id integer primary key, email text)",
                "insert into users values (1, 'a@b'), (2, 'c@d')");
    }

    @AfterEach
    void drop() {
        database.close();
    }

    private String config(String more) throws Exception {
        ObjectNode config = (ObjectNode) Json.parse("{" + more + "}");
        config.put("host", database.host())
                .put("port", Integer.toString(database.port()))
                .put("user", database.user())
                .put("password", database.password());
        return Tap.write(folder, "config.json", config);
    }

    private TapRun sync(String config, String catalog, String state) throws Exception {
        return Tap.run(
                        "--config",
                        config,
                        "--properties",
                        Tap.write(folder, "catalog.json", Json.parse(catalog)),
                        "--state",
                        Tap.write(folder, "state.json", Json.parse(state)))
                .assertSucceeded();
    }

    private static String property(String name, String inclusion, String type) {
        return "{\"breadcrumb\": [\"properties\", \"" + name + "\"], \"metadata\": {\"inclusion\": \"" + inclusion
                + "\", \"sql-datatype\": \"" + type + "\", \"selected-by-default\": true}}";
    }

    private static final String COLUMNS = property("id", "automatic", "integer") + ", "
            + property("total", "available", "numeric") + ", "
            + property("updated_at", "available", "timestamp with time zone");

    private static final String SCHEMA =
            "\"schema\": {\"type\": \"object\", \"properties\": {\"id\": {\"type\": [\"integer\"]},"
                    + " \"total\": {\"type\": [\"null\", \"number\"]}, \"updated_at\": {\"type\": [\"null\", \"string\"]}}}";

    /** singer-io: database in the id, strings for booleans and ports, INCREMENTAL with a version. */
    @Test
    void thoseOfSingerIo() throws Exception {
        String id = database.name() + "-public-orders";
        TapRun run = sync(
                config("\"dbname\": \"" + database.name() + "\", \"ssl\": \"false\", \"filter_dbs\": \""
                        + database.name()
                        + "\", \"include_schemas_in_destination_stream_name\": \"false\", \"itersize\": \"20000\""),
                "{\"streams\": [{\"tap_stream_id\": \"" + id
                        + "\", \"stream\": \"orders\", \"table_name\": \"orders\", " + SCHEMA
                        + ", \"metadata\": [{\"breadcrumb\": [], \"metadata\": {\"selected\": \"true\","
                        + " \"table-key-properties\": [\"id\"], \"database-name\": \"" + database.name()
                        + "\", \"schema-name\": \"public\", \"is-view\": false, \"row-count\": 10,"
                        + " \"replication-method\": \"INCREMENTAL\", \"replication-key\": \"updated_at\"}}, " + COLUMNS
                        + "]}]}",
                "{\"currently_syncing\": null, \"bookmarks\": {\"" + id
                        + "\": {\"last_replication_method\": \"INCREMENTAL\", \"replication_key\": \"updated_at\","
                        + " \"version\": 1521138521000, \"replication_key_value\": \"2025-01-09T00:00:00+00:00\"}}}");
        assertThat(run.values("orders", "id")).containsExactly("8", "9", "10");
        assertThat(run.messages("ACTIVATE_VERSION")).isEmpty();
        assertThat(run.messages("RECORD"))
                .allMatch(record -> record.get("version").asLong() == 1521138521000L);
    }

    /** PipelineWise: no database in the id, a bare table as the stream that messages put the schema before, full tables with xmin null, its own settings. */
    @Test
    void thoseOfPipelineWise() throws Exception {
        TapRun run = sync(
                config(
                        "\"dbname\": \"" + database.name() + "\", \"filter_schemas\": \"public\","
                                + " \"tap_id\": \"mine\", \"break_at_end_lsn\": true, \"default_replication_method\": \"FULL_TABLE\""),
                "{\"streams\": [{\"tap_stream_id\": \"public-orders\", \"stream\": \"orders\", \"table_name\": \"orders\","
                        + " " + SCHEMA + ", \"metadata\": [{\"breadcrumb\": [], \"metadata\": {\"selected\": true,"
                        + " \"table-key-properties\": [\"id\"], \"schema-name\": \"public\", \"database-name\": \""
                        + database.name() + "\", \"replication-method\": \"FULL_TABLE\"}}, " + COLUMNS + "]}]}",
                "{\"bookmarks\": {\"public-orders\": {\"last_replication_method\": \"FULL_TABLE\","
                        + " \"version\": 1521138521000, \"xmin\": null}}, \"currently_syncing\": null}");
        assertThat(run.records("public-orders")).hasSize(10);
        assertThat(run.messages("ACTIVATE_VERSION"))
                .singleElement()
                .satisfies(
                        message -> assertThat(message.get("version").asLong()).isGreaterThan(1521138521000L));
        assertThat(run.log("WARN").stream()
                        .filter(line -> line.contains("tap_id") || line.contains("break_at_end_lsn")))
                .hasSize(2);
    }

    /** MeltanoLabs: root keys beside the metadata, an entry for every property, a state without a method. */
    @Test
    void thoseOfMeltano() throws Exception {
        String catalog = "{\"streams\": [{\"tap_stream_id\": \"public-orders\", \"stream\": \"public-orders\","
                + " \"table_name\": \"orders\", \"replication_method\": \"INCREMENTAL\", \"replication_key\": \"updated_at\","
                + " \"key_properties\": [\"id\"], \"is_view\": false, \"selected\": true, " + SCHEMA
                + ", \"metadata\": [{\"breadcrumb\": [], \"metadata\": {\"inclusion\": \"available\", \"selected\": true,"
                + " \"schema-name\": \"public\", \"table-key-properties\": [\"id\"], \"forced-replication-method\": \"\"}}, "
                + "{\"breadcrumb\": [\"properties\", \"id\"], \"metadata\": {\"inclusion\": \"automatic\", \"selected\": true}},"
                + "{\"breadcrumb\": [\"properties\", \"total\"], \"metadata\": {\"inclusion\": \"available\","
                + " \"selected\": false}},"
                + "{\"breadcrumb\": [\"properties\", \"updated_at\"], \"metadata\": {\"inclusion\": \"available\","
                + " \"selected\": true}}]}]}";
        TapRun run = sync(
                config("\"database\": \"" + database.name() + "\", \"filter_schemas\": [\"public\"],"
                        + " \"ssl_enable\": false, \"max_record_count\": null, \"stream_maps\": {}"),
                catalog,
                "{\"bookmarks\": {\"public-orders\": {\"replication_key\": \"updated_at\","
                        + " \"replication_key_value\": \"2025-01-10T00:00:00+00:00\"}}}");
        assertThat(run.records("public-orders"))
                .hasToString("[{\"id\":9,\"updated_at\":\"2025-01-10T00:00:00+00:00\"},"
                        + " {\"id\":10,\"updated_at\":\"2025-01-11T00:00:00+00:00\"}]");
        assertThat(run.messages("RECORD")).noneMatch(record -> record.has("version"));
        assertThat(run.messages("ACTIVATE_VERSION")).isEmpty();
        JsonNode again = sync(
                        config("\"database\": \"" + database.name() + "\""),
                        catalog,
                        run.state().toString())
                .records("public-orders")
                .get(0);
        assertThat(again.get("id").asInt()).isEqualTo(10);
    }

    /** The SDK's taps begin their first load there. */
    @ParameterizedTest
    @CsvSource({"2025-01-09, 3", "2025-01-09T00:00:01Z, 2", "2030-01-01, 0"})
    void aFirstLoadBeginsAtTheStartDate(String date, int rows) throws Exception {
        Tap tap = Tap.of(database).with("start_date", date);
        TapRun run = tap.sync(
                        tap.catalog().incremental("public-orders", "updated_at").fullTable("public-users"))
                .assertSucceeded();
        assertThat(run.records("public-orders")).hasSize(rows);
        assertThat(run.records("public-users")).hasSize(2);
        assertThat(run.log("INFO")).anyMatch(line -> line.contains("begins at the start_date"));
        database.execute("insert into orders values (11, 1, '2031-01-01')");
        TapRun next = tap.sync(tap.catalog().incremental("public-orders", "updated_at"), run.state())
                .assertSucceeded();
        assertThat(next.values("public-orders", "id")).contains("11");
    }

    /** Only what is before the date is left out, and what a reset takes from the target is said. */
    @Test
    void aStartDateKeepsRowsWithoutAKeyAndWarnsOfAReset() {
        database.execute(
                "create table visits (id integer primary key, at timestamp, day date)",
                "insert into visits values (1, '2025-01-08 23:59:59.999999', '2025-01-08'),"
                        + " (2, '2025-01-09', '2025-01-09'), (3, null, null)");
        Tap tap = Tap.of(database).with("start_date", "2025-01-09");
        TapRun first =
                tap.sync(tap.catalog().incremental("public-visits", "at")).assertSucceeded();
        assertThat(first.values("public-visits", "id")).containsExactly("2", "3");
        assertThat(first.log("WARN")).singleElement().asString().contains("1 row has no \"at\"");

        TapRun reset = tap.sync(tap.catalog().incremental("public-visits", "day"), first.state())
                .assertSucceeded();
        assertThat(reset.values("public-visits", "id")).containsExactly("2", "3");
        assertThat(reset.order("public-visits")).isEqualTo("SCHEMA RECORD ACTIVATE_VERSION STATE");
        assertThat(reset.log("WARN")).anyMatch(line -> line.contains("also those before the start_date"));

        TapRun next = tap.sync(tap.catalog().incremental("public-visits", "day"), reset.state())
                .assertSucceeded();
        assertThat(next.values("public-visits", "id")).containsExactly("2");
        assertThat(next.log()).doesNotContain("start_date");
    }

    @Test
    void aStartDateLeavesOtherKeysAlone() {
        Tap tap = Tap.of(database).with("start_date", "2025-01-09");
        TapRun run = tap.sync(tap.catalog().incremental("public-orders", "id")).assertSucceeded();
        assertThat(run.records("public-orders")).hasSize(10);
        assertThat(run.log("INFO")).anyMatch(line -> line.contains("does not apply to the replication key \"id\""));
        assertThat(Tap.of(database).with("start_date", "yesterday").discover().exitCode())
                .isEqualTo(3);
    }
}
