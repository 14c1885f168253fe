package com.tappostgres.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.tappostgres.json.Json;
import com.tappostgres.selection.SelectableStream;
import com.tappostgres.singer.EditableStream;
import java.util.List;
import org.junit.jupiter.api.Test;

final class StreamTableTest {
    private static final TextStyle PLAIN = new TextStyle(false, true);

    private static SelectableStream stream(String table, boolean selected, String key) {
        String text = "{\"tap_stream_id\":\"" + table + "\",\"stream\":\"public-x\",\"table_name\":\"" + table
                + "\",\"schema\":{\"properties\":{\"id\":{}}},\"metadata\":[{\"breadcrumb\":[],\"metadata\":{"
                + "\"schema-name\":\"public\",\"database-name\":\"shop\",\"row-count\":1234567}},"
                + "{\"breadcrumb\":[\"properties\",\"id\"],\"metadata\":{\"inclusion\":\"available\"}}]}";
        try {
            EditableStream stream = new EditableStream((ObjectNode) Json.parse(text));
            stream.select(selected);
            stream.setReplicationMethod("INCREMENTAL");
            stream.setReplicationKey(key);
            return SelectableStream.of(stream, "shop");
        } catch (Json.ReadException e) {
            throw new IllegalStateException(e);
        }
    }

    private static List<String> lines(TextStyle style, int width, SelectableStream... streams) {
        return new StreamTable(false, style, width)
                .print(List.of(streams))
                .lines()
                .toList();
    }

    @Test
    void marksWhatIsSelected() {
        assertThat(lines(PLAIN, 0, stream("orders", true, "id"), stream("users", false, "id")))
                .containsExactly(
                        "   stream         method       key  columns       rows",
                        "✓  public.orders  INCREMENTAL  id   1/1      1,234,567",
                        "   public.users                     1        1,234,567");
        assertThat(lines(new TextStyle(false, false), 0, stream("orders", true, "id")))
                .element(1)
                .asString()
                .startsWith("x  public.orders");
    }

    @Test
    void coloursMarksAndDimsTheRest() {
        assertThat(lines(new TextStyle(true, true), 0, stream("orders", true, "id"), stream("users", false, "id")))
                .containsExactly(
                        "\u001b[2m   stream         method       key  columns       rows\u001b[0m",
                        "\u001b[32m✓\u001b[0m  public.orders  INCREMENTAL  id   1/1      1,234,567",
                        "\u001b[2m   public.users                     1        1,234,567\u001b[0m");
    }

    /** Of long names the key's gives way first. */
    @Test
    void fitsTheTerminal() {
        SelectableStream wide = stream("t".repeat(63), true, "k".repeat(63));
        SelectableStream wideLetters = stream("\uD83D\uDC18".repeat(60), true, "id");
        for (int width : List.of(80, 100, 200)) {
            assertThat(lines(PLAIN, width, wide, wideLetters))
                    .allSatisfy(line -> assertThat(line.codePointCount(0, line.length()))
                            .as("%d: %s", width, line)
                            .isLessThanOrEqualTo(width));
        }
        assertThat(lines(PLAIN, 80, wide)).element(1).asString().contains("ttt…  INCREMENTAL  kkkkkkkkkkk…  1/1");
        assertThat(lines(PLAIN, 200, wide)).element(1).asString().doesNotContain("…");
        assertThat(lines(PLAIN, 0, wide)).element(1).asString().doesNotContain("…");
    }
}
