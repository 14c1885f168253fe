package com.tappostgres.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.tappostgres.testing.PostgresServer;
import com.tappostgres.testing.PostgresVersion;
import com.tappostgres.testing.Tap;
import com.tappostgres.testing.TapProcess;
import com.tappostgres.testing.TapRun;
import com.tappostgres.testing.TestCatalog;
import com.tappostgres.testing.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ExecutableIT {
    private static final String PROGRAM = TapProcess.executable().toString();
    private static final String VERSION = "tap-postgres 0.1.0\n";

    private static TestDatabase database;
    private static TestCatalog catalog;

    @TempDir
    private Path folder;

    private String config;

    @BeforeAll
    static void createTables() {
        database = PostgresServer.shared(PostgresVersion.V18).createDatabase();
        database.execute(
                "create table t (id integer primary key, \"größe\" text)",
                "insert into t select i, repeat('é', 100) from generate_series(1, 2000) i",
                "create table narrow (a bigint, b bigint)",
                "insert into narrow select i, i from generate_series(1, 2000000) i",
                "create view endless as select i, pg_sleep(0.01)::text as s from generate_series(1, 100000) i");
        catalog = Tap.of(database).catalog();
    }

    @AfterAll
    static void dropTables() {
        database.close();
    }

    @BeforeEach
    void writeConfig() throws IOException {
        config = Tap.write(folder, "config.json", Tap.of(database).config());
    }

    private TapProcess process() {
        return new TapProcess(folder);
    }

    private String catalogOf(String stream) throws IOException {
        return Tap.write(
                folder, "catalog.json", catalog.copy().fullTable(stream).json());
    }

    @Test
    void saysThatJavaReadsNoPathWithAColon() throws IOException {
        Path colon = Files.createDirectories(folder.resolve("a:b"));
        Path copy = Files.copy(Path.of(PROGRAM), colon.resolve("tap"));
        Files.setPosixFilePermissions(copy, PosixFilePermissions.fromString("rwxr-xr-x"));
        TapRun run = process().run(copy.toString(), "--version");
        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.text()).isEmpty();
        assertThat(run.log()).contains("CRITICAL Java cannot read a program from a path with a colon", "Copy it");
    }

    @Test
    void logsALineForEachEventWhateverTheNames() throws IOException {
        try (TestDatabase odd = PostgresServer.shared(PostgresVersion.V18).createDatabase()) {
            odd.execute("create table \"new\nline\" (\"a\nb\" float8)", "insert into \"new\nline\" values ('NaN')");
            String oddConfig = Tap.write(folder, "odd.json", Tap.of(odd).config());
            String streams = Tap.write(
                    folder,
                    "odd-catalog.json",
                    Tap.of(odd).catalog().selectAll().json());

            TapRun run = process().run(PROGRAM, "--config", oddConfig, "--catalog", streams);

            assertThat(run.exitCode()).isZero();
            assertThat(run.log()).contains("public-new\\nline: 1 row", "\"a\\nb\"");
            assertThat(run.log().lines()).allMatch(line -> line.matches("(INFO|WARN) .*"));
        }
    }

    @Test
    void runsByItsNameBySymlinkAndFromAPathWithBlanks() throws IOException {
        Path bin = Path.of(PROGRAM).getParent();
        String path = bin + ":" + System.getenv("PATH");
        assertThat(process()
                        .with("PATH", path)
                        .run("sh", "-c", "tap-postgres --version")
                        .text())
                .isEqualTo(VERSION);

        Path link = Files.createSymbolicLink(folder.resolve("link"), Path.of(PROGRAM));
        Path second = Files.createSymbolicLink(folder.resolve("second"), Path.of("link"));
        assertThat(process().run(link.toString(), "--version").text()).isEqualTo(VERSION);
        assertThat(process().run(second.toString(), "--version").text()).isEqualTo(VERSION);
        assertThat(process().run("./second", "--version").text()).isEqualTo(VERSION);

        Path blanks = Files.createDirectories(folder.resolve("a folder's \"name\""));
        Path copy = Files.copy(Path.of(PROGRAM), blanks.resolve("my tap"));
        Files.setPosixFilePermissions(copy, PosixFilePermissions.fromString("rwxr-xr-x"));
        assertThat(process().run(copy.toString(), "--version").text()).isEqualTo(VERSION);
    }

    @Test
    void saysWhatIsMissingWhereThereIsNoJava() throws IOException {
        process().with("JAVA_HOME", "/no/java").run(PROGRAM, "--version").assertFailed(1, "JAVA_HOME=/no/java");
        process()
                .without("JAVA_HOME")
                .with("PATH", "/no/path")
                .run(PROGRAM, "--version")
                .assertFailed(1, "there is no Java on PATH")
                .assertHint("openjdk-17");

        String old = fakeJava("old", "echo never run");
        Files.writeString(Path.of(old, "release"), "IMPLEMENTOR=\"X\"\nJAVA_VERSION=\"11.0.2\"\n");
        process().with("JAVA_HOME", old).run(PROGRAM, "--version").assertFailed(1, "needs Java 17", "version 11.0.2");

        String older = fakeJava("older", "echo 'openjdk version \"1.8.0_352\"' >&2");
        process().with("JAVA_HOME", older).run(PROGRAM, "--version").assertFailed(1, "needs Java 17", "1.8.0");
    }

    private String fakeJava(String name, String script) throws IOException {
        Path bin = Files.createDirectories(folder.resolve(name).resolve("bin"));
        Path java = Files.writeString(bin.resolve("java"), "#!/bin/sh\n" + script + "\n");
        Files.setPosixFilePermissions(java, PosixFilePermissions.fromString("rwxr-xr-x"));
        return folder.resolve(name).toString();
    }

    @Test
    void findsJavaOnPath() {
        String path = System.getProperty("java.home") + "/bin:/usr/bin:/bin";

        assertThat(process()
                        .without("JAVA_HOME")
                        .with("PATH", path)
                        .run(PROGRAM, "--version")
                        .text())
                .isEqualTo(VERSION);
    }

    @Test
    void keepsStandardOutputCleanOfWhatTheJvmSays() throws IOException {
        String streams = catalogOf("public-t");
        TapRun expected =
                process().run(PROGRAM, "--config", config, "--catalog", streams).assertSucceeded();
        assertThat(expected.records("public-t"))
                .hasSize(2000)
                .last()
                .satisfies(row -> assertThat(row.get("größe").asText()).isEqualTo("é".repeat(100)));

        List<TapProcess> processes = List.of(
                process().with("JAVA_TOOL_OPTIONS", "-Dx=y"),
                process().with("_JAVA_OPTIONS", "-Dx=y"),
                process().with("TAP_POSTGRES_JAVA_OPTS", "-XX:SharedArchiveFile=/nonexistent"),
                process().with("TAP_POSTGRES_JAVA_OPTS", "-XX:SharedArchiveFile=" + config),
                process().with("TAP_POSTGRES_JAVA_OPTS", "-XX:+UseParallelGC -XX:-UseSerialGC -Xmx200m"),
                process().with("LC_ALL", "C"));
        for (TapProcess process : processes) {
            TapRun run = process.run(PROGRAM, "--config", config, "--catalog", streams);
            assertThat(run.exitCode()).as(run.log()).isZero();
            assertThat(run.normalised()).isEqualTo(expected.normalised());
        }
    }

    /** The class-data archive beside a copy of the program: as it should be, and in every way that it may not be. */
    @ParameterizedTest
    @ValueSource(strings = {"none", "moved", "truncated", "empty", "garbage", "folder", "unreadable", "of another jar"})
    void neverUsesAnArchiveThatDoesNotFit(String state) throws IOException {
        Path home = Files.createDirectory(folder.resolve("home"));
        Path copy = Files.copy(Path.of(PROGRAM), home.resolve("tap-postgres"));
        Files.setPosixFilePermissions(copy, PosixFilePermissions.fromString("rwxr-xr-x"));
        Path made = archive();
        Path archive = home.resolve(made.getFileName());
        switch (state) {
            case "moved" -> Files.copy(made, archive);
            case "truncated" -> Files.write(archive, Arrays.copyOf(Files.readAllBytes(made), 100_000));
            case "empty" -> Files.createFile(archive);
            case "garbage" -> Files.writeString(archive, "no archive".repeat(1000));
            case "folder" -> Files.createDirectory(archive);
            case "unreadable" ->
                Files.setPosixFilePermissions(Files.copy(made, archive), PosixFilePermissions.fromString("---------"));
            case "of another jar" ->
                Files.copy(
                        made,
                        home.resolve(
                                archive.getFileName().toString().replaceFirst("\\.[0-9a-f]{12}\\.", ".0123456789ab.")));
            default -> {
                // There is none.
            }
        }
        TapRun run = process().run(copy.toString(), "--version");
        assertThat(run.text()).isEqualTo(VERSION);
        assertThat(run.log()).isEmpty();
        if (!state.equals("truncated")) {
            return;
        }
        assertThat(process()
                        .run(copy.toString(), "--config", config, "--catalog", catalogOf("public-t"))
                        .assertSucceeded()
                        .records("public-t"))
                .hasSize(2000);
    }

    /** The name says which jar and which Java it is of. */
    @Test
    void usesTheArchiveThatTheBuildLeft() throws IOException {
        TapRun run = process()
                .with("TAP_POSTGRES_JAVA_OPTS", "-Xlog:class+load=info:stderr")
                .run(PROGRAM, "--version");
        assertThat(run.log()).contains("com.tappostgres.cli.Main source: shared objects file");
        assertThat(archive().getFileName().toString())
                .matches(
                        "tap-postgres\\.[0-9a-f]{12}\\.\\Q" + System.getProperty("java.runtime.version") + "\\E\\.jsa");
    }

    private static Path archive() throws IOException {
        try (Stream<Path> files = Files.list(Path.of(PROGRAM).getParent())) {
            List<Path> archives =
                    files.filter(each -> each.toString().endsWith(".jsa")).toList();
            assertThat(archives).hasSize(1);
            return archives.get(0);
        }
    }

    @Test
    void stopsWhenNobodyReadsAnyMore() throws IOException {
        String streams = catalogOf("public-narrow");
        String script = "\"$0\" --config \"$1\" --catalog \"$2\" | head -n 1; echo ${PIPESTATUS[0]}";

        TapRun run = process().run("bash", "-c", script, PROGRAM, config, streams);

        assertThat(run.lines()).hasSize(2).last().isEqualTo("7");
        assertThat(run.log("CRITICAL")).singleElement().asString().contains("Broken pipe");
        assertThat(run.log("HINT")).hasSize(1);
        assertThat(run.log()).doesNotContain("\tat ");
    }

    @Test
    void namesAFullDisk() throws Exception {
        Path full = Path.of("/dev/full");
        Process process = process().start(full, PROGRAM, "--config", config, "--catalog", catalogOf("public-t"));
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        process()
                .finished(process.exitValue(), full)
                .assertFailed(7, "cannot write to standard output", "No space left on device")
                .assertHint("the disk is full");
    }

    @Test
    void endsAtSigtermAndLeavesNothingBehind() throws Exception {
        String streams = catalogOf("public-endless");
        Path out = folder.resolve("out");
        TapProcess endless = process();
        Process process = endless.start(out, PROGRAM, "--config", config, "--catalog", streams);
        String reading = "select count(*) from pg_stat_activity where datname = current_database()"
                + " and application_name like 'tap-postgres public-endless%'";
        await(reading, 1);
        assertThat(process.children()).as("java took the shell's place").isEmpty();

        process.destroy();

        assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isEqualTo(143);
        endless.finished(143, out).messages();
    }

    private static void await(String count, int expected) throws SQLException, InterruptedException {
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement()) {
            for (int i = 0; i < 1000; i++) {
                try (ResultSet rows = statement.executeQuery(count)) {
                    rows.next();
                    if (rows.getInt(1) == expected) {
                        return;
                    }
                }
                Thread.sleep(10);
            }
        }
        throw new AssertionError(count + " is never " + expected);
    }

    @Test
    void savesItsStateOnlyBehindARegularFile() throws IOException {
        String streams = catalogOf("public-t");
        Path state = folder.resolve("state.json");
        String[] saving = {
            PROGRAM, "--config", config, "--catalog", streams, "--state", state.toString(), "--save-state"
        };

        TapRun first = process().run(saving).assertSucceeded();
        assertThat(state).hasContent(first.state().toString());
        TapRun second = process().run(saving).assertSucceeded();
        assertThat(second.messages("ACTIVATE_VERSION")).hasSize(1);
        assertThat(state).hasContent(second.state().toString());
        assertThat(folder.toFile().list()).noneMatch(name -> name.endsWith(".tmp"));

        String kept = Files.readString(state);
        String piped = "\"$0\" --config \"$1\" --catalog \"$2\" --state \"$3\" $4 | cat; echo ${PIPESTATUS[0]}";
        TapRun refused = process().run("bash", "-c", piped, PROGRAM, config, streams, state.toString(), "--save-state");
        assertThat(refused.lines()).containsExactly("2");
        assertThat(refused.log("HINT")).singleElement().asString().contains("--save-state=unconfirmed");
        assertThat(state).hasContent(kept.strip());

        process().run("bash", "-c", piped, PROGRAM, config, streams, state.toString(), "--save-state=unconfirmed");
        assertThat(state).content().isNotEqualTo(kept);
    }

    @Test
    void readsManyRowsInFlatMemory() throws Exception {
        String streams = catalogOf("public-narrow");
        Path devNull = Path.of("/dev/null");
        Process process = process().start(devNull, PROGRAM, "--config", config, "--catalog", streams);
        long peak = 0;
        while (process.isAlive()) {
            peak = Math.max(peak, peakKilobytes(process.pid()));
            Thread.sleep(10);
        }
        assertThat(process.exitValue()).isZero();
        assertThat(peak).isBetween(30_000L, 160_000L);
    }

    /** The most memory that a process ever had, or 0 once it is gone. */
    private static long peakKilobytes(long pid) {
        try {
            return Files.readAllLines(Path.of("/proc", Long.toString(pid), "status")).stream()
                    .filter(line -> line.startsWith("VmHWM:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                    .findFirst()
                    .orElse(0);
        } catch (IOException e) {
            return 0;
        }
    }

    @Test
    void readsHugeValues() throws IOException {
        try (TestDatabase huge = PostgresServer.shared(PostgresVersion.V18).createDatabase()) {
            huge.execute(
                    "create table texts (t text)",
                    "insert into texts select repeat('say \"hi\"é', 10000000)",
                    "create table bytes (b bytea)",
                    "insert into bytes select convert_to(repeat('x', 400000000), 'UTF8')",
                    "create table beyond (a bytea, b bytea)",
                    "insert into beyond select b, b from bytes");
            String settings = Tap.write(folder, "config.json", Tap.of(huge).config());
            String streams = Tap.write(
                    folder, "catalog.json", Tap.of(huge).catalog().selectAll().json());
            String script = "\"$0\" --config \"$1\" --catalog \"$2\" | tr -cd '\\nxe4' | wc -c; echo ${PIPESTATUS[0]}";

            TapRun run = process().run("bash", "-c", script, PROGRAM, settings, streams);

            // Base64 of xxx is eHh4: two of those letters for each three bytes.
            assertThat(Long.parseLong(run.lines().get(0))).isBetween(266_666_666L, 266_670_000L);
            assertThat(run.lines().get(1)).isEqualTo("6");
            assertThat(run.log("ERROR"))
                    .singleElement()
                    .asString()
                    .contains("public-beyond", "Leave the large column out");
            assertThat(run.log("INFO"))
                    .anyMatch(line -> line.startsWith("INFO public-texts: 1 row, 120.0 MB"))
                    .anyMatch(line -> line.startsWith("INFO public-bytes: 1 row, 533.3 MB"));
        }
    }
}
