package com.tappostgres.picker;

import com.tappostgres.singer.CatalogStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** The first rows of the highlighted table, got in the background and kept for as long as the pane is open. */
final class PreviewPane {
    /**
     * What is asked of a table.
     *
     * @param columns those that are read
     * @param masked those of them whose values are not to be shown
     * @param where the condition of its rows; null for all
     */
    record Request(
            Preview.Table table,
            List<String> columns,
            List<String> masked,
            @Nullable String where) {
        Request {
            columns = List.copyOf(columns);
            masked = List.copyOf(masked);
        }

        static Request of(TableNode table) {
            CatalogStream now = table.now();
            List<String> columns = new ArrayList<>();
            List<String> masked = new ArrayList<>();
            for (ColumnNode column : table.columns()) {
                if (table.reads(column.name())) {
                    columns.add(column.name());
                    if (now.mask(column.name()).isPresent()) {
                        masked.add(column.name());
                    }
                }
            }
            GroupNode schema = table.parent();
            String database = now.database().orElse("");
            Preview.Table asked = new Preview.Table(database, schema.name(), table.name());
            return new Request(asked, columns, masked, now.where().orElse(null));
        }

        List<String> shown() {
            return columns.stream().filter(column -> !masked.contains(column)).toList();
        }
    }

    private final Preview preview;
    private final Executor executor;
    private final Map<Request, CompletableFuture<Preview.Rows>> answers = new HashMap<>();
    private volatile @Nullable Request wanted;
    private boolean open;

    /** @param executor runs what waits for the server */
    PreviewPane(Preview preview, Executor executor) {
        this.preview = preview;
        this.executor = executor;
    }

    boolean isOpen() {
        return open;
    }

    /** Opens or closes the pane; what it showed is read anew then. */
    void toggle() {
        open = !open;
        answers.clear();
        wanted = null;
    }

    /** Whether the rows of a table are on their way, so that it makes sense to look again soon. */
    boolean isWaiting() {
        Request request = wanted;
        if (!open || request == null) {
            return false;
        }
        CompletableFuture<Preview.Rows> answer = answers.get(request);
        return answer != null && !answer.isDone();
    }

    /** The rows of a table as far as they are there; null where nobody asked for them yet. */
    @Nullable
    CompletableFuture<Preview.Rows> answer(Request request) {
        return answers.get(request);
    }

    /** Asks for the rows of a table, unless that was done. */
    void ask(TableNode table) {
        Request request = Request.of(table);
        wanted = request;
        if (!answers.containsKey(request)) {
            answers.put(request, CompletableFuture.supplyAsync(() -> read(request), executor));
        }
    }

    private Preview.Rows read(Request request) {
        return preview.rows(request.table(), request.shown(), request.where());
    }
}
