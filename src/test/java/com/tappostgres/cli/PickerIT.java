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
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The picker of the built program on a real pseudo terminal, which the program {@code script} of every Linux makes. */
final class PickerIT {
    private static final String LEAVES_ITS_SCREEN = "\u001b[?1049l";

    @TempDir
    private Path folder;

    private TestDatabase database;
    private Path catalog;

    @BeforeEach
    void create() throws IOException {
        database = PostgresServer.shared(PostgresVersion.V18).createDatabase();
        database.execute(
                "create table orders (id integer primary key, updated_at timestamptz, secret text)",
                "insert into orders values (1, '2025-01-02 03:04Z', 'hidden')",
                "create index on orders (updated_at)",
                "create table users (id integer primary key, email text)",
                "insert into users values (7, 'ada@example.com')");
        Tap.write(folder, "config.json", Tap.of(database).config());
        catalog = folder.resolve("catalog.json");
        Files.writeString(catalog, Tap.of(database).discover().assertSucceeded().text());
    }

    @AfterEach
    void drop() {
        database.close();
    }

    /** Types keys as the shell's printf has them once the screen is there, and a while between them. */
    private TapRun type(String terminal, String options, String... keys) {
        StringBuilder typing = new StringBuilder(
                "i=0; until grep -q 'leave\\|HINT' shown 2>/dev/null || [ $i = 300 ]; do sleep 0.05; i=$((i + 1)); done; ");
        for (String key : keys) {
            typing.append("printf '").append(key).append("'; sleep 0.25; ");
        }
        String command = "stty rows 24 cols 80; " + TapProcess.executable() + " select catalog.json " + options;
        return new TapProcess(folder)
                .with("TERM", terminal)
                .with("LANG", "C.UTF-8")
                .run("sh", "-c", "rm -f shown; (" + typing + ") | script -qefc '" + command + "' shown");
    }

    @Test
    void savesExactlyWhatWasChosen() throws IOException {
        TestCatalog expected = TestCatalog.parse(Files.readString(catalog))
                .incremental("public-orders", "updated_at")
                .selectColumn("public-orders", "secret", false);
        // Searches the table, reads it by the indexed column, opens it, and leaves its last column out.
        TapRun run = type(
                "xterm-256color",
                "",
                "orders",
                "\\r",
                "m",
                "\\033[B\\033[B\\033[B",
                "\\r",
                "\\033[C",
                "\\033[B\\033[B\\033[B",
                " ",
                "s",
                "q");
        assertThat(run.exitCode()).as(run.text()).isZero();
        assertThat(TestCatalog.parse(Files.readString(catalog)).json()).isEqualTo(expected.json());
        assertThat(run.text())
                .contains("\u001b[?1049h", LEAVES_ITS_SCREEN)
                .endsWith("catalog.json: 1 of 2 tables, 2 columns selected, 1 table changed\r\n");
    }

    @Test
    void previewsFiveRows() {
        TapRun run = type("xterm-256color", "--config config.json", "users", "\\r", "p", "", "", "q");
        int end = run.text().lastIndexOf(LEAVES_ITS_SCREEN);
        assertThat(run.text().substring(0, end)).contains("ada@example.com").doesNotContain("INFO");
        assertThat(run.text().substring(end)).contains("INFO connected to");
        TapRun without = type("xterm-256color", "", "users", "\\r", "p", "", "q");
        assertThat(without.text()).contains("needs a connection").doesNotContain("ada@example.com");
    }

    /** Who leaves does not wait for a server that says nothing. */
    @Test
    void leavesWhileAPreviewHangs() throws IOException {
        try (ServerSocket silent = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            Tap hanging = Tap.of(database).with("host", "127.0.0.1").with("port", silent.getLocalPort());
            Tap.write(folder, "config.json", hanging.config());
            long start = System.nanoTime();
            TapRun run = type("xterm", "--config config.json", "users", "\\r", "p", "", "", "\\003");
            assertThat(run.exitCode()).as(run.text()).isEqualTo(130);
            assertThat(run.text()).contains("reading");
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(15));
        }
    }

    @Test
    void givesTheTerminalBackWhenItIsEnded() {
        String command = "stty rows 24 cols 80; stty -a >before; timeout --foreground --preserve-status -s TERM 3 "
                + TapProcess.executable() + " select catalog.json; echo ended $?; stty -a | diff before - && echo same";
        TapRun run = new TapProcess(folder)
                .with("TERM", "xterm")
                .run("sh", "-c", "sleep 5 | script -qefc '" + command + "' /dev/null");
        assertThat(run.text().substring(run.text().lastIndexOf(LEAVES_ITS_SCREEN)))
                .contains("ended 143\r\n", "same\r\n");
        assertThat(run.text()).contains("\u001b[?25h");
    }

    /** The other process: any that replaces the file while the picker is open. */
    @Test
    void keepsWhatAnotherProcessSavedMeanwhile() throws Exception {
        Path theirs = Files.writeString(folder.resolve("theirs.json"), Files.readString(catalog));
        Tap.run("select", theirs.toString(), "public.orders", "--key", "updated_at")
                .assertSucceeded();
        String expected = Files.readString(theirs);
        TapRun run = type("xterm", "", "users", "\\r", " ", "'; cp theirs.json catalog.json; printf '", "s", "\\003");
        assertThat(run.text()).contains("changed by somebody else");
        assertThat(Files.readString(catalog)).isEqualTo(expected);
    }

    @Test
    void ctrlCLeavesEverythingAsItWas() throws IOException {
        String before = Files.readString(catalog);
        TapRun run = type("xterm", "", " ", "\\003");
        assertThat(run.exitCode()).isEqualTo(130);
        assertThat(Files.readString(catalog)).isEqualTo(before);
        assertThat(run.text()).contains(LEAVES_ITS_SCREEN);
    }

    /** Bytes of no key, sequences that nobody knows, half ones, and what is no UTF-8. */
    @Test
    void whatIsNoKeyDoesNoHarm() throws IOException {
        String before = Files.readString(catalog);
        TapRun run = type(
                "xterm",
                "",
                "\\033[99;99~\\033[200~q\\033[201~",
                "\\033",
                "\\033O",
                "\\377\\376",
                "\\000\\001",
                "\\003");
        assertThat(run.exitCode()).as(run.text()).isEqualTo(130);
        assertThat(Files.readString(catalog)).isEqualTo(before);
    }

    @Test
    void needsATerminalThatCanMoveItsCursor() {
        TapRun run = type("dumb", "", "q");
        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.text()).contains("the picker needs a terminal", "--list");
    }

    /** In a pipe nobody can press keys. */
    @Test
    void elsewhereItOnlyPrints() {
        TapRun run = new TapProcess(folder).run(TapProcess.executable().toString(), "select", "catalog.json");
        assertThat(run.assertSucceeded().text()).contains("orders", "0 of 2").doesNotContain("\u001b");
    }
}
