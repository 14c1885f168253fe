package com.tappostgres.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.tappostgres.json.Json;
import com.tappostgres.testing.Bastion;
import com.tappostgres.testing.CertificateRequest;
import com.tappostgres.testing.PostgresServer;
import com.tappostgres.testing.PostgresVersion;
import com.tappostgres.testing.Tap;
import com.tappostgres.testing.TapProcess;
import com.tappostgres.testing.TapRun;
import com.tappostgres.testing.TestCatalog;
import com.tappostgres.testing.TestCertificates;
import com.tappostgres.testing.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The archive with its own Java runtime, unpacked on a machine without any Java. */
final class DistIT {
    private static final TestCertificates ROOT = TestCertificates.authority("root");

    /** What the scripts call, and nothing else. */
    private static final List<String> TOOLS =
            List.of("sh", "dirname", "readlink", "sed", "cat", "head", "tar", "gzip", "man");

    @TempDir
    static Path folder;

    private static Path program;
    private static PostgresServer server;
    private static TestDatabase database;

    @BeforeAll
    static void unpack() throws IOException {
        Path jar = Path.of("target", "tap-postgres-0.1.0.jar").toAbsolutePath();
        TapRun made = new TapProcess(folder)
                .run(
                        "sh",
                        Path.of("src", "main", "dist", "make-dist.sh")
                                .toAbsolutePath()
                                .toString(),
                        TapProcess.executable().toString(),
                        jar.toString(),
                        "0.1.0",
                        folder.resolve("made").toString());
        assertThat(made.exitCode()).as(made.log() + made.text()).isZero();
        Path archive = only(folder.resolve("made"), ".tar.gz");
        assertThat(Files.readString(Path.of(archive + ".sha256")))
                .contains(archive.getFileName().toString());
        assertThat(Files.size(archive)).isLessThan(60_000_000);
        Path bare = Files.createDirectory(folder.resolve("bare"));
        for (String tool : TOOLS) {
            for (String place : List.of("/usr/bin/", "/bin/")) {
                if (Files.isExecutable(Path.of(place + tool)) && !Files.exists(bare.resolve(tool))) {
                    Files.createSymbolicLink(
                            bare.resolve(tool), Path.of(place + tool).toRealPath());
                }
            }
        }
        Path unpacked = Files.createDirectory(folder.resolve("un packed"));
        withoutJava()
                .run("tar", "-C", unpacked.toString(), "-xzf", archive.toString())
                .assertSucceeded();
        try (Stream<Path> list = Files.list(unpacked)) {
            program = list.findFirst().orElseThrow().resolve("bin/tap-postgres");
        }
        server = PostgresServer.start(
                PostgresVersion.V18,
                new HashMap<>(ROOT.serverSettings(
                        folder, ROOT.issue(new CertificateRequest("test server").name("db.internal")))));
        database = server.createDatabase();
        database.execute(
                "create table t (id integer primary key, s text, j jsonb)",
                "insert into t select i, 'größe ' || i, '{\"a\": 1.50}' from generate_series(1, 5000) i");
    }

    private static Path only(Path place, String suffix) throws IOException {
        try (Stream<Path> list = Files.list(place)) {
            List<Path> found =
                    list.filter(each -> each.toString().endsWith(suffix)).toList();
            assertThat(found).hasSize(1);
            return found.get(0);
        }
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static TapProcess withoutJava() {
        return new TapProcess(folder)
                .without("JAVA_HOME")
                .with("PATH", folder.resolve("bare").toString());
    }

    @Test
    void saysItsVersion() {
        TapRun run = withoutJava().run(program.toString(), "--version");
        assertThat(run.text()).isEqualTo("tap-postgres 0.1.0\n");
        assertThat(run.log()).isEmpty();
    }

    /** Certificates, keys and algorithms of both come from modules of their own. */
    @Test
    void readsThroughTlsAndAnSshTunnel() throws IOException {
        try (Bastion bastion = Bastion.start("open sesame").knows("db.internal")) {
            Tap tap = Tap.of(database)
                    .with("host", "db.internal")
                    .with("sslrootcert", TestCertificates.pem(ROOT.certificate()))
                    .with(
                            "ssh_tunnel",
                            Json.NODES
                                    .objectNode()
                                    .put("host", "127.0.0.1")
                                    .put("port", bastion.port())
                                    .put("username", Bastion.USER)
                                    .put("password", "open sesame")
                                    .put("host_key", bastion.fingerprint()));
            String config = Tap.write(folder, "config.json", tap.config());
            TapRun discovered = withoutJava().run(program.toString(), "--config", config, "--discover");
            assertThat(discovered.assertSucceeded().log()).contains("verify-full", "through SSH");
            TestCatalog catalog = TestCatalog.parse(discovered.text()).fullTable("public-t");
            TapRun run = withoutJava()
                    .run(
                            program.toString(),
                            "--config",
                            config,
                            "--catalog",
                            Tap.write(folder, "catalog.json", catalog.json()));
            TapRun expected = tap.sync(catalog).assertSucceeded();
            assertThat(run.assertSucceeded().normalised()).isEqualTo(expected.normalised());
        }
    }

    /**
     * The charsets of these databases come from a module of their own; without it a byte that a server before 16 prints as
     * a character would become another one.
     */
    @ParameterizedTest
    @ValueSource(strings = {"WIN1255", "WIN1256", "WIN874", "LATIN3"})
    void knowsTheEncodingsOfDatabases(String encoding) throws IOException {
        String options = "encoding '" + encoding + "' lc_collate 'C' lc_ctype 'C'";
        try (TestDatabase odd = PostgresServer.shared(PostgresVersion.V12)
                .createDatabase("in_" + encoding.toLowerCase(Locale.ROOT), options)) {
            odd.execute("create table t (c \"char\")", "insert into t values (cast(-23 as \"char\"))");
            Tap tap = Tap.of(odd);
            TestCatalog catalog = tap.catalog().fullTable("public-t");
            TapRun run = withoutJava()
                    .run(
                            program.toString(),
                            "--config",
                            Tap.write(folder, "odd.json", tap.config()),
                            "--catalog",
                            Tap.write(folder, "odd-catalog.json", catalog.json()));
            assertThat(run.assertSucceeded().records("public-t"))
                    .singleElement()
                    .hasToString("{\"c\":\"\\\\351\"}");
        }
    }

    /** It holds wherever the folder lies: this is not where it was made. */
    @Test
    void usesItsClassDataArchive() {
        TapRun run = withoutJava()
                .with("TAP_POSTGRES_JAVA_OPTS", "-Xlog:class+load=info:stderr")
                .run(program.toString(), "--version");
        assertThat(run.log().lines())
                .anyMatch(line -> line.contains("com.tappostgres.cli.Main source: shared objects file"));
    }

    @Test
    void runsByASymlinkWhateverJavaTheEnvironmentNames() throws IOException {
        Path link = Files.createSymbolicLink(folder.resolve("link"), program);
        Path second = Files.createSymbolicLink(folder.resolve("second"), Path.of("link"));
        TapRun run = withoutJava()
                .with("JAVA_HOME", "/no/java")
                .with("JAVA_TOOL_OPTIONS", "-Dx=y")
                .run(second.toString(), "--version");
        assertThat(run.text()).isEqualTo("tap-postgres 0.1.0\n");
        assertThat(withoutJava().run(link.toString(), "--version").log()).isEmpty();
    }

    @Test
    void saysThatJavaTakesNoPathWithAColon() throws IOException {
        Files.createSymbolicLink(folder.resolve("a:b"), program.getParent().getParent());
        withoutJava()
                .run(folder.resolve("a:b/bin/tap-postgres").toString(), "--version")
                .assertFailed(1, "path with a colon")
                .assertHint("another folder");
    }

    @Test
    void bringsAManualAndCompletion() throws IOException {
        Path home = program.getParent().getParent();
        assertThat(Files.readString(home.resolve("share/man/man1/tap-postgres.1")))
                .contains("EXIT STATUS");
        assertThat(Files.readString(home.resolve("share/bash-completion/completions/tap-postgres")))
                .contains("complete");
        assertThat(home.resolve("LICENSE")).exists();
        assertThat(home.resolve("THIRD-PARTY.txt")).exists();
        assertThat(Files.readString(home.resolve("legal/LICENSE"))).contains("PostgreSQL Global Development Group");
    }

    @Test
    void aRuntimeWithoutJlinkIsNamed() {
        Map<String, String> none = Map.of("JAVA_HOME", folder.toString());
        TapRun run = new TapProcess(folder)
                .with("JAVA_HOME", none.get("JAVA_HOME"))
                .run(
                        "sh",
                        Path.of("src", "main", "dist", "make-dist.sh")
                                .toAbsolutePath()
                                .toString(),
                        "a",
                        "b",
                        "c",
                        "d");
        assertThat(run.exitCode()).isNotZero();
        assertThat(run.log()).contains("has no jlink");
    }
}
