package com.tappostgres.picker;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.tappostgres.error.ErrorKind;
import com.tappostgres.error.TapException;
import com.tappostgres.json.Json;
import com.tappostgres.log.TerminalFeatures;
import com.tappostgres.picker.Key.Named;
import com.tappostgres.singer.CatalogStream;
import com.tappostgres.singer.EditableStream;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import org.jline.utils.AttributedString;
import org.junit.jupiter.api.Test;

/** What each key does, and what is then to be seen; without any terminal. */
final class DialogTest {
    private static final String UNWRITABLE = "cannot write the catalog file \"/home/somebody/with/a/rather/long/name/"
            + "and/many/folders/catalog.json\": no space is left on the disk";

    private final List<EditableStream> streams = new ArrayList<>();
    private int writes;
    private boolean unwritable;
    private boolean changedElsewhere;
    private Dialog dialog = dialog(stream("shop", "public", "orders"), stream("shop", "public", "users"));

    private static EditableStream stream(String database, String schema, String table) {
        String text = "{\"tap_stream_id\":\"" + database + "-" + schema + "-" + table + "\",\"stream\":\"" + schema
                + "-" + table
                + "\",\"table_name\":\"" + table
                + "\",\"schema\":{\"properties\":{\"id\":{},\"name\":{},\"updated_at\":{}}},"
                + "\"metadata\":[{\"breadcrumb\":[],\"metadata\":{\"selected-by-default\":false,\"database-name\":\""
                + database
                + "\",\"schema-name\":\"" + schema + "\",\"row-count\":1234567,\"table-key-properties\":[\"id\"],"
                + "\"valid-replication-keys\":[\"updated_at\",\"id\"],\"indexed-replication-keys\":[\"updated_at\"]}},"
                + "{\"breadcrumb\":[\"properties\",\"id\"],\"metadata\":{\"inclusion\":\"automatic\"}},"
                + "{\"breadcrumb\":[\"properties\",\"name\"],\"metadata\":{\"inclusion\":\"available\"}},"
                + "{\"breadcrumb\":[\"properties\",\"updated_at\"],\"metadata\":{\"inclusion\":\"available\"}}]}";
        try {
            return new EditableStream((ObjectNode) Json.parse(text));
        } catch (Json.ReadException e) {
            throw new IllegalStateException(e);
        }
    }

    private Dialog dialog(EditableStream... all) {
        streams.clear();
        streams.addAll(List.of(all));
        Executor direct = Runnable::run;
        Preview preview = (table, columns, where) -> {
            if (table.name().equals("users")) {
                throw new TapException(ErrorKind.SOURCE, "permission denied", "GRANT SELECT");
            }
            List<List<String>> rows = List.of(List.of("1", where == null ? "Ada" : where, "2025"));
            return new Preview.Rows(List.copyOf(rows));
        };
        return new Dialog(new Tree(streams), new PreviewPane(preview, direct), overwrite -> {
            if (unwritable) {
                throw new TapException(ErrorKind.CONFIGURATION, UNWRITABLE, "Make room there.");
            }
            if (changedElsewhere && !overwrite) {
                return false;
            }
            writes++;
            return true;
        });
    }

    private void type(Object... keys) {
        for (Object key : keys) {
            if (key instanceof Key named) {
                dialog.press(named);
            } else {
                key.toString()
                        .codePoints()
                        .forEach(letter -> dialog.press(new Key.Text(Character.toString(letter), false)));
            }
        }
    }

    private CatalogStream now(int stream) {
        return streams.get(stream).stream();
    }

    private String screen(int rows, int columns) {
        Screen screen = new Screen(Theme.of(new TerminalFeatures(false, true)), "catalog.json", dialog);
        StringBuilder text = new StringBuilder();
        for (AttributedString line : screen.draw(rows, columns)) {
            assertThat(line.columnLength()).isLessThanOrEqualTo(columns);
            text.append(line.toString().stripTrailing()).append('\n');
        }
        return text.toString();
    }

    @Test
    void togglesTablesSchemasAndColumns() {
        // shop, public, orders
        type(Named.DOWN, Named.DOWN, " ");
        assertThat(now(0).isSelected()).isTrue();
        assertThat(now(1).isSelected()).isFalse();
        type(Named.UP, " ");
        assertThat(now(1).isSelected()).isTrue();
        type(" ");
        assertThat(now(0).isSelected()).isFalse();
        // orders, opened: id, name
        type(Named.DOWN, Named.RIGHT, Named.DOWN, " ");
        assertThat(dialog.message()).contains("\"id\" is part of the key");
        type(Named.DOWN, " ");
        assertThat(now(0).isSelected("name")).isFalse();
        assertThat(now(0).isSelected()).as("with its column").isTrue();
        assertThat(dialog.unsaved()).isEqualTo(1);
    }

    @Test
    void searchesAsOneTypes() {
        type("usr");
        assertThat(screen(24, 79)).contains("nothing has that in its name");
        type(Named.BACKSPACE, Named.BACKSPACE, "sers");
        assertThat(screen(24, 79)).contains("users", "found 1 table").doesNotContain("orders");
        type(Named.ENTER, Named.DOWN, Named.DOWN, Named.DOWN);
        type(" ");
        assertThat(now(1).isSelected()).isTrue();
        type(Named.ESCAPE);
        assertThat(screen(24, 79)).contains("orders");
    }

    @Test
    void choosesTheMethodIndexedKeysFirst() {
        type(Named.DOWN, Named.DOWN, "m");
        String menu = screen(24, 79);
        assertThat(menu).contains("FULL_TABLE", "INCREMENTAL", "updated_at", "index");
        assertThat(menu.indexOf("updated_at")).isLessThan(menu.lastIndexOf(" id"));
        type(Named.END, Named.ENTER);
        assertThat(now(0).replicationMethod()).contains("INCREMENTAL");
        assertThat(now(0).replicationKey()).contains("xmin");
        type("m", Named.UP, Named.UP, Named.ENTER);
        assertThat(now(0).replicationKey()).contains("updated_at");
        type("m", Named.HOME, Named.ESCAPE);
        assertThat(now(0).replicationKey()).contains("updated_at");
    }

    @Test
    void savesAndAsksBeforeItForgets() {
        type("q");
        assertThat(dialog.hasEnded()).isTrue();
        dialog = dialog(stream("shop", "public", "orders"));
        type(" ", "q");
        assertThat(dialog.hasEnded()).isFalse();
        assertThat(screen(24, 79)).contains("1 table changed and not saved");
        type(Named.ESCAPE);
        unwritable = true;
        type("s");
        assertThat(dialog.isFailure()).isTrue();
        assertThat(dialog.message()).contains("cannot write");
        assertThat(screen(24, 79)).contains("  space is left on the disk", "Make room there.", "1 table not saved");
        assertThat(screen(5, 79)).contains("not saved: cannot write");
        assertThat(dialog.unsaved()).isEqualTo(1);
        unwritable = false;
        type("s");
        assertThat(writes).isEqualTo(1);
        assertThat(dialog.unsaved()).isZero();
        type("q");
        assertThat(dialog.hasEnded()).isTrue();
        assertThat(dialog.outcome().saved()).isPresent();
        assertThat(dialog.outcome().interrupted()).isFalse();
    }

    @Test
    void asksBeforeItReplacesWhatAnotherSaved() {
        changedElsewhere = true;
        type(" ", "s");
        assertThat(screen(24, 79)).contains("changed by somebody else", "o overwrite", "esc stay");
        type(Named.ESCAPE);
        assertThat(writes).isZero();
        assertThat(dialog.unsaved()).isEqualTo(2);
        type("q", "s");
        assertThat(dialog.hasEnded()).as("nothing is saved yet").isFalse();
        type("o");
        assertThat(writes).isEqualTo(1);
        assertThat(dialog.unsaved()).isZero();
    }

    @Test
    void anInterruptSavesNothing() {
        type(" ", Named.INTERRUPT);
        assertThat(dialog.hasEnded()).isTrue();
        assertThat(dialog.outcome().interrupted()).isTrue();
        assertThat(writes).isZero();
    }

    /** What is pasted is a search, and never a command. */
    @Test
    void aPasteIsNoCommand() {
        dialog.press(new Key.Text("qs", true));
        assertThat(dialog.hasEnded()).isFalse();
        assertThat(writes).isZero();
        assertThat(dialog.tree().search().text()).isEqualTo("qs");
    }

    @Test
    void previewsRowsAndShowsWhyNot() {
        type(Named.DOWN, Named.DOWN, "p");
        dialog.preview().ask(dialog.highlightedTable());
        assertThat(screen(24, 79)).contains("Ada");
        type(Named.DOWN);
        dialog.preview().ask(dialog.highlightedTable());
        assertThat(screen(24, 79)).contains("permission denied");
    }

    @Test
    void previewsTheRowsThatTheConditionChooses() {
        streams.get(0).setWhere("id > 7");
        type(Named.DOWN, Named.DOWN, "p");
        dialog.preview().ask(dialog.highlightedTable());
        assertThat(screen(24, 79)).contains("id > 7").doesNotContain("Ada");
    }

    /** On a usual terminal nothing that explains is cut. */
    @Test
    void explainsInEightyColumns() {
        type(Named.DOWN, Named.DOWN);
        assertThat(screen(24, 79)).contains("? help").doesNotContain("…");
        type("m");
        assertThat(screen(24, 79))
                .contains("indexed", "no index: each run sorts the table")
                .doesNotContain("…");
        type(Named.ESCAPE, "?");
        assertThat(screen(24, 79)).contains("Ctrl-C").doesNotContain("…");
    }

    @Test
    void fitsEveryScreen() {
        dialog = dialog(
                stream("d", "public", "a\\u001b[2Jb\\n" + "x".repeat(300)),
                stream("d", "\u8868\u8868", "\u8868".repeat(100)));
        for (int rows : new int[] {1, 2, 3, 5, 10, 24, 60}) {
            for (int columns : new int[] {1, 5, 20, 39, 79, 200}) {
                for (Object key : new Object[] {"", "m", Named.ESCAPE, "p", "?", Named.ESCAPE, "/x", Named.ESCAPE}) {
                    type(key);
                    String text = screen(rows, columns);
                    assertThat(text.lines().count()).isLessThanOrEqualTo(rows);
                    assertThat(text).doesNotContain("\u001b");
                }
            }
        }
    }

    @Test
    void scrollsThroughThousands() {
        EditableStream[] many = new EditableStream[5000];
        for (int i = 0; i < many.length; i++) {
            many[i] = stream("shop", "public", "t" + i);
        }
        dialog = dialog(many);
        long start = System.nanoTime();
        for (int i = 0; i < 100; i++) {
            type(Named.PAGE_DOWN);
            screen(24, 79);
        }
        type(Named.END);
        assertThat(screen(24, 79)).contains("t4999");
        type("t4321");
        assertThat(screen(24, 79)).contains("t4321", "found 1 table");
        assertThat(System.nanoTime() - start).isLessThan(10_000_000_000L);
    }
}
