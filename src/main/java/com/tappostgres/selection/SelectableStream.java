package com.tappostgres.selection;

import com.tappostgres.config.StreamAddress;
import com.tappostgres.singer.CatalogStream;
import com.tappostgres.singer.EditableStream;
import java.util.List;

/**
 * A stream of a catalog with what patterns find it by.
 *
 * @param columns those that the catalog knows
 */
public record SelectableStream(EditableStream editable, StreamAddress address, List<String> columns) {
    public SelectableStream {
        columns = List.copyOf(columns);
    }

    /**
     * A stream that patterns can mean.
     *
     * @param defaultDatabase that of streams which name none
     */
    public static SelectableStream of(EditableStream editable, String defaultDatabase) {
        CatalogStream stream = editable.stream();
        StreamAddress address = new StreamAddress(
                stream.database().orElse(defaultDatabase),
                stream.schemaName().orElse(""),
                stream.tableName().orElse(stream.name()),
                stream.name(),
                stream.id());
        return new SelectableStream(editable, address, stream.columnNames());
    }

    /** What it says now. */
    public CatalogStream stream() {
        return editable.stream();
    }
}
