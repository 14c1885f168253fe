package com.tappostgres.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.tappostgres.json.Json;
import com.tappostgres.singer.Catalog;
import com.tappostgres.singer.CatalogStream;
import com.tappostgres.testing.Tap;
import com.tappostgres.testing.TapRun;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Changes to catalog files; nothing of it needs a server. */
final class SelectCommandTest {
    @TempDir
    private Path folder;

    private Path file;

    @BeforeEach
    void create() throws Exception {
        file = Files.writeString(
                folder.resolve("catalog.json"),
                "{\"streams\":[" + table("orders", "id", "total", "updated_at") + ","
                        + table("users", "id", "email", "password") + "," + table("logs", "line") + "]}");
    }

    private static String table(String name, String... columns) {
        StringBuilder metadata = new StringBuilder();
        StringBuilder properties = new StringBuilder();
        for (String column : columns) {
            metadata.append(",{\"breadcrumb\":[\"properties\",\"" + column + "\"],\"metadata\":{\"inclusion\":\""
                    + (column.equals("id") ? "automatic" : "available") + "\",\"selected-by-default\":true}}");
            properties.append(properties.isEmpty() ? "" : ",").append("\"" + column + "\":{\"type\":\"string\"}");
        }
        return "{\"tap_stream_id\":\"shop-public-" + name + "\",\"stream\":\"public-" + name + "\",\"table_name\":\""
                + name
                + "\",\"schema\":{\"type\":\"object\",\"properties\":{" + properties
                + "}},\"metadata\":[{\"breadcrumb\":[],"
                + "\"metadata\":{\"selected-by-default\":false,\"database-name\":\"shop\",\"schema-name\":\"public\","
                + "\"table-key-properties\":[" + (columns[0].equals("id") ? "\"id\"" : "") + "],\"row-count\":1234567,"
                + "\"valid-replication-keys\":["
                + (name.equals("orders") ? "\"id\",\"updated_at\"" : "\"" + columns[0] + "\"")
                + "]}}" + metadata + "]}";
    }

    private TapRun select(String... args) {
        List<String> words = new ArrayList<>(List.of("select", file.toString()));
        words.addAll(Arrays.asList(args));
        return Tap.run(words.toArray(String[]::new));
    }

    private CatalogStream stream(String name) {
        return Catalog.read(file).streams().stream()
                .filter(stream -> stream.tableName().orElseThrow().equals(name))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void selectsTablesWithoutSomeColumns() {
        select("public.*", "--exclude", "public.*.password", "--exclude", "public.logs")
                .assertSucceeded();
        assertThat(stream("orders").isSelected()).isTrue();
        assertThat(stream("users").isSelected()).isTrue();
        assertThat(stream("logs").isSelected()).isFalse();
        assertThat(stream("users").isSelected("email")).isTrue();
        assertThat(stream("users").isSelected("password")).isFalse();
    }

    @Test
    void saysHowStreamsAreRead() {
        select(
                        "public.orders",
                        "--key",
                        "updated_at",
                        "--where",
                        "total > 0",
                        "--limit",
                        "10",
                        "--columns",
                        "id,updated_at",
                        "--mask",
                        "tot*=fixed:a=b")
                .assertSucceeded();
        CatalogStream orders = stream("orders");
        assertThat(orders.replicationMethod()).contains("INCREMENTAL");
        assertThat(orders.replicationKey()).contains("updated_at");
        assertThat(orders.where()).contains("total > 0");
        assertThat(orders.limit().orElseThrow().asLong()).isEqualTo(10);
        assertThat(orders.isSelected("total")).isFalse();
        assertThat(orders.mask("total").orElseThrow().path("fixed").asText()).isEqualTo("a=b");
        select("public.orders", "--method", "full-table", "--where", "", "--limit", "0", "--mask", "total=none")
                .assertSucceeded();
        orders = stream("orders");
        assertThat(orders.replicationMethod()).contains("FULL_TABLE");
        assertThat(orders.where()).isEmpty();
        assertThat(orders.limit()).isEmpty();
        assertThat(orders.mask("total")).isEmpty();
    }

    /** What the file said before counts too. */
    @Test
    void refusesMasksThatNoRunWouldTake() {
        select("public.orders", "--key", "updated_at", "--mask", "id=sha256").assertSucceeded();
        select("public.orders", "--mask", "updated_at=sha256").assertFailed(3, "is the replication key");
        assertThat(stream("orders").mask("updated_at")).isEmpty();
        select("public.orders", "--method", "full_table", "--mask", "updated_at=null")
                .assertSucceeded();
        select("public.orders", "--key", "updated_at").assertFailed(3, "is the replication key");
    }

    @Test
    void printsATableForPeopleAndJsonForMachines() throws Exception {
        TapRun run = select("public.orders", "--key", "updated_at").assertSucceeded();
        assertThat(run.text())
                .contains("public.orders", "updated_at", "3/3", "1 of 3 streams are selected")
                .doesNotContain("\u001b");
        assertThat(run.text().lines()).allMatch(line -> line.length() <= 100);
        JsonNode streams =
                Json.parse(select("--list", "--json").assertSucceeded().text());
        assertThat(streams).hasSize(3);
        assertThat(streams.toString()).contains("\"public-orders\"", "INCREMENTAL", "updated_at");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "3 | public.order | orders",
                "3 | public.users.pasword | password",
                "3 | other.* | ",
                "3 | public.orders --key total | updated_at",
                "3 | public.logs --key no_such | line",
                "3 | public.orders --key-properties nope | nope",
                "3 | public.orders --mask nope=null | nope",
                "3 | public.orders --columns id,nope | nope",
                "3 | public.orders --where a;b | --where holds a semicolon",
                "3 | public.orders --where a(b | --where opens a parenthesis",
                "3 | public.orders --mask id=null | part of the key",
                "3 | public.orders --mask t*=null --key-properties total | part of the key",
                "3 | public.orders --mask updated_at=sha256 --key updated_at | replication key",
                "2 | public.orders --method full_table --key updated_at | --key is for incremental",
                "2 | public.orders --mask total=md5 | sha256",
                "2 | public.orders --method log_based | incremental",
                "2 | --deselect | pattern",
                "2 | a.b.c.d | schema.table.column",
                "2 | --method incremental | pattern",
                "2 | public.orders --limit -1 | limit",
                "2 | public.orders --no-such-option | no-such-option"
            })
    void refusesWhatMakesNoSense(int exitCode, String words, String named) throws Exception {
        String before = Files.readString(file);
        TapRun run = select(words.split(" "));
        run.assertFailed(exitCode);
        assertThat(run.log()).contains(named == null ? "other" : named);
        assertThat(Files.readString(file)).isEqualTo(before);
        assertThat(run.text()).isEmpty();
    }

    @Test
    void aWrongOptionIsExplainedByTheHelpThatListsIt() {
        select("--no-such").assertFailed(2, "--no-such").assertHint("tap-postgres select --help");
        Tap.run("keygen", "--no-such").assertFailed(2, "--no-such").assertHint("tap-postgres keygen --help");
        Tap.run("--no-such").assertFailed(2, "--no-such").assertHint("tap-postgres --help");
    }

    @Test
    void theHelpNamesAListOnce() {
        assertThat(Tap.run("select", "--help").assertSucceeded().text())
                .contains("--columns=A,B ", "--key-properties=A,B ")
                .doesNotContain("A,B...");
    }

    @Test
    void namesEveryProblemAtOnce() {
        select("public.nope", "public.neither", "public.orders").assertFailed(3, "public.nope", "public.neither");
        assertThat(stream("orders").isSelected()).isFalse();
    }

    @Test
    void showsWhatWouldChangeAndChangesNothing() throws Exception {
        String before = Files.readString(file);
        TapRun diff = select("public.orders", "--key", "id", "--diff").assertSucceeded();
        assertThat(diff.text()).contains("public.orders", "INCREMENTAL");
        assertThat(select("--diff").assertSucceeded().text()).isEqualTo("no change\n");
        assertThat(select("public.*", "--list").assertSucceeded().text()).contains("0 of 3");
        assertThat(Files.readString(file)).isEqualTo(before);
    }

    @Test
    void deselects() {
        select("public.*").assertSucceeded();
        select("public.orders", "--deselect").assertSucceeded();
        assertThat(stream("orders").isSelected()).isFalse();
        assertThat(stream("users").isSelected()).isTrue();
    }

    @Test
    void commandsAtTheSameTimeLoseNothing() throws Exception {
        for (int round = 0; round < 5; round++) {
            create();
            List<CompletableFuture<TapRun>> runs = Stream.of("orders", "users", "logs")
                    .map(name -> CompletableFuture.supplyAsync(() -> select("public." + name)))
                    .toList();
            for (CompletableFuture<TapRun> run : runs) {
                run.get(1, TimeUnit.MINUTES).assertSucceeded();
            }
            assertThat(Catalog.read(file).streams()).allMatch(CatalogStream::isSelected);
        }
        assertThat(folder.toFile().list()).containsExactlyInAnyOrder("catalog.json", "catalog.json.lock");
    }

    @Test
    void needsACatalog() throws Exception {
        Files.delete(file);
        select("--list").assertFailed(3, "does not exist").assertHint("--discover");
        Files.writeString(file, "[]");
        select("public.*").assertFailed(3, "is no Singer catalog");
    }
}
