package com.tappostgres.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.tappostgres.testing.PostgresServer;
import com.tappostgres.testing.PostgresVersion;
import com.tappostgres.testing.Tap;
import com.tappostgres.testing.TapProcess;
import com.tappostgres.testing.TapRun;
import com.tappostgres.testing.TerminalScreen;
import com.tappostgres.testing.TestCatalog;
import com.tappostgres.testing.TestDatabase;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The executable on a real pseudo terminal, which the program {@code script} of every Linux makes. */
final class LiveLineIT {
    /** They take a second at the rate that the config allows. */
    private static final int ROWS = 6_000;

    private static TestDatabase database;
    private static TestCatalog catalog;

    @TempDir
    Path folder;

    @BeforeAll
    static void create() {
        database = PostgresServer.shared(PostgresVersion.V18).createDatabase();
        database.execute(
                "create table big (id integer primary key, filler text)",
                "insert into big select i, repeat('x', 90) from generate_series(1, " + ROWS + ") i",
                "create table \"a\u001b[2J\u8868\" (id integer primary key)",
                "create view broken as select 1 / (id - 1) as q from (values (1)) v(id)",
                "create view slow as select i as id, repeat('x', 9000) as filler, pg_sleep(0.01)::text as s"
                        + " from generate_series(1, 5000) i",
                "analyze");
        catalog = Tap.of(database).catalog().fullTable("public-big", "public-a\u001b[2J\u8868", "public-broken");
    }

    @AfterAll
    static void drop() {
        database.close();
    }

    @BeforeEach
    void write() throws IOException {
        Tap.write(
                folder,
                "config.json",
                Tap.of(database)
                        .with("max_rate_mb_s", 1)
                        .with("state_interval_rows", 1000)
                        .config());
        Tap.write(folder, "catalog.json", catalog.json());
    }

    private static final String SYNC = " --config config.json --catalog catalog.json";

    /** Runs a command line of the shell on a terminal; what it shows is what the run has as standard output. */
    private TapRun onTerminal(String terminal, int columns, String command) {
        return new TapProcess(folder).with("TERM", terminal).run(script(columns, command));
    }

    private static String[] script(int columns, String command) {
        String tap = TapProcess.executable().toString();
        return new String[] {
            "script",
            "-qefc",
            "stty cols " + columns + " rows 24; " + command.replace("TAP", "'" + tap + "'"),
            "typescript"
        };
    }

    private TapRun messages() throws IOException {
        return new TapRun(0, Files.readAllBytes(folder.resolve("out.jsonl")), "");
    }

    @Test
    void showsHowFarItIsBelowTheLog() throws IOException {
        TapRun run = onTerminal("xterm", 120, "TAP" + SYNC + " --state s.json --save-state > out.jsonl");
        assertThat(run.exitCode()).as(run.text()).isEqualTo(6);
        TerminalScreen screen = TerminalScreen.of(run.text(), 120);
        assertThat(screen.painted())
                .anyMatch(line -> line.matches("public-big, stream \\d of 3: [\\d,]+ rows, \\d+%, \\d s left,"
                        + " [\\d,]+ rows/s, \\d\\.\\d MB/s, state saved 0 s ago"));
        assertThat(screen.painted()).hasSizeGreaterThan(3);
        assertThat(screen.lines())
                .as(run.text())
                .allMatch(line -> line.matches("(INFO|WARN|ERROR|CRITICAL|HINT) .*"))
                .anyMatch(line -> line.startsWith("INFO public-big: 6,000 rows"))
                .anyMatch(line -> line.startsWith("CRITICAL 1 of 3 streams failed"));
        assertThat(messages().records("public-big")).hasSize(ROWS);
    }

    @Test
    void fitsIntoANarrowTerminal() throws IOException {
        TapRun run = onTerminal("screen", 30, "NO_COLOR=1 TAP" + SYNC + " > out.jsonl");
        TerminalScreen screen = TerminalScreen.of(run.text(), 30);
        assertThat(screen.painted())
                .isNotEmpty()
                .allMatch(line -> line.length() < 30)
                .anyMatch(line -> line.matches("[\\d,]+ rows public-big|public-big.*"));
        assertThat(messages().records("public-big")).hasSize(ROWS);
    }

    @Test
    void isNotShownWhereNobodyCouldReadIt() throws Exception {
        List<Process> processes = new ArrayList<>();
        for (String[] each : new String[][] {
            {"dumb", " > out.jsonl"},
            {"xterm", " 2> err"},
            {"xterm", " > out.jsonl --quiet"},
            {"xterm", " > out.jsonl --log-format json"},
            // Standard error and the messages on one terminal.
            {"xterm", ""}
        }) {
            Path own = Files.createDirectory(folder.resolve("run" + processes.size()));
            Files.copy(folder.resolve("config.json"), own.resolve("config.json"), StandardCopyOption.COPY_ATTRIBUTES);
            Files.copy(folder.resolve("catalog.json"), own.resolve("catalog.json"));
            processes.add(new TapProcess(own)
                    .with("TERM", each[0])
                    .startPiped(script(80, "TAP" + SYNC + " --parallel 2" + each[1])));
        }
        for (Process process : processes) {
            String shown = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(process.waitFor()).as(shown).isEqualTo(6);
            assertThat(shown).doesNotContain("\u001b");
        }
    }

    @Test
    void theLoadersLinesStandAboveItToo() throws IOException {
        String loader =
                "i=0; while [ $i -lt 3 ]; do i=$((i+1)); echo \"loader line $i\" >&2; sleep 0.2; done; cat > out.jsonl;"
                        + " sleep 0.7";
        Files.writeString(folder.resolve("loader.sh"), loader);
        TapRun run = onTerminal("xterm", 120, "TAP run" + SYNC + " --state s.json -- sh loader.sh");
        TerminalScreen screen = TerminalScreen.of(run.text(), 120);
        assertThat(screen.lines())
                .as(run.text())
                .contains("sh: loader line 1", "sh: loader line 3")
                .allMatch(line -> line.matches("(INFO|WARN|ERROR|CRITICAL|HINT|sh:) .*"));
        assertThat(screen.painted())
                .anyMatch(line -> line.startsWith("public-big, stream "))
                .anyMatch(line -> line.startsWith("all is read, waiting for sh for "));
        assertThat(messages().records("public-big")).hasSize(ROWS);
    }

    @Test
    void anInterruptLeavesNothingOfIt() throws Exception {
        Tap.write(
                folder,
                "catalog.json",
                Tap.of(database).catalog().fullTable("public-slow").json());
        Process process = new TapProcess(folder)
                .with("TERM", "xterm")
                .startPiped(script(100, "echo $$ > pid; exec TAP" + SYNC + " > out.jsonl"));
        StringBuilder text = new StringBuilder();
        while (!text.toString().contains("public-slow: ")) {
            int letter = process.getInputStream().read();
            assertThat(letter).as(text.toString()).isNotNegative();
            text.append((char) letter);
        }
        String pid = Files.readString(folder.resolve("pid")).strip();
        assertThat(new ProcessBuilder("kill", "-INT", pid).start().waitFor()).isZero();
        text.append(new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8));
        assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isEqualTo(130);
        TerminalScreen screen = TerminalScreen.of(text.toString(), 100);
        assertThat(screen.lines())
                .as(text.toString())
                .allMatch(line -> line.matches("(INFO|WARN|ERROR|CRITICAL|HINT) .*"))
                .anyMatch(line -> line.startsWith("CRITICAL stopped by a signal"));
        assertThat(Files.readString(folder.resolve("out.jsonl"))).endsWith("}\n");
    }

    @Test
    void leavesThePromptAloneOnceItIsInTheBackground() throws IOException {
        Tap.write(
                folder,
                "catalog.json",
                Tap.of(database).catalog().fullTable("public-slow").json());
        Files.writeString(folder.resolve("shell"), """
                set -m
                (sleep 2; kill -TSTP $(cat pid)) &
                sh -c 'echo $$ > pid; exec "$0" "$@"' "$@" > out.jsonl
                printf 'prompt> '
                kill -CONT $(cat pid)
                sleep 1
                printf 'typed'
                kill -INT $(cat pid)
                wait
                """);
        TapRun run = onTerminal("xterm", 100, "bash shell TAP" + SYNC);
        assertThat(run.text()).containsPattern("public-slow: [^>]*prompt> typed");
        String behind = run.text().substring(run.text().indexOf("prompt> "));
        assertThat(behind).contains("stopped by a signal").doesNotContain("\u001b");
    }

    @Test
    void aRunThatIsOverSoonShowsNothing() throws IOException {
        Tap.write(folder, "config.json", Tap.of(database).config());
        Tap.write(
                folder,
                "catalog.json",
                Tap.of(database).catalog().fullTable("public-a\u001b[2J\u8868").json());
        // On a busy machine it may not be over soon.
        TapRun run;
        int tries = 0;
        do {
            run = onTerminal("xterm", 100, "TAP" + SYNC + " > out.jsonl");
            assertThat(run.exitCode()).isZero();
            tries++;
        } while (run.text().contains("\u001b[?7l") && tries < 10);
        assertThat(run.text()).doesNotContain("\u001b[?7l");
    }
}
