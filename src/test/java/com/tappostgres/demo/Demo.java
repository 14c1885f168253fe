package com.tappostgres.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.tappostgres.demo.SyncOutput.StreamTotal;
import com.tappostgres.testing.FoodMart;
import com.tappostgres.testing.PostgresServer;
import com.tappostgres.testing.PostgresVersion;
import com.tappostgres.testing.TestDatabase;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/** Does the main job with the built program on a real PostgreSQL, and checks that each row arrived. */
final class Demo {
    private static final Path FOLDER = Path.of("target", "demo").toAbsolutePath();
    private static final Path PROGRAMS = Path.of("target").toAbsolutePath();
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String DATABASE = "foodmart";
    private static final String ROLE = "tap";
    private static final String PASSWORD = "demo-password";
    private static final String ORDERS = DATABASE + "-public-orders";
    private static final String ORDERS_SYNC =
            "tap-postgres --config config.json --catalog orders.json --state state.json --save-state > ";

    private final Screen screen;
    private final Shell shell;

    private Demo(Screen screen) {
        this.screen = screen;
        this.shell = new Shell(screen, FOLDER, PROGRAMS);
    }

    public static void main(String[] args) {
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        Screen screen = new Screen(out, Boolean.getBoolean("demo.colour"));
        int exitCode = 0;
        // After Ctrl-C the server goes first, and what the demo then says of it would only confuse.
        Runtime.getRuntime().addShutdownHook(new Thread(screen::interrupt, "interrupt the demo"));
        try {
            new Demo(screen).run();
        } catch (DemoFailure | IllegalStateException | IOException | UncheckedIOException e) {
            screen.bad(String.valueOf(e.getMessage()));
            exitCode = 1;
        } catch (InterruptedException e) {
            exitCode = 130;
        }
        screen.end();
        System.exit(exitCode);
    }

    private void run() throws IOException, InterruptedException {
        long start = System.nanoTime();
        emptyFolder();
        screen.step("Start PostgreSQL " + PostgresVersion.V18.release() + " and load the FoodMart data set");
        try (PostgresServer server = PostgresServer.start(PostgresVersion.V18, Map.of());
                TestDatabase database = server.createDatabase(DATABASE, "encoding 'UTF8'")) {
            Map<String, Long> loaded = load(database);
            writeConfig(database);
            discover();
            selectAll();
            syncAll(loaded);
            createOrders(database);
            firstIncrementalRun();
            secondIncrementalRun(database);
        }
        screen.say("");
        screen.say(format(
                "All of it took %.1f s. The server and its data are gone; the files are in target/demo.",
                since(start)));
        sayWhatNext();
    }

    private Map<String, Long> load(TestDatabase database) {
        long start = System.nanoTime();
        Map<String, Long> loaded = FoodMart.load(database);
        database.execute(
                "analyze",
                "create role " + ROLE + " login password '" + PASSWORD + "'",
                "grant usage on schema foodmart to " + ROLE,
                "grant select on all tables in schema foodmart to " + ROLE);
        long rows = loaded.values().stream().mapToLong(Long::longValue).sum();
        screen.say(format(
                "%d tables, %,d rows, loaded in %.1f s; the role \"%s\" may only read them.",
                loaded.size(), rows, since(start), ROLE));
        return loaded;
    }

    private void writeConfig(TestDatabase database) throws IOException {
        Map<String, Object> config = new LinkedHashMap<>();
        config.put("host", database.host());
        config.put("port", database.port());
        config.put("user", ROLE);
        config.put("password", PASSWORD);
        config.put("dbname", database.name());
        String json = JSON.writeValueAsString(config);
        Path file = Files.writeString(FOLDER.resolve("config.json"), json + "\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        screen.step("Say how to connect");
        screen.command("$", "cat config.json");
        screen.say(json);
    }

    private void discover() throws IOException, InterruptedException {
        screen.step("Discover what there is");
        Shell.Result result = shell.run("tap-postgres --config config.json --discover > catalog.json");
        int streams = JSON.readTree(FOLDER.resolve("catalog.json").toFile())
                .path("streams")
                .size();
        check(streams == FoodMart.TABLES, format("%d tables found in %.1f s", streams, result.seconds()));
    }

    private void selectAll() throws IOException {
        screen.step("Select every table");
        screen.say(
                "In catalog.json, the root metadata of each stream gets \"selected\": true, as an editor would do it:");
        screen.say("\"metadata\": [{\"breadcrumb\": [], \"metadata\": {\"selected\": true, ...}}, ...]");
        int selected = new CatalogFile(FOLDER.resolve("catalog.json")).select(id -> true, Map.of("selected", true));
        check(selected == FoodMart.TABLES, selected + " tables selected");
    }

    private void syncAll(Map<String, Long> loaded) throws IOException, InterruptedException {
        screen.step("Read every row");
        Shell.Result result = shell.run("tap-postgres --config config.json --catalog catalog.json > foodmart.jsonl");
        List<StreamTotal> totals = SyncOutput.totals(FOLDER.resolve("foodmart.jsonl"), result.log());
        Map<String, Long> expected = new LinkedHashMap<>();
        loaded.forEach((table, rows) -> expected.put(FoodMart.SCHEMA + "-" + table, rows));
        Map<String, Long> found = new LinkedHashMap<>();
        screen.say(format("%-43s %10s %13s %8s", "stream", "rows", "bytes", "seconds"));
        long rows = 0;
        long bytes = 0;
        for (StreamTotal total : totals) {
            screen.say(row(total));
            found.put(total.stream(), total.rows());
            rows += total.rows();
            bytes += total.bytes();
        }
        screen.say(row(new StreamTotal("total, with the start of the program", rows, bytes, result.seconds())));
        if (!found.equals(expected)) {
            throw new DemoFailure("the streams should have these rows: " + expected + "\nbut have these: " + found);
        }
        check(
                rows == FoodMart.ROWS,
                format("each of the %,d rows is in foodmart.jsonl, %,.0f rows/s", rows, rows / result.seconds()));
    }

    private static String row(StreamTotal total) {
        String seconds = Double.isNaN(total.seconds()) ? "" : format("%.2f", total.seconds());
        return format("%-43s %,10d %,13d %8s", total.stream(), total.rows(), total.bytes(), seconds);
    }

    private void createOrders(TestDatabase database) throws IOException, InterruptedException {
        screen.step("Follow a table that changes");
        sql(
                database,
                "create table orders (id int primary key, item text, updated_at timestamptz not null)",
                "insert into orders select n, 'item ' || n, timestamptz '2025-01-01 08:00+00' + n * interval '1 minute'"
                        + " from generate_series(1, 1000) n",
                "create index on orders (updated_at)",
                "grant select on orders to " + ROLE);
        shell.run("tap-postgres --config config.json --discover > orders.json");
        Map<String, Object> settings = new LinkedHashMap<>();
        settings.put("selected", true);
        settings.put("replication-method", "INCREMENTAL");
        settings.put("replication-key", "updated_at");
        int selected = new CatalogFile(FOLDER.resolve("orders.json")).select(ORDERS::equals, settings);
        screen.say("In orders.json, the root metadata of " + ORDERS + " gets");
        screen.say(JSON.writeValueAsString(settings));
        check(selected == 1, "one table selected");
    }

    private void firstIncrementalRun() throws IOException, InterruptedException {
        screen.step("The first incremental run reads all of it, and keeps a bookmark");
        shell.run(ORDERS_SYNC + "run1.jsonl");
        List<JsonNode> records = SyncOutput.records(FOLDER.resolve("run1.jsonl"));
        JsonNode bookmark = JSON.readTree(FOLDER.resolve("state.json").toFile())
                .path("bookmarks")
                .path(ORDERS);
        check(records.size() == 1000, format("%,d rows", records.size()));
        check(
                bookmark.has("replication_key_value"),
                "state.json says: read up to updated_at = "
                        + bookmark.path("replication_key_value").asText());
    }

    private void secondIncrementalRun(TestDatabase database) throws IOException, InterruptedException {
        screen.step("The next run brings just what changed");
        sql(
                database,
                "insert into orders values (1001, 'pear', now()), (1002, 'plum', now()), (1003, 'fig', now())",
                "update orders set item = 'changed', updated_at = now() where id in (7, 42)");
        shell.run(ORDERS_SYNC + "run2.jsonl");
        List<JsonNode> records = SyncOutput.records(FOLDER.resolve("run2.jsonl"));
        Set<Integer> ids = new TreeSet<>();
        for (JsonNode record : records) {
            screen.say(record.toString());
            ids.add(record.path("id").asInt());
        }
        check(
                records.size() == 6 && ids.equals(Set.of(7, 42, 1000, 1001, 1002, 1003)),
                "3 inserted rows, 2 updated rows, and the last row of the first run");
        screen.say(
                "That last row, id 1000, comes again since the tap asks for updated_at >= its bookmark: another row");
        screen.say("may since have got the same time, and a loader replaces what it has by the key.");
    }

    private void sql(TestDatabase database, String... statements) {
        for (String statement : statements) {
            screen.command("foodmart=#", statement + ";");
        }
        database.execute(statements);
    }

    private void check(boolean passed, String what) {
        if (!passed) {
            throw new DemoFailure("this does not hold: " + what);
        }
        screen.good(what);
    }

    private void sayWhatNext() {
        screen.heading("Your own database");
        screen.command("$", "export PGHOST=... PGUSER=... PGPASSWORD=... PGDATABASE=...");
        screen.command("$", "target/tap-postgres --discover > catalog.json");
        screen.say("  now set \"selected\": true in the root metadata of the tables that you want");
        screen.command("$", "target/tap-postgres --catalog catalog.json > rows.jsonl");
    }

    private static void emptyFolder() throws IOException {
        Files.createDirectories(FOLDER);
        try (Stream<Path> files = Files.list(FOLDER)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
    }

    private static double since(long start) {
        return (System.nanoTime() - start) / 1e9;
    }

    private static String format(String template, Object... values) {
        return String.format(Locale.ROOT, template, values);
    }
}
