package com.tappostgres.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.tappostgres.testing.EachVersion;
import com.tappostgres.testing.PostgresServer;
import com.tappostgres.testing.PostgresVersion;
import com.tappostgres.testing.Tap;
import com.tappostgres.testing.TapRun;
import com.tappostgres.testing.TestCatalog;
import com.tappostgres.testing.TestDatabase;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Servers that are not there or do not let the user in. */
final class BadConnectionIT {
    @EachVersion
    void saysWhyTheServerRefuses(PostgresVersion version) {
        try (TestDatabase database = PostgresServer.shared(version).createDatabase()) {
            Tap tap = Tap.of(database);
            String role = database.name() + "_guest";
            database.execute(
                    "create role " + role + " login password 'right'",
                    "create role " + role + "_off nologin password 'right'",
                    "revoke connect on database " + database.name() + " from public");

            refused(tap.with("password", "wrong"), "password authentication failed", "28P01")
                    .assertHint("\"password\"");
            refused(tap.without("password"), "no password was provided").assertHint("PGPASSWORD");
            refused(tap.as(role + "_off", "right"), "is not permitted to log in", "28000")
                    .assertHint("LOGIN");
            refused(tap.as("no_such_role", "right"), "no_such_role", "28P01").assertHint("\"user\"");
            refused(tap.with("dbname", "no_such_db"), "database \"no_such_db\" does not exist", "3D000")
                    .assertHint("\"dbname\"");
            refused(tap.as(role, "right"), "permission denied for database", "42501")
                    .assertHint("GRANT CONNECT ON DATABASE");
            refused(tap.with("sslmode", "require"), "does not support SSL").assertHint("\"sslmode\": \"prefer\"");
            tap.with("sslmode", "verify-full")
                    .discover()
                    .assertFailed(3, "there is no authority to trust")
                    .assertHint("\"sslrootcert\"");
            database.execute("drop role " + role, "drop role " + role + "_off");
        }
    }

    private static TapRun refused(Tap tap, String... inCritical) {
        TapRun run = tap.discover().assertFailed(4, inCritical);
        assertThat(run.text()).isEmpty();
        assertThat(run.log()).doesNotContain("right", "tap-test");
        return run;
    }

    @Test
    void saysThatNobodyListens() throws IOException {
        int port;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }
        Tap tap = nowhere("127.0.0.1", port);

        refusedByEnvironment(tap, "cannot connect to somebody@127.0.0.1:" + port + "/db", "refused")
                .assertHint("\"host\" and \"port\"");
    }

    @Test
    void saysThatAHostIsUnknown() {
        refusedByEnvironment(nowhere("no-such-host.invalid", 5432), "the host \"no-such-host.invalid\" is unknown")
                .assertHint("\"host\"");
    }

    @Test
    void waitsNoLongerThanItIsTold() throws IOException {
        try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            refusedByEnvironment(nowhere("127.0.0.1", silent.getLocalPort()), "no answer within 1 s")
                    .assertHint("firewall");
        }
    }

    @Test
    void saysThatSomethingElseListens() throws IOException {
        try (ServerSocket web = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Thread server = new Thread(() -> answerAsAWebServer(web));
            server.start();
            refusedByEnvironment(nowhere("127.0.0.1", web.getLocalPort()), "is no PostgreSQL server")
                    .assertHint("\"port\"");
        }
    }

    private static void answerAsAWebServer(ServerSocket web) {
        while (!web.isClosed()) {
            try (Socket client = web.accept()) {
                client.getOutputStream().write("HTTP/1.1 400 Bad Request\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            } catch (IOException e) {
                return;
            }
        }
    }

    private static Tap nowhere(String host, int port) {
        return Tap.withoutConfig(Map.of(
                "PGHOST", host,
                "PGPORT", Integer.toString(port),
                "PGUSER", "somebody",
                "PGPASSWORD", "right",
                "PGDATABASE", "db",
                "PGCONNECT_TIMEOUT", "1"));
    }

    private static TapRun refusedByEnvironment(Tap tap, String... inCritical) {
        TapRun run = tap.runHere("--discover").assertFailed(4, inCritical);
        assertThat(run.text()).isEmpty();
        assertThat(run.log()).doesNotContain("right");
        return run;
    }

    @Test
    void needsNoFileWhereTheEnvironmentSaysAll() {
        try (TestDatabase database = PostgresServer.shared(PostgresVersion.V18).createDatabase()) {
            database.execute("create table t (id integer)");
            Tap tap = Tap.withoutConfig(Map.of(
                    "PGHOST", database.host(),
                    "PGPORT", Integer.toString(database.port()),
                    "PGUSER", "nobody",
                    "TAP_POSTGRES_USER", database.user(),
                    "PGPASSWORD", database.password(),
                    "PGDATABASE", database.name(),
                    "TAP_POSTGRES_FILTER_DBS", "[\"" + database.name() + "\"]",
                    "TAP_POSTGRES_UNHEARD_OF", "1"));

            TapRun run = tap.runHere("--discover").assertSucceeded();

            assertThat(TestCatalog.parse(run.text()).streams()).containsExactly("public-t");
        }
    }

    /** A database that refuses is left out of a discovery of all. */
    @Test
    void warnsOfADatabaseThatRefuses() {
        try (PostgresServer server = PostgresServer.start(
                        PostgresVersion.V18, Map.of("max_connections", "20", "session_preload_libraries", ""));
                TestDatabase open = server.createDatabase("open", "");
                TestDatabase full = server.createDatabase("full", "connection limit 0")) {
            open.execute("create table t (id integer)");
            server.execute("create role reader login password 'r'");
            TapRun run = Tap.of(open).as("reader", "r").without("filter_dbs").discover();
            run.assertFailed(5, "role \"reader\" may read no table");
            open.execute("grant select on t to reader");

            TapRun second = Tap.of(open).as("reader", "r").without("filter_dbs").discover();

            assertThat(TestCatalog.parse(second.assertSucceeded().text()).streams())
                    .containsExactly("public-t");
            assertThat(second.log("WARN"))
                    .singleElement()
                    .asString()
                    .contains("left out the database \"" + full.name() + "\"", "too many connections");
        }
    }
}
