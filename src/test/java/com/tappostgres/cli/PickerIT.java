package com.tappostgres.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.tappostgres.singer.Catalog;
import com.tappostgres.singer.CatalogStream;
import com.tappostgres.testing.PostgresServer;
import com.tappostgres.testing.PostgresVersion;
import com.tappostgres.testing.Tap;
import com.tappostgres.testing.TapProcess;
import com.tappostgres.testing.TapRun;
import com.tappostgres.testing.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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

    /** Types keys as the shell's printf has them, a while after the program has begun, and a while between them. */
    private TapRun type(String terminal, String options, String... keys) {
        StringBuilder typing = new StringBuilder("sleep 1.5; ");
        for (String key : keys) {
            typing.append("printf '").append(key).append("'; sleep 0.4; ");
        }
        String command = "stty rows 24 cols 80; " + TapProcess.executable() + " select catalog.json " + options;
        return new TapProcess(folder)
                .with("TERM", terminal)
                .with("LANG", "C.UTF-8")
                .run("sh", "-c", "(" + typing + "sleep 1) | script -qefc '" + command + "' /dev/null");
    }

    private CatalogStream stream(String table) {
        return Catalog.read(catalog).streams().stream()
                .filter(each -> each.tableName().orElseThrow().equals(table))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void selectsByKeysAndSaves() {
        // Searches the table, goes to it, selects it, reads it by the indexed column, and leaves one column out.
        TapRun run = type("xterm-256color", "", "orders", "\\r", " ", "m", "\\033[B\\033[B\\033[B", "\\r", "s", "q");
        assertThat(run.exitCode()).as(run.text()).isZero();
        assertThat(stream("orders").isSelected()).isTrue();
        assertThat(stream("orders").replicationMethod()).contains("INCREMENTAL");
        assertThat(stream("orders").replicationKey()).contains("updated_at");
        assertThat(stream("users").isSelected()).isFalse();
        assertThat(run.text()).contains("\u001b[?1049h", LEAVES_ITS_SCREEN, "catalog.json: ");
        assertThat(run.text().lastIndexOf(LEAVES_ITS_SCREEN))
                .isLessThan(run.text().lastIndexOf("catalog.json: "));
    }

    @Test
    void previewsFiveRows() {
        TapRun run = type("xterm-256color", "--config config.json", "users", "\\r", "p", "", "", "q");
        assertThat(run.text()).contains("ada@example.com");
        TapRun without = type("xterm-256color", "", "users", "\\r", "p", "", "q");
        assertThat(without.text()).contains("needs a connection").doesNotContain("ada@example.com");
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
