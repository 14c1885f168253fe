package com.tappostgres.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.tappostgres.json.Json;
import com.tappostgres.testing.PostgresServer;
import com.tappostgres.testing.PostgresVersion;
import com.tappostgres.testing.Tap;
import com.tappostgres.testing.TapRun;
import com.tappostgres.testing.TestCatalog;
import com.tappostgres.testing.TestDatabase;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A primary and a standby that follows it: which of them is read, and what is said where neither will do. */
final class SeveralServersIT {
    private static PostgresServer primary;
    private static PostgresServer standby;
    private static TestDatabase database;

    @BeforeAll
    static void start() {
        primary = PostgresServer.start(PostgresVersion.V18, Map.of("wal_keep_size", "64MB"));
        standby = primary.startStandby(Map.of());
        database = primary.createDatabase();
        database.execute(
                "create table t (id integer primary key, name text)",
                "insert into t select i, 'row ' || i from generate_series(1, 1000) i",
                "create role no_writes login password 'nw'",
                "alter role no_writes set default_transaction_read_only to on",
                "grant select on t to no_writes");
        standby.awaitReplayed(primary);
    }

    @AfterAll
    static void stop() {
        standby.close();
        primary.close();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            any            | primary
            read-write     | primary
            primary        | primary
            read-only      | standby
            standby        | standby
            prefer-standby | standby
            """)
    void takesTheFirstThatWillDo(String target, String expected) throws IOException {
        TapRun run = both(unusedPort(), primary.port(), standby.port())
                .with("target_session_attrs", target)
                .discover()
                .assertSucceeded();

        assertThat(TestCatalog.parse(run.text()).streams()).containsExactly("public-t");
        assertConnected(run, expected.equals("primary") ? primary : standby);
    }

    @Test
    void aRoleThatMayNotWriteIsReadOnly() {
        Tap tap = both(primary.port()).as("no_writes", "nw");

        tap.with("target_session_attrs", "read-only").discover().assertSucceeded();
        tap.with("target_session_attrs", "read-write")
                .discover()
                .assertFailed(4, "is not a server that accepts writes")
                .assertHint("target_session_attrs");
    }

    @Test
    void preferStandbyTakesAPrimaryWhereThereIsNoStandby() throws IOException {
        TapRun run = both(unusedPort(), primary.port())
                .with("target_session_attrs", "prefer-standby")
                .discover()
                .assertSucceeded();

        assertConnected(run, primary);
    }

    @Test
    void saysOfEachServerWhyItWillNotDo() throws IOException {
        int nobody = unusedPort();
        both(nobody, standby.port())
                .with("target_session_attrs", "primary")
                .discover()
                .assertFailed(
                        4,
                        "none of the 2 servers will do",
                        "127.0.0.1:" + nobody,
                        "refused",
                        "127.0.0.1:" + standby.port(),
                        "is not a primary")
                .assertHint("target_session_attrs");
    }

    @Test
    void aServerThatRefusesTheUserEndsTheSearch() {
        TapRun run = both(primary.port(), standby.port())
                .with("password", "wrong")
                .discover()
                .assertFailed(4, "28P01");

        assertThat(run.log()).contains(":" + primary.port()).doesNotContain(":" + standby.port());
    }

    @Test
    void readsGoToTheReplica() throws IOException {
        // Nobody listens on the primary's port: all that is read comes from the replica.
        ObjectNode replica = Json.NODES.objectNode().put("host", standby.host()).put("port", standby.port());
        Tap tap = both(unusedPort()).with("replica", replica);
        TapRun discovered = tap.discover().assertSucceeded();
        assertConnected(discovered, standby);

        TestCatalog catalog = TestCatalog.parse(discovered.text()).selectAll();
        TapRun full = tap.sync(catalog).assertSucceeded();
        TapRun direct = Tap.of(database).sync(catalog).assertSucceeded();

        assertThat(full.records("public-t")).hasSize(1000).isEqualTo(direct.records("public-t"));
        assertConnected(full, standby);
    }

    @Test
    void aReplicaThatIsAwayIsNotReplacedByThePrimary() throws IOException {
        ObjectNode replica = Json.NODES.objectNode().put("host", "127.0.0.1").put("port", unusedPort());

        both(primary.port()).with("replica", replica).discover().assertFailed(4, "refused");
    }

    private static Tap both(int... ports) {
        StringBuilder hosts = new StringBuilder();
        StringBuilder list = new StringBuilder();
        for (int port : ports) {
            hosts.append(hosts.isEmpty() ? "" : ",").append("127.0.0.1");
            list.append(list.isEmpty() ? "" : ",").append(port);
        }
        return Tap.of(database).with("host", hosts.toString()).with("port", list.toString());
    }

    private static void assertConnected(TapRun run, PostgresServer server) {
        assertThat(run.log("INFO"))
                .anyMatch(line -> line.contains("connected to") && line.contains("@127.0.0.1:" + server.port() + "/"));
    }

    private static int unusedPort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
