package com.tappostgres.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.tappostgres.testing.Background;
import com.tappostgres.testing.FaultProxy;
import com.tappostgres.testing.PostgresServer;
import com.tappostgres.testing.PostgresVersion;
import com.tappostgres.testing.Tap;
import com.tappostgres.testing.TapRun;
import com.tappostgres.testing.TestCatalog;
import com.tappostgres.testing.TestDatabase;
import com.tappostgres.testing.Trigger;
import java.io.ByteArrayOutputStream;
import java.sql.Connection;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Servers that are away for a while, and servers that fall silent. */
final class RetryIT {
    private static final String STREAM = "public-t";
    private static final int ROWS = 20_000;

    private static TestDatabase database;
    private static TestCatalog catalog;

    @BeforeAll
    static void create() {
        database = PostgresServer.shared(PostgresVersion.V18).createDatabase();
        database.execute(
                "create table t (id integer primary key, filler text)",
                "insert into t select i, repeat('x', 400) from generate_series(1, " + ROWS + ") i");
        catalog = Tap.of(database).catalog().fullTable(STREAM);
    }

    @AfterAll
    static void drop() {
        database.close();
    }

    private static Tap patient(FaultProxy proxy, int seconds) {
        return proxy.between(Tap.of(database))
                .with("retry_max_seconds", seconds)
                .with("chunk_size_mb", 1);
    }

    @Test
    void waitsForAServerThatIsAway() throws Exception {
        try (FaultProxy proxy = FaultProxy.before(database.host(), database.port())) {
            proxy.refuse();
            Background<TapRun> run = Background.start(() -> patient(proxy, 20).sync(catalog));
            Thread.sleep(1500);
            proxy.accept();
            TapRun done = run.result().assertSucceeded();
            assertThat(done.records(STREAM)).hasSize(ROWS);
            assertThat(done.log("WARN"))
                    .isNotEmpty()
                    .allMatch(line -> line.contains("refused") && line.contains("trying again in"));
        }
    }

    @Test
    void givesUpInTheEndAndNotAgainForEachStream() {
        try (FaultProxy proxy = FaultProxy.before(database.host(), database.port())) {
            proxy.refuse();
            long start = System.nanoTime();
            patient(proxy, 2).sync(catalog.copy()).assertFailed(4, "refused");
            assertThat(Duration.ofNanos(System.nanoTime() - start))
                    .isBetween(Duration.ofMillis(500), Duration.ofSeconds(4));
        }
    }

    @Test
    void asksAPersonAtOnce() {
        try (FaultProxy proxy = FaultProxy.before(database.host(), database.port())) {
            proxy.refuse();
            patient(proxy, 60).discover().assertFailed(4, "refused");
            patient(proxy, 60).check(null).assertFailed(4, "refused");
        }
    }

    @Test
    void looksForAnUnknownHostOnceMore() {
        TapRun run = Tap.of(database)
                .with("host", "no-such-host.invalid")
                .with("retry_max_seconds", 2)
                .sync(catalog);
        run.assertFailed(4, "\"no-such-host.invalid\" is unknown");
        assertThat(run.log("WARN")).isNotEmpty().allMatch(line -> line.contains("trying again"));
    }

    @ParameterizedTest
    @CsvSource({"password, wrong, 28P01", "dbname, no_such_database, 3D000", "sslmode, require, SSL"})
    void neverTriesWhatWillFailAgain(String key, String value, String message) {
        TapRun run = Tap.of(database)
                .with("retry_max_seconds", 60)
                .with(key, value)
                .sync(key.equals("dbname") ? new TestCatalogWithoutDatabase().catalog() : catalog);
        run.assertFailed(4, message);
        assertThat(run.log("WARN")).noneMatch(line -> line.contains("trying again"));
    }

    /** The streams of another database that the config names. */
    private static final class TestCatalogWithoutDatabase {
        TestCatalog catalog() {
            TestCatalog streams = catalog.copy();
            streams.root(STREAM).remove("database-name");
            return streams;
        }
    }

    @Test
    void waitsForAConnectionThatOthersHold() throws Exception {
        String role = database.name() + "_one";
        database.execute(
                "create role " + role + " login password 'r' connection limit 1", "grant select on t to " + role);
        Connection held = database.connect(role, "r");
        try {
            Background<TapRun> run = Background.start(() ->
                    Tap.of(database).as(role, "r").with("retry_max_seconds", 20).sync(catalog));
            Thread.sleep(2500);
            held.close();
            TapRun done = run.result().assertSucceeded();
            assertThat(done.log("WARN")).isNotEmpty().allMatch(line -> line.contains("53300"));
        } finally {
            held.close();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"copy", "cursor"})
    void noticesAServerThatFallsSilent(String method) {
        for (long bytes : new long[] {200, 4_000, 3_000_000}) {
            try (FaultProxy proxy = FaultProxy.before(database.host(), database.port())) {
                proxy.strikeAfter(bytes, FaultProxy.Fault.BLACK_HOLE);
                TapRun run = patient(proxy, 20)
                        .with("stall_timeout", "500ms")
                        .with("connect_timeout", 1)
                        .with("read_method", method)
                        .sync(catalog, null, new ByteArrayOutputStream());
                run.assertSucceeded();
                assertThat(run.values(STREAM, "id").stream().distinct()).hasSize(ROWS);
                if (bytes == 3_000_000) {
                    assertThat(run.log("WARN")).singleElement().asString().contains("fell silent", "trying again");
                }
            }
        }
    }

    /** The batches of a cursor are requests; one gets lost, and no keep-alive is sent while it waits for its acknowledgement. */
    @Test
    @Timeout(60)
    void noticesThatNothingArrives() {
        try (FaultProxy proxy = FaultProxy.before(database.host(), database.port())) {
            Tap tap = patient(proxy, 20)
                    .with("read_method", "cursor")
                    .with("itersize", 500)
                    .with("tcp_user_timeout", "2s");
            TapRun run = tap.sync(catalog, null, new Trigger(500_000, proxy::stopAcknowledging))
                    .assertSucceeded();
            assertThat(run.log("WARN"))
                    .anyMatch(line -> line.contains("has acknowledged nothing for 2.0 s"))
                    .anyMatch(line -> line.contains("trying again"));
            assertThat(run.values(STREAM, "id").stream().distinct()).hasSize(ROWS);
        }
    }

    @Test
    void doesNotTakeAServerThatWorksForOneThatIsSilent() {
        database.execute("create or replace view slow as select 1 as id, pg_sleep(1)::text as s");
        Tap.of(database)
                .with("stall_timeout", "5s")
                .sync(Tap.of(database).catalog().fullTable("public-slow"))
                .assertSucceeded();
        TapRun stalled = Tap.of(database)
                .with("stall_timeout", "200ms")
                .sync(Tap.of(database).catalog().fullTable("public-slow"));
        stalled.assertFailed(4, "public.slow", "the server fell silent").assertHint("\"stall_timeout\"");
    }
}
