package com.tappostgres.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.tappostgres.json.Json;
import com.tappostgres.testing.CertificateRequest;
import com.tappostgres.testing.Leaks;
import com.tappostgres.testing.PostgresServer;
import com.tappostgres.testing.PostgresVersion;
import com.tappostgres.testing.Tap;
import com.tappostgres.testing.TapRun;
import com.tappostgres.testing.TestCertificates;
import com.tappostgres.testing.TestDatabase;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Passwords, whatever they come from and whatever goes wrong: nothing that a run leaves behind holds any. */
final class SecretsIT {
    private static final String SECRET = "Zq7Secret@Wx4/Marker:Kp9Hidden";
    private static final String ENCODED = "Zq7Secret%40Wx4%2FMarker%3AKp9Hidden";
    /** Without anything that means something in a URL or a shell. */
    private static final String PLAIN = "Zq7SecretWx4MarkerKp9Hidden";

    /** Which nobody takes meanwhile, as a free one may be taken. */
    private static final int NOBODYS_PORT = 1;

    private static final Leaks LEAKS = new Leaks().of(SECRET, ENCODED, PLAIN);

    @TempDir
    static Path folder;

    private static PostgresServer server;
    private static TestDatabase database;
    private static String catalog;

    @TempDir
    private Path home;

    private final ObjectNode config = Json.NODES.objectNode();
    private final Map<String, String> environment = new HashMap<>();
    private final List<String> options = new ArrayList<>();

    @BeforeAll
    static void start() throws IOException {
        TestCertificates root = TestCertificates.authority("root");
        server = PostgresServer.start(
                PostgresVersion.V18, root.serverSettings(folder, root.issue(CertificateRequest.forLocalhost())));
        database = server.createDatabase();
        database.execute(
                "create table t (id integer primary key)",
                "insert into t values (1)",
                "create role careful superuser login password '" + SECRET + "'",
                "create role careless superuser login password 'another one'");
        catalog = Tap.write(
                folder,
                "catalog.json",
                Tap.of(database).catalog().incremental("public-t", "id").json());
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    /** Where a password comes from. */
    private enum Source {
        CONFIG,
        OWN_VARIABLE,
        LIBPQ_VARIABLE,
        URL_IN_CONFIG,
        URL_IN_VARIABLE,
        URL_OPTION,
        PASSWORD_FILE,
        SERVICE_FILE,
        COMMAND
    }

    private void give(Source source, String user, int port) {
        String place = "@127.0.0.1:" + port + "/" + database.name();
        String url = "postgresql://" + user + ":" + ENCODED + place;
        options.clear();
        environment.put("HOME", home.toString());
        config.put("filter_dbs", database.name());
        if (!List.of(Source.URL_IN_CONFIG, Source.URL_IN_VARIABLE, Source.URL_OPTION)
                .contains(source)) {
            config.put("host", "127.0.0.1").put("port", port).put("user", user).put("dbname", database.name());
        }
        switch (source) {
            case CONFIG -> config.put("password", SECRET);
            case OWN_VARIABLE -> environment.put("TAP_POSTGRES_PASSWORD", SECRET);
            case LIBPQ_VARIABLE -> environment.put("PGPASSWORD", SECRET);
            case URL_IN_CONFIG -> config.put("url", url);
            case URL_IN_VARIABLE -> environment.put("TAP_POSTGRES_URL", url);
            case URL_OPTION -> options.addAll(List.of("--url", url));
            case PASSWORD_FILE ->
                TestCertificates.write(home.resolve(".pgpass"), "*:*:*:*:" + SECRET.replace(":", "\\:") + "\n");
            case SERVICE_FILE -> {
                config.put("service", "shop");
                TestCertificates.write(home.resolve(".pg_service.conf"), "[shop]\npassword=" + SECRET + "\n");
            }
            case COMMAND -> {
                Path file = TestCertificates.write(home.resolve("password"), SECRET + "\n");
                config.put("password_command", "cat " + file);
            }
        }
    }

    /** Every command, in turn, with what was given. */
    private List<TapRun> runs() throws IOException {
        List<String> with = new ArrayList<>(List.of("--config", Tap.write(home, "config.json", config)));
        with.addAll(options);
        List<TapRun> runs = new ArrayList<>();
        Path state = home.resolve("state.json");
        for (List<String> command : List.of(
                List.of("--discover"),
                List.of("--discover", "--debug"),
                List.of("--debug", "--catalog", catalog, "--state", state.toString(), "--save-state=unconfirmed"),
                List.of("check", "--debug", "--catalog", catalog),
                List.of("check", "--grants"))) {
            List<String> words = new ArrayList<>(command);
            words.addAll(command.get(0).equals("check") ? 1 : 0, with);
            TapRun run = Tap.withoutConfig(environment).runHere(words.toArray(String[]::new));
            LEAKS.assertNone(String.join(" ", command), run);
            runs.add(run);
        }
        if (Files.exists(state)) {
            LEAKS.assertNone("state file", Files.readString(state));
        }
        return runs;
    }

    private void fails(int... codes) throws IOException {
        for (TapRun run : runs()) {
            assertThat(codes).as(run.log()).contains(run.exitCode());
        }
    }

    /** It is there, so that the others of these tests miss nothing. */
    @ParameterizedTest
    @EnumSource
    void aPasswordThatIsRightIsNeverShown(Source source) throws IOException {
        give(source, "careful", server.port());
        for (TapRun run : runs()) {
            assertThat(run.exitCode()).as(run.log()).isZero();
        }
        assertThat(home.resolve("state.json")).content().contains("\"replication_key_value\"");
    }

    @ParameterizedTest
    @EnumSource
    void aPasswordThatIsWrongIsNotShown(Source source) throws IOException {
        give(source, "careless", server.port());
        fails(4);
        config.put("channel_binding", "require").put("sslmode", "allow");
        fails(4);
    }

    @ParameterizedTest
    @EnumSource
    void noFailureBeforeTheLoginShowsThePassword(Source source) throws IOException {
        give(source, "careful", server.port());
        config.put(
                "sslrootcert",
                TestCertificates.pem(TestCertificates.authority("other").certificate()));
        fails(4);
        config.put("sslrootcert", "/no/such/file");
        fails(3);
        config.remove("sslrootcert");
        for (int port : new int[] {NOBODYS_PORT, server.port()}) {
            config.putObject("ssh_tunnel")
                    .put("host", "127.0.0.1")
                    .put("port", port)
                    .put("password", SECRET);
            fails(4);
        }
        config.remove("ssh_tunnel");
        config.put("options", "-c no_such_parameter=1");
        fails(4);
        config.remove("options");
        config.put("connect_timeout", "soon").put("pasword", "x").put("sslmode", "maybe");
        fails(3);
        config.remove(List.of("connect_timeout", "pasword", "sslmode"));
        give(source, "careful", NOBODYS_PORT);
        fails(4);
    }

    /** In places where a password has been put by mistake. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"pasword\": \"S\"}",
                "{\"passwd\": {\"of tap\": \"S\"}}",
                "{\"password\": [\"S\"]}",
                "{\"password\": {\"S\": \"S\"}}",
                "{\"password\": \"S\", \"password\": \"S\"}",
                "{\"password\": S}",
                "{\"password\": \"S}",
                "{\"password\": \"S\"",
                "{\"password\": 'S'}",
                "{\"password\": \"\\S\"}",
                "\"S\"",
                "S",
                "{\"password_command\": \"S\"}",
                "{\"password_command\": \"echo S; exit 1\"}",
                "{\"password_command\": \"echo S >&2; echo S; exit 1\"}",
                "{\"password_command\": \"set -x; echo S; echo S\"}",
                "{\"password_command\": [\"echo\", \"S\"]}",
                "{\"sslpassword\": {\"a\": \"S\"}}",
                "{\"dbname\": \"postgresql://careful:S@127.0.0.1/x\"}",
                "{\"host\": \"postgresql://careful:S@127.0.0.1/x\"}",
                "{\"host\": \"careful:S@127.0.0.1\"}",
                "{\"url\": \"S\"}",
                "{\"url\": [\"S\"]}",
                "{\"url\": \"careful:S@127.0.0.1/x\"}",
                "{\"url\": \"mysql://careful:S@127.0.0.1/x\"}",
                "{\"url\": \"postgresql://careful:S@127.0.0.1:1/x\"}",
                "{\"url\": \"postgresql://careful:%ZZS@127.0.0.1:1/x\"}",
                "{\"url\": \"postgresql://127.0.0.1:1/x?password=S&password=S\"}",
                "{\"url\": \"postgresql://127.0.0.1:1/x?pasword=S\"}",
                "{\"url\": \"postgresql://127.0.0.1:1/x?S\"}",
                "{\"url\": \"host=127.0.0.1 port=1 password=S dbname=x\"}",
                "{\"url\": \"host=127.0.0.1 port=1 password='S dbname=x\"}",
                "{\"url\": \"host=127.0.0.1 port=1 pasword=S\"}",
                "{\"sqlalchemy_url\": \"postgresql+psycopg2://careful:S@127.0.0.1:1/x\"}",
                "{\"ssh_tunnel\": \"S\"}",
                "{\"ssh_tunnel\": [\"S\"]}",
                "{\"ssh_tunnel\": {\"host\": \"127.0.0.1\", \"pasword\": \"S\"}}",
                "{\"ssh_tunnel\": {\"host\": \"127.0.0.1\", \"password\": [\"S\"]}}",
                "{\"ssh_tunnel\": {\"host\": \"127.0.0.1\", \"private_key_password\": {\"S\": 1}}}",
                "{\"ssh_tunnel\": {\"host\": \"127.0.0.1\", \"jump\": \"tap:S@127.0.0.1\"}}",
                "{\"ssh_tunnel\": {\"host\": \"127.0.0.1\", \"jump\": [{\"host\": \"x\", \"pasword\": \"S\"}]}}",
                "{\"ssh_tunnel\": \"{\\\"host\\\": \\\"127.0.0.1\\\", \\\"password\\\": \\\"S\"}",
            })
    void aMistakeInTheConfigShowsNothing(String text) {
        Map<String, String> variables = Map.of("HOME", home.toString(), "PGPORT", Integer.toString(NOBODYS_PORT));
        for (String secret : List.of(SECRET, PLAIN)) {
            String file = TestCertificates.write(home.resolve("broken.json"), text.replace("S", secret))
                    .toString();
            for (String[] words :
                    new String[][] {{"--config", file, "--discover", "--debug"}, {"check", "--config", file, "--debug"}
                    }) {
                TapRun run = Tap.withoutConfig(variables).runHere(words);
                assertThat(run.exitCode()).as(run.log()).isIn(3, 4);
                LEAKS.assertNone(text, run);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "TAP_POSTGRES_SSH_TUNNEL={\"host\": \"127.0.0.1\", \"password\": \"S\"",
                "TAP_POSTGRES_SSH_TUNNEL={\"host\": \"127.0.0.1\", \"password\": S}",
                "TAP_POSTGRES_SSH_TUNNEL=S",
                "TAP_POSTGRES_URL=S",
                "TAP_POSTGRES_URL=postgresql://careful:S@127.0.0.1:port/x",
                "TAP_POSTGRES_REPLICA={\"host\": \"127.0.0.1\", \"password\": \"S\"}",
            })
    void aMistakeInTheEnvironmentShowsNothing(String variable) {
        int equals = variable.indexOf('=');
        Map<String, String> variables = Map.of(
                "HOME",
                home.toString(),
                variable.substring(0, equals),
                variable.substring(equals + 1).replace("S\"", SECRET + "\"").replaceAll("S(?=$|[@}])", SECRET));
        TapRun run = Tap.withoutConfig(variables).runHere("--discover", "--debug");
        assertThat(run.exitCode()).as(run.log()).isIn(3, 4);
        LEAKS.assertNone(variable, run);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[shop]\npasswrod=S",
                "[shop]\npassword S",
                "[shop]\npassword = S",
                "[shop]\nS",
                "[shop]\nldap://careful:S@127.0.0.1/x",
                "[shop]\nhost=127.0.0.1\nport=S",
                "[shop]\nservice=S",
                "password=S\n[other]",
            })
    void aMistakeInTheServiceFileShowsNothing(String text) {
        TestCertificates.write(home.resolve(".pg_service.conf"), text.replace("S", SECRET) + "\n");
        TapRun run = Tap.withoutConfig(Map.of("HOME", home.toString(), "PGSERVICE", "shop"))
                .runHere("--discover", "--debug");
        assertThat(run.exitCode()).as(run.log()).isEqualTo(3);
        LEAKS.assertNone(text, run);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--ur=postgresql://careful:S@127.0.0.1:1/x --discover",
                "--discover postgresql://careful:S@127.0.0.1:1/x",
                "--discover --url",
                "--discover --url=postgresql://careful:S@127.0.0.1:port/x",
                "--discover --url=S",
                "--discover --url=postgresql://127.0.0.1:S/x",
                "--discover --password=S",
                "--discover --url=postgresql://127.0.0.1:1/x?password=S",
                "check --url=postgresql://careful:S@127.0.0.1:1/x",
                "about --types --url=postgresql://careful:S@127.0.0.1:1/x",
                "keygen postgresql://careful:S@127.0.0.1:1/x",
            })
    void aMistakeOnTheCommandLineShowsNothing(String line) {
        String[] words =
                line.replace(":S", ":" + ENCODED).replace("=S", "=" + ENCODED).split(" ");
        TapRun run = Tap.withoutConfig(Map.of("HOME", home.toString())).runHere(words);
        assertThat(run.exitCode()).as(run.log()).isIn(2, 3, 4);
        LEAKS.assertNone(line, run);
    }

    @Test
    void aboutHasNothingToHide() {
        TapRun run = Tap.withoutConfig(
                        Map.of("PGPASSWORD", SECRET, "TAP_POSTGRES_URL", "postgresql://a:" + ENCODED + "@h"))
                .runHere("about", "--types", "--debug")
                .assertSucceeded();
        LEAKS.assertNone("about", run);
    }

    /** The search itself finds what it should. */
    @Test
    void aLeakWouldBeFound() {
        TapRun run =
                new TapRun(0, "{}\n".getBytes(StandardCharsets.UTF_8), "CRITICAL x" + SECRET.substring(3, 16) + "x\n");
        assertThatThrownBy(() -> LEAKS.assertNone("a run", run))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("a run, standard error");
    }
}
