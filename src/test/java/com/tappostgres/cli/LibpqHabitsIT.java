package com.tappostgres.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.tappostgres.testing.PostgresServer;
import com.tappostgres.testing.PostgresVersion;
import com.tappostgres.testing.Tap;
import com.tappostgres.testing.TapRun;
import com.tappostgres.testing.TestCatalog;
import com.tappostgres.testing.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whoever knows psql finds its variables, files and addresses working, and refused for psql's reasons. */
final class LibpqHabitsIT {
    private static final String PASSWORD = "p:a\\ss wörd";

    private static Path socketFolder;
    private static PostgresServer server;
    private static TestDatabase database;

    @TempDir
    private Path home;

    private final Map<String, String> environment = new HashMap<>();

    @BeforeAll
    static void start() throws IOException {
        // Short, since the path of a socket is.
        socketFolder = Files.createTempDirectory(Path.of("/tmp"), "tap-");
        server = PostgresServer.start(PostgresVersion.V18, Map.of("unix_socket_directories", socketFolder.toString()));
        database = server.createDatabase();
        database.execute(
                "create table t (id integer primary key)",
                "insert into t values (1), (2)",
                "create view path as select current_setting('search_path') as value",
                "create role habitual superuser login password '" + PASSWORD + "'");
    }

    @AfterAll
    static void stop() throws IOException {
        server.close();
        Files.deleteIfExists(socketFolder);
    }

    /** All but the password. */
    @BeforeEach
    void sayWhereTheServerIs() {
        environment.put("HOME", home.toString());
        environment.put("PGHOST", "localhost");
        environment.put("PGPORT", Integer.toString(server.port()));
        environment.put("PGUSER", "habitual");
        environment.put("PGDATABASE", database.name());
        environment.put("TAP_POSTGRES_FILTER_DBS", database.name());
    }

    private TapRun discover(String... more) {
        String[] words = new String[more.length + 1];
        System.arraycopy(more, 0, words, 0, more.length);
        words[more.length] = "--discover";
        return Tap.withoutConfig(environment).runHere(words);
    }

    private void works(String... more) {
        TapRun run = discover(more).assertSucceeded();
        assertThat(TestCatalog.parse(run.text()).streams()).contains("public-t");
        assertThat(run.log()).doesNotContain(PASSWORD);
    }

    private TapRun refused(String... inCritical) {
        TapRun run = discover().assertFailed(4, inCritical);
        assertThat(run.text()).isEmpty();
        assertThat(run.log()).doesNotContain(PASSWORD);
        return run;
    }

    private Path write(String name, String mode, String... lines) {
        try {
            Path file = home.resolve(name);
            Files.createDirectories(file.getParent());
            Files.writeString(file, String.join("\n", lines) + "\n");
            return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private String passwordLine(String host) {
        return host + ":" + server.port() + ":*:habitual:"
                + PASSWORD.replace("\\", "\\\\").replace(":", "\\:");
    }

    @Test
    void theVariablesOfPsqlSuffice() {
        environment.put("PGPASSWORD", PASSWORD);
        works();
        environment.put("PGPASSWORD", "wrong");
        refused("password authentication failed for user \"habitual\"").assertHint("\"password\"");
        environment.remove("PGPASSWORD");
        refused("no password was provided").assertHint("PGPASSWORD", "~/.pgpass");
        environment.put("PGPASSWORD", PASSWORD);
        environment.put("PGSSLMODE", "require");
        refused("the server does not support SSL, and \"sslmode\" is \"require\"");
        environment.put("PGSSLMODE", "sometimes");
        discover().assertFailed(3, "\"sslmode\"", "sometimes");
    }

    @Test
    void thePasswordFileServesWhereItIsPrivate() {
        write(".pgpass", "rw-------", "# mine", "other:*:*:*:wrong", passwordLine("localhost"));
        works();
        write(".pgpass", "rw-------", "localhost:*:*:*:wrong", passwordLine("localhost"));
        refused("password authentication failed");
        // Not that of the address that the name leads to.
        write(".pgpass", "rw-------", passwordLine("127.0.0.1"));
        refused("no password was provided");
    }

    @ParameterizedTest
    @ValueSource(strings = {"rw-r--r--", "rw-r-----", "rw----r--", "rwxrwxrwx"})
    void thePasswordFileIsIgnoredWhereOthersHaveAccess(String mode) {
        Path file = write(".pgpass", mode, passwordLine("*"));
        TapRun run = refused("no password was provided");
        assertThat(run.log("WARN"))
                .containsOnlyOnce("WARN the password file \"" + file
                        + "\" is ignored: others than its owner have access to it; run: chmod 0600 '" + file + "'");
    }

    @Test
    void anotherPasswordFileIsNamed() {
        write(".pgpass", "rw-------", "*:*:*:*:wrong");
        environment.put(
                "PGPASSFILE", write("passwords", "rw-------", passwordLine("*")).toString());
        works();
        environment.put("PGPASSFILE", home.resolve("missing").toString());
        refused("no password was provided");
    }

    @Test
    void aServiceGivesAllThatIsNotSaidOtherwise() {
        environment.keySet().removeIf(name -> name.startsWith("PG"));
        write(
                ".pg_service.conf",
                "rw-------",
                "[shop]",
                "host=localhost",
                "port=" + server.port(),
                "user=habitual",
                "password=" + PASSWORD,
                "dbname=" + database.name());
        environment.put("PGSERVICE", "shop");
        works();
        environment.put("PGUSER", "somebody else");
        works();
        environment.put("TAP_POSTGRES_USER", "postgres");
        refused("password authentication failed for user \"postgres\"");
        environment.remove("TAP_POSTGRES_USER");
        environment.put("PGSERVICE", "shopp");
        discover().assertFailed(3, "shopp", home.resolve(".pg_service.conf").toString());
        Path elsewhere = write("services", "rw-------", "[shopp]", "host=localhost", "port=" + server.port());
        environment.put("PGSERVICEFILE", elsewhere.toString());
        environment.put("PGUSER", "habitual");
        environment.put("PGPASSWORD", PASSWORD);
        environment.put("PGDATABASE", database.name());
        works();
    }

    @Test
    void aUrlSaysAll() {
        environment.keySet().removeIf(name -> name.startsWith("PG"));
        String place = "@localhost:" + server.port() + "/" + database.name();
        String url = "postgresql://habitual:p%3Aa%5Css%20w%C3%B6rd" + place;
        environment.put("TAP_POSTGRES_URL", url);
        works();
        environment.put("TAP_POSTGRES_URL", "postgresql://nobody" + place);
        works("--url", url);
        TapRun run = discover("--url", url);
        assertThat(run.log("WARN"))
                .singleElement()
                .asString()
                .contains("the list of processes shows the password in --url");
        environment.put("PGPASSWORD", PASSWORD);
        run = discover("--url", "postgres://habitual" + place).assertSucceeded();
        assertThat(run.log("WARN")).isEmpty();
        discover("--url", "postgresql://habitual" + place + "?sslmode=require")
                .assertFailed(4, "the server does not support SSL");
        TapRun wrong =
                discover("--url", "mysql://habitual:" + "p%3Aa%5Css" + place).assertFailed(3, "--url");
        assertThat(wrong.log()).doesNotContain("p%3Aa", "p:a");
    }

    @Test
    void aFolderIsTheHostOfAUnixSocket() {
        environment.put("PGHOST", socketFolder.toString());
        environment.put("PGPASSWORD", PASSWORD);
        TapRun run = discover().assertSucceeded();
        assertThat(run.log("INFO").get(0))
                .startsWith("INFO connected to habitual@" + socketFolder + ":" + server.port() + "/")
                .endsWith("): Unix socket");
        TestCatalog catalog = TestCatalog.parse(run.text()).fullTable("public-t");
        TapRun sync = Tap.of(database)
                .with("host", socketFolder.toString())
                .sync(catalog)
                .assertSucceeded();
        assertThat(sync.records("public-t")).hasSize(2);
        // Encryption is pointless there, as for psql.
        environment.put("PGSSLMODE", "require");
        discover().assertSucceeded();
        environment.remove("PGPASSWORD");
        write(".pgpass", "rw-------", passwordLine(socketFolder.toString()));
        works();
    }

    @Test
    void aFolderWithoutASocketIsNamed() {
        environment.put("PGHOST", home.toString());
        refused("cannot connect to habitual@" + home, ".s.PGSQL." + server.port())
                .assertHint("\"host\"");
    }

    @Test
    void optionsReachTheServer() {
        Tap tap = Tap.of(database).with("options", "-c search_path=one,two -c statement_timeout=0");
        TestCatalog catalog = tap.catalog().fullTable("public-path");
        assertThat(tap.sync(catalog).assertSucceeded().values("public-path", "value"))
                .containsExactly("\"one,two\"");
        environment.put("PGPASSWORD", PASSWORD);
        for (String wrong : new String[] {"-c no_such_parameter=1", "-c statement_timeout=soon", "nonsense"}) {
            environment.put("PGOPTIONS", wrong);
            refused("cannot connect to habitual@localhost:").assertHint("Correct \"options\"");
        }
    }
}
