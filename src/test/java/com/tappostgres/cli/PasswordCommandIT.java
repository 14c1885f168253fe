package com.tappostgres.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.tappostgres.testing.PostgresServer;
import com.tappostgres.testing.PostgresVersion;
import com.tappostgres.testing.Tap;
import com.tappostgres.testing.TapRun;
import com.tappostgres.testing.TestCatalog;
import com.tappostgres.testing.TestDatabase;
import com.tappostgres.testing.Trigger;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Passwords that a command prints, anew for each connection. */
final class PasswordCommandIT {
    private static PostgresServer server;
    private static TestDatabase first;
    private static TestDatabase second;
    private static String role;
    private static Tap tap;

    @TempDir
    private Path folder;

    @BeforeAll
    static void createDatabases() {
        server = PostgresServer.shared(PostgresVersion.V18);
        first = server.createDatabase();
        second = server.createDatabase();
        role = first.name() + "_token";
        server.execute("create role " + role + " superuser login");
        first.execute("create table t (id integer primary key)", "insert into t select generate_series(1, 50000)");
        second.execute("create table t (id integer primary key)", "insert into t values (1)");
        tap = Tap.of(first)
                .with("user", role)
                .without("password")
                .with("filter_dbs", first.name() + "," + second.name())
                .with("stream_name", "{database}-{table}");
    }

    @AfterAll
    static void dropDatabases() {
        first.close();
        second.close();
        server.execute("drop role " + role);
    }

    @BeforeEach
    void giveFirstToken() {
        server.execute("alter role " + role + " password 'token 1'");
    }

    /** A script that notes for which connection it is run, and prints what stands in a file. */
    private String command() throws IOException {
        Files.writeString(folder.resolve("token"), "token 1\n");
        Path script = Files.writeString(folder.resolve("command"), """
                echo "$PGUSER@$PGHOST:$PGPORT/$PGDATABASE" >>"$1/calls"
                cat "$1/token"
                """);
        return "sh " + script + " " + folder;
    }

    private List<String> calls() throws IOException {
        Path calls = folder.resolve("calls");
        List<String> lines = Files.exists(calls) ? Files.readAllLines(calls) : List.of();
        Files.deleteIfExists(calls);
        return lines;
    }

    private long connectionsSince(long before) {
        return sessions() - before;
    }

    /** How many sessions the two databases have seen; the asking one is of a third. */
    private long sessions() {
        try (Connection connection = server.connect();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("select sum(sessions) from pg_stat_database where"
                        + " datname in ('" + first.name() + "', '" + second.name() + "')")) {
            row.next();
            return row.getLong(1);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void isAskedOncePerConnection() throws IOException {
        Tap asking = tap.with("password_command", command());
        String of = role + "@127.0.0.1:" + server.port() + "/";
        long before = sessions();

        TestCatalog catalog = asking.catalog().selectAll();

        List<String> discovery = calls();
        assertThat(discovery).contains(of + first.name(), of + second.name());
        assertThat(connectionsSince(before)).isEqualTo(discovery.size());
        before = sessions();
        TapRun run = asking.sync(catalog).assertSucceeded();
        List<String> sync = calls();
        assertThat(sync).contains(of + first.name(), of + second.name());
        assertThat(connectionsSince(before)).isEqualTo(sync.size());
        assertThat(run.messages("RECORD")).hasSize(50_001);
    }

    /** A token that was good for the first database is not asked for again, but replaced. */
    @Test
    void servesTokensThatChange() throws IOException {
        String command = command();
        Tap asking = tap.with("password_command", command);
        TestCatalog catalog = asking.catalog().selectAll();
        Runnable renewal = () -> {
            server.execute("alter role " + role + " password 'token 2'");
            write("token", "token 2\n");
        };

        TapRun run = asking.sync(catalog, null, new Trigger(100_000, renewal)).assertSucceeded();

        assertThat(run.records(second.name() + "-t")).hasSize(1);
        assertThat(calls()).hasSizeGreaterThanOrEqualTo(2);
        // With the first token for all of the run the second database cannot be had.
        giveFirstToken();
        TapRun stale = tap.with("password", "token 1").sync(catalog, null, new Trigger(100_000, renewal));
        assertThat(stale.exitCode()).isNotZero();
        assertThat(stale.log("CRITICAL").get(0)).contains("password authentication failed");
    }

    private void write(String name, String text) {
        try {
            Files.writeString(folder.resolve(name), text);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            echo 'no such secret' >&2; exit 3 | the "password_command" failed with exit code 3: no such secret
            /no/such/program                  | the "password_command" failed with exit code 127: /bin/sh:
            true                              | the "password_command" printed nothing
            printf 'a\\nb\\n'                 | the "password_command" printed 2 lines; a password is one
            printf '\\n'                      | the "password_command" printed nothing
            printf '\\377'                    | the "password_command" printed something that is no UTF-8 text
            echo "token 2"                    | password authentication failed
            """)
    void saysWhatIsWrongWithTheCommand(String command, String message) {
        TapRun run = tap.with("password_command", command).discover();
        run.assertFailed(4, "cannot connect to " + role + "@127.0.0.1:" + server.port() + "/" + first.name() + ": ")
                .assertHint("password");
        assertThat(run.log("CRITICAL").get(0)).contains(message);
        assertThat(run.log()).doesNotContain("token 2");
    }

    @Test
    void goesBeforeThePasswordsOfTheEnvironment() throws IOException {
        Tap asking = tap.with("password_command", command());
        asking.withEnvironment(Map.of("PGPASSWORD", "wrong")).discover().assertSucceeded();
        assertThat(calls()).isNotEmpty();
        asking.with("password", "wrong")
                .discover()
                .assertFailed(3, "\"password\" and \"password_command\" are both given: leave one of them out");
        assertThat(calls()).isEmpty();
    }
}
