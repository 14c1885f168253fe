package com.tappostgres.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.tappostgres.json.Json;
import com.tappostgres.testing.FaultProxy;
import com.tappostgres.testing.PgBouncer;
import com.tappostgres.testing.PostgresServer;
import com.tappostgres.testing.PostgresVersion;
import com.tappostgres.testing.Tap;
import com.tappostgres.testing.TapRun;
import com.tappostgres.testing.TestCatalog;
import com.tappostgres.testing.TestDatabase;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Reads through a PgBouncer as its package installs it: nothing in its configuration makes room for this tap. */
@Timeout(120)
final class PgBouncerIT {
    /** What PgBouncer keeps for each client; it refuses all others unless ignore_startup_parameters names them. */
    private static final Set<String> ACCEPTED = Set.of(
            "user",
            "database",
            "client_encoding",
            "DateStyle",
            "TimeZone",
            "standard_conforming_strings",
            "application_name");

    private static TestDatabase database;
    private static TestCatalog catalog;

    @BeforeAll
    static void createTables() {
        database = PostgresServer.shared(PostgresVersion.V18).createDatabase();
        database.execute(
                "create table orders (id integer primary key, at timestamptz not null, price numeric, note text)",
                "insert into orders select i, timestamptz '2024-01-01' + i * interval '1 s', i / 7.0, 'größe ' || i"
                        + " from generate_series(1, 5000) i",
                "create table customers (id integer primary key, born date, tags text[])",
                "insert into customers select i, date '1990-01-01' + i, array['a', i::text]"
                        + " from generate_series(1, 300) i",
                "create view slow as select 1 as i, pg_sleep(30)::text as s");
        catalog = Tap.of(database).catalog();
    }

    @AfterAll
    static void dropTables() {
        database.close();
    }

    private static PgBouncer pooler(String... settings) {
        Map<String, String> all = new HashMap<>(Map.of("pool_mode", "transaction"));
        for (int i = 0; i < settings.length; i += 2) {
            all.put(settings[i], settings[i + 1]);
        }
        return PgBouncer.before(database.server(), all);
    }

    private static TestCatalog selected() {
        return catalog.copy().fullTable("public-customers").incremental("public-orders", "at");
    }

    /** Each transaction has a connection to the server of its own, and all see the snapshot that one of them lends. */
    @Test
    void severalConnectionsReadOnOneSnapshot() {
        Tap tap = Tap.of(database);
        try (PgBouncer pooler = pooler()) {
            TapRun run =
                    pooler.between(tap).with("parallel", 3).sync(selected()).assertSucceeded();

            assertThat(run.log("INFO")).anyMatch(line -> line.endsWith("connections read on one snapshot"));
            TapRun alone = tap.sync(selected()).assertSucceeded();
            for (String stream : List.of("public-customers", "public-orders")) {
                assertThat(run.records(stream)).containsExactlyInAnyOrderElementsOf(alone.records(stream));
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"session, copy", "session, cursor", "transaction, copy", "transaction, cursor"})
    void readsTheSameAsWithoutIt(String poolMode, String readMethod) {
        Tap direct = Tap.of(database).with("read_method", readMethod).with("itersize", 700);
        try (PgBouncer pooler = pooler("pool_mode", poolMode, "default_pool_size", "2")) {
            Tap pooled = pooler.between(direct);
            assertThat(pooled.discover().assertSucceeded().text())
                    .isEqualTo(direct.discover().text());

            TapRun first = pooled.sync(selected()).assertSucceeded();

            assertThat(first.records("public-orders")).hasSize(5000);
            assertThat(first.records("public-customers")).hasSize(300);
            assertThat(first.normalised()).isEqualTo(direct.sync(selected()).normalised());
            JsonNode state = first.state();
            TapRun second = pooled.sync(selected(), state).assertSucceeded();
            assertThat(second.records("public-orders")).hasSize(1);
            assertThat(second.normalised())
                    .isEqualTo(direct.sync(selected(), state).normalised());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"md5", "any", "trust"})
    void logsInByEachMethod(String authType) {
        try (PgBouncer pooler = pooler("auth_type", authType)) {
            TapRun run = pooler.between(Tap.of(database)).sync(selected()).assertSucceeded();

            assertThat(run.records("public-orders")).hasSize(5000);
        }
    }

    @Test
    void sendsNoParameterThatItRefuses() {
        try (PgBouncer pooler = pooler();
                FaultProxy proxy = FaultProxy.before(pooler.host(), pooler.port())) {
            Tap tap = proxy.between(Tap.of(database));
            tap.discover().assertSucceeded();
            tap.sync(selected()).assertSucceeded();

            assertThat(proxy.startups())
                    .isNotEmpty()
                    .allSatisfy(startup -> assertThat(startup.keySet()).isSubsetOf(ACCEPTED));
            assertThat(pooler.log()).doesNotContain("unsupported startup parameter");
        }
    }

    /** The next client gets the server's session as it was: what the pooler sets itself is all that differs from the defaults. */
    @ParameterizedTest
    @ValueSource(strings = {"copy", "cursor"})
    void leavesNoSettingBehind(String readMethod) throws SQLException {
        try (PgBouncer pooler = pooler("default_pool_size", "1");
                Connection next = connect(pooler)) {
            String session = value(next, "select pg_backend_pid()::text");

            pooler.between(Tap.of(database))
                    .with("read_method", readMethod)
                    .with("statement_timeout", "17min")
                    .sync(selected())
                    .assertSucceeded();

            assertThat(value(next, "select pg_backend_pid()::text")).isEqualTo(session);
            assertThat(value(next, "select string_agg(name, ' ') from pg_settings where source = 'session'")
                            .split(" ", -1))
                    .isSubsetOf(ACCEPTED);
            assertThat(value(next, "select count(*)::text from pg_cursors")).isEqualTo("0");
        }
    }

    @Test
    void readsSeveralDatabases() {
        try (TestDatabase other = database.server().createDatabase();
                PgBouncer pooler = pooler("default_pool_size", "1")) {
            other.execute("create table visits (id integer primary key)", "insert into visits values (1), (2)");
            JsonNode both = Json.NODES.arrayNode().add(database.name()).add(other.name());
            Tap direct = Tap.of(database).with("filter_dbs", both);
            Tap pooled = pooler.between(direct);
            TapRun discovery = pooled.discover().assertSucceeded();
            assertThat(discovery.text()).isEqualTo(direct.discover().text());

            TestCatalog found = TestCatalog.parse(discovery.text()).fullTable("public-customers", "public-visits");
            TapRun run = pooled.sync(found).assertSucceeded();

            assertThat(run.records("public-customers")).hasSize(300);
            assertThat(run.records("public-visits")).hasSize(2);
            assertThat(run.normalised()).isEqualTo(direct.sync(found).normalised());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"copy", "cursor"})
    void needsMoreThanStatements(String readMethod) {
        try (PgBouncer pooler = pooler("pool_mode", "statement")) {
            Tap tap = pooler.between(Tap.of(database)).with("read_method", readMethod);
            String reason = "transaction blocks not allowed in statement pooling mode";

            refused(tap.discover(), reason).assertHint("pool_mode = transaction");
            refused(tap.sync(selected()), reason).assertHint("pool_mode = transaction");
        }
    }

    @Test
    void saysThatThePoolIsExhausted() throws SQLException {
        try (PgBouncer pooler = pooler("default_pool_size", "1", "query_wait_timeout", "1");
                Connection greedy = connect(pooler)) {
            greedy.setAutoCommit(false);
            value(greedy, "select 'begun'");
            Tap tap = pooler.between(Tap.of(database));

            refused(tap.discover(), "query_wait_timeout").assertHint("default_pool_size");
            refused(tap.sync(selected()), "query_wait_timeout");

            greedy.rollback();
            tap.discover().assertSucceeded();
        }
    }

    @Test
    void waitsForItsTurn() throws SQLException, InterruptedException {
        try (PgBouncer pooler = pooler("default_pool_size", "1");
                Connection greedy = connect(pooler)) {
            greedy.setAutoCommit(false);
            value(greedy, "select 'begun'");
            Thread release = new Thread(() -> {
                try {
                    TimeUnit.MILLISECONDS.sleep(700);
                    greedy.rollback();
                } catch (SQLException | InterruptedException e) {
                    throw new IllegalStateException(e);
                }
            });
            release.start();

            pooler.between(Tap.of(database)).sync(selected()).assertSucceeded();

            release.join();
        }
    }

    @Test
    void saysWhyThePoolerRefuses() {
        try (PgBouncer pooler = pooler()) {
            Tap tap = pooler.between(Tap.of(database));

            refused(tap.with("password", "wrong"), "cannot connect to", "SASL authentication failed")
                    .assertHint("auth_file");
            refused(tap.as("nobody_here", "wrong"), "cannot connect to nobody_here@", "SASL authentication failed");
            refused(tap.with("dbname", "no_such_db"), "database \"no_such_db\" does not exist")
                    .assertHint("\"dbname\"");
            refused(tap.with("sslmode", "require"), "does not support SSL");
        }
        try (PgBouncer full = pooler("max_client_conn", "0")) {
            refused(full.between(Tap.of(database)), "no more connections allowed")
                    .assertHint("max_client_conn");
        }
        try (PgBouncer old = pooler("auth_type", "md5")) {
            refused(old.between(Tap.of(database)).with("password", "wrong"), "password authentication failed");
        }
    }

    @Test
    void saysThatTheServerBehindItIsDown() {
        PostgresServer server = PostgresServer.start(PostgresVersion.V18, Map.of());
        try (PgBouncer used = PgBouncer.before(server, Map.of("query_wait_timeout", "2"));
                PgBouncer fresh = PgBouncer.before(server, Map.of("query_wait_timeout", "2"))) {
            TestDatabase shop = server.createDatabase("shop", "");
            used.between(Tap.of(shop)).discover().assertFailed(5, "no table");
            server.close();

            // One that knows the server's greeting lets clients in all the same, and then makes them wait.
            refused(used.between(Tap.of(shop)), "query_wait_timeout");
            refused(fresh.between(Tap.of(shop)), "cannot connect to");
        }
    }

    /** Its query_timeout ends the connection with a message that is lost on the way when COPY begins. */
    @Test
    void endsWithThePoolersTimeout() {
        try (PgBouncer pooler = pooler("query_timeout", "1")) {
            TapRun run = pooler.between(Tap.of(database)).sync(catalog.copy().fullTable("public-slow"));

            run.assertFailed(4, "reading \"public.slow\" failed");
            assertThat(run.records("public-slow")).isEmpty();
            assertThat(run.messages("ACTIVATE_VERSION").size()).isLessThanOrEqualTo(1);
        }
    }

    @Test
    void losesNothingWhenThePoolerGoesAway() {
        List<JsonNode> all = new ArrayList<>();
        try (PgBouncer pooler = pooler();
                FaultProxy proxy = FaultProxy.before(pooler.host(), pooler.port())) {
            Tap tap = proxy.between(Tap.of(database)).with("state_interval_rows", 500);
            TestCatalog orders = catalog.copy().incremental("public-orders", "at");
            proxy.strikeAfter(200_000, FaultProxy.Fault.RESET);

            TapRun cut = tap.sync(orders);

            all.addAll(cut.records("public-orders"));
            if (cut.exitCode() != 0) {
                cut.assertFailed(4);
                all.addAll(tap.sync(orders, cut.state()).assertSucceeded().records("public-orders"));
            }
            assertThat(all.stream().map(row -> row.get("id").asInt()).distinct())
                    .hasSize(5000);
        }
    }

    private static TapRun refused(Tap tap, String... inCritical) {
        return refused(tap.discover(), inCritical);
    }

    private static TapRun refused(TapRun run, String... inCritical) {
        run.assertFailed(4, inCritical);
        assertThat(run.messages("RECORD")).isEmpty();
        assertThat(run.log()).doesNotContain("tap-test");
        return run;
    }

    private static Connection connect(PgBouncer pooler) throws SQLException {
        return DriverManager.getConnection(
                "jdbc:postgresql://" + pooler.host() + ":" + pooler.port() + "/" + database.name()
                        + "?preferQueryMode=simple",
                database.user(),
                database.password());
    }

    private static String value(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(sql)) {
            result.next();
            return String.valueOf(result.getString(1));
        }
    }
}
