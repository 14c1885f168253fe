package com.tappostgres.preflight;

import com.tappostgres.copy.TableQuery;
import com.tappostgres.discovery.Column;
import com.tappostgres.discovery.Table;
import com.tappostgres.sync.RowSource;
import com.tappostgres.sync.StreamRequest;
import com.tappostgres.sync.StreamShape;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A selected stream that the role may read, with what is known of its table.
 *
 * @param source makes the statements that read it
 * @param facts null where the catalogs have nothing of it
 * @param choices where what is chosen of it stands
 */
record CheckedStream(
        StreamRequest request,
        StreamShape shape,
        RowSource source,
        @Nullable TableFacts facts,
        Choices choices) {
    Table table() {
        return shape.table();
    }

    String name() {
        return request.name();
    }

    /** The column that it is read by; empty where it is read whole, or by a system column. */
    Optional<Column> key() {
        return request.keyColumn().flatMap(table()::column);
    }

    /** Whether its rows lie in files of this server, whose sizes are known. */
    boolean isStored() {
        return switch (table().kind()) {
            case TABLE, PARTITIONED_TABLE, MATERIALIZED_VIEW -> true;
            case VIEW, FOREIGN_TABLE -> false;
        };
    }

    /** Whether rows and columns of its own can be altered. */
    boolean isTable() {
        return table().kind() == Table.Kind.TABLE || table().kind() == Table.Kind.PARTITIONED_TABLE;
    }

    /** Whether the server must be asked how it would read it: of which order, or of how many rows. */
    boolean needsPlan() {
        return key().isPresent() || !isStored() || request.entry().where().isPresent();
    }

    /** The statement that reads it from the start. */
    TableQuery query() {
        return source.query(List.of(), key().map(Column::name).orElse(null), 0);
    }
}
