package com.tappostgres.cli;

import com.tappostgres.selection.SelectableStream;
import com.tappostgres.singer.CatalogStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Streams and what is chosen of each, as a table for people. */
final class StreamTable {
    private static final String GAP = "  ";
    private static final List<String> HEADS = List.of(" ", "stream", "method", "key", "columns", "rows");
    private static final int STREAM = 1;
    private static final int KEY = 3;
    private static final int ROWS = 5;
    private static final int LEAST = 12;

    private final boolean severalDatabases;
    private final TextStyle style;
    private final int width;

    /**
     * @param severalDatabases whether a stream's name needs its database
     * @param width how wide the table may be; 0 for as wide as it is
     */
    StreamTable(boolean severalDatabases, TextStyle style, int width) {
        this.severalDatabases = severalDatabases;
        this.style = style;
        this.width = width;
    }

    /** The lines, each with its end. */
    String print(List<SelectableStream> streams) {
        List<List<String>> rows = new ArrayList<>();
        rows.add(HEADS);
        streams.forEach(stream -> rows.add(cells(stream)));
        int[] widths = widths(rows);
        StringBuilder text = new StringBuilder();
        text.append(style.faint(line(HEADS, widths))).append('\n');
        for (int i = 0; i < streams.size(); i++) {
            CatalogStream stream = streams.get(i).stream();
            String line = line(rows.get(i + 1), widths);
            if (!stream.isSelected()) {
                text.append(style.faint(line)).append('\n');
                continue;
            }
            text.append(style.selected()).append(line.substring(1)).append('\n');
            String more = more(streams.get(i));
            if (!more.isEmpty()) {
                text.append("     ").append(OneLineStream.onOneLine(more)).append('\n');
            }
        }
        return text.toString();
    }

    String name(SelectableStream stream) {
        return OneLineStream.onOneLine(
                severalDatabases
                        ? stream.address().patternWithDatabase()
                        : stream.address().pattern());
    }

    private List<String> cells(SelectableStream each) {
        CatalogStream stream = each.stream();
        String rows = stream.rowCount().isPresent()
                ? String.format(Locale.ROOT, "%,d", stream.rowCount().getAsLong())
                : "?";
        if (!stream.isSelected()) {
            return List.of(
                    " ", name(each), "", "", Integer.toString(each.columns().size()), rows);
        }
        boolean incremental =
                stream.replicationMethod().filter("INCREMENTAL"::equals).isPresent();
        String key = stream.replicationKey().orElse("");
        long read = each.columns().stream()
                .filter(column -> stream.isSelected(column) || (incremental && column.equals(key)))
                .count();
        return List.of(
                // Its mark comes in a colour, which has no width.
                " ",
                name(each),
                stream.replicationMethod().orElse("default"),
                incremental ? OneLineStream.onOneLine(key) : "",
                read + "/" + each.columns().size(),
                rows);
    }

    /** What few streams have. */
    private static String more(SelectableStream each) {
        CatalogStream stream = each.stream();
        List<String> more = new ArrayList<>();
        stream.where().ifPresent(where -> more.add("where " + where));
        stream.limit().ifPresent(limit -> more.add("limit " + limit.asText()));
        if (!stream.viewKey().isEmpty()) {
            more.add("key properties " + String.join(", ", stream.viewKey()));
        }
        stream.lateCommits().ifPresent(late -> more.add("late commits " + (late.isTextual() ? late.asText() : late)));
        List<String> masked = each.columns().stream()
                .filter(column -> stream.mask(column).isPresent())
                .toList();
        if (!masked.isEmpty()) {
            more.add("masked: " + String.join(", ", masked));
        }
        return String.join("; ", more);
    }

    private int[] widths(List<List<String>> rows) {
        int[] widths = new int[HEADS.size()];
        for (List<String> row : rows) {
            for (int i = 0; i < widths.length; i++) {
                widths[i] = Math.max(widths[i], length(row.get(i)));
            }
        }
        int all = (widths.length - 1) * GAP.length();
        for (int each : widths) {
            all += each;
        }
        int surplus = width == 0 ? 0 : Math.max(0, all - width);
        int ofKey = Math.min(Math.max(0, widths[KEY] - LEAST), surplus);
        widths[KEY] -= ofKey;
        widths[STREAM] -= Math.min(Math.max(0, widths[STREAM] - LEAST), surplus - ofKey);
        return widths;
    }

    private String line(List<String> cells, int[] widths) {
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < widths.length; i++) {
            String cell = shortened(cells.get(i), widths[i]);
            String blanks = " ".repeat(widths[i] - length(cell));
            line.append(i == 0 ? "" : GAP).append(i == ROWS ? blanks + cell : cell + blanks);
        }
        return line.toString().stripTrailing();
    }

    private String shortened(String cell, int width) {
        int length = length(cell);
        if (length <= width) {
            return cell;
        }
        return cell.substring(0, cell.offsetByCodePoints(0, width - 1)) + style.ellipsis();
    }

    private static int length(String cell) {
        return cell.codePointCount(0, cell.length());
    }
}
