package com.tappostgres.sync;

import com.tappostgres.config.TapConfig;
import com.tappostgres.copy.CopyReader;
import com.tappostgres.copy.CursorReader;
import com.tappostgres.copy.RowReader;
import com.tappostgres.copy.TableQuery;
import com.tappostgres.error.TapException;
import com.tappostgres.json.JsonBuffer;
import com.tappostgres.postgres.Session;
import com.tappostgres.singer.Bookmark;
import com.tappostgres.singer.MessageWriter;
import com.tappostgres.singer.RecordFrame;
import com.tappostgres.singer.State;
import com.tappostgres.types.ColumnReport;
import com.tappostgres.types.RowEncoder;
import com.tappostgres.types.TextRow;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One read of one stream within its transaction: what the replication methods have in common. */
final class StreamRun {
    private static final Logger LOG = LoggerFactory.getLogger(StreamRun.class);

    private final StreamRequest request;
    private final StreamShape shape;
    private final TableSnapshot snapshot;
    private final Session session;
    private final TapConfig.Sync settings;
    private final MessageWriter writer;
    private final State state;

    private final Set<String> warnedOf = new HashSet<>();

    private @Nullable RowReader reader;
    private List<String> bookmarkProperties = List.of();
    private long rows;

    StreamRun(
            StreamRequest request,
            StreamShape shape,
            TableSnapshot snapshot,
            Session session,
            TapConfig.Sync settings,
            Output output) {
        this.request = request;
        this.shape = shape;
        this.snapshot = snapshot;
        this.session = session;
        this.settings = settings;
        this.writer = output.writer();
        this.state = output.state();
    }

    /** Where messages and bookmarks go. */
    record Output(MessageWriter writer, State state) {}

    /** Told of each record that was written. */
    @FunctionalInterface
    interface RecordListener {
        /**
         * Takes note of a record.
         *
         * @param row valid until this returns
         * @param number how many records the stream has now
         */
        void written(TextRow row, long number);
    }

    StreamRequest request() {
        return request;
    }

    StreamShape shape() {
        return shape;
    }

    TapConfig.Sync settings() {
        return settings;
    }

    /** How many records were written. */
    long rows() {
        return rows;
    }

    /** Whether row-level policies may hide rows of it from this role. */
    boolean isFiltered() {
        return shape.table().rowSecurity();
    }

    /**
     * Makes sure, when all is read, that it was the locked table that was read.
     *
     * @throws TapException if the name leads to another table now
     */
    void requireUnchanged() throws SQLException {
        snapshot.opener().requireUnchanged(request.table());
    }

    /** Whether a loader may have rows of it from an earlier run. */
    boolean wasRead() {
        return state.has(request.id());
    }

    Bookmark bookmark() {
        return state.bookmark(request.id());
    }

    void setBookmark(Bookmark bookmark) {
        state.setBookmark(request.id(), bookmark);
    }

    /** Prints a STATE in the middle of the stream. */
    void printState() {
        writer.state(state);
    }

    /** A version later than the one before, in milliseconds since 1970; null where versions are turned off. */
    @Nullable
    Long nextVersion(Bookmark before) {
        if (!settings.activateVersion()) {
            return null;
        }
        long now = System.currentTimeMillis();
        return before.version() == null ? now : Math.max(now, before.version() + 1);
    }

    void activate(@Nullable Long version) {
        if (version != null) {
            writer.activateVersion(request.name(), version);
        }
    }

    /**
     * Starts the query, then prints the SCHEMA: a query that the server refuses leaves no trace in the messages.
     *
     * @param bookmarks the columns whose values become bookmarks
     */
    void start(TableQuery query, List<String> bookmarks) throws SQLException {
        open(query);
        printSchema(bookmarks);
    }

    /** Starts a query, whose rows {@link #readRecords} prints. */
    void open(TableQuery query) throws SQLException {
        if (settings.cursor()) {
            // The driver sends statements in the client's encoding, so names must pass before that changes.
            session.resumeConversion();
            reader = new CursorReader(session.connection(), query.cursorQuery(), settings.itersize());
            session.stopConversionIfUnknown();
        } else {
            session.stopConversionIfUnknown();
            reader = new CopyReader(session.connection(), query.copySource());
        }
    }

    /** @param bookmarks the columns whose values become bookmarks */
    void printSchema(List<String> bookmarks) {
        bookmarkProperties = bookmarks;
        printSchema();
    }

    Session session() {
        return session;
    }

    TableSnapshot snapshot() {
        return snapshot;
    }

    /** Prints the SCHEMA of all values seen so far. */
    private void printSchema() {
        writer.schema(request.name(), shape.schema(), shape.key(), bookmarkProperties);
    }

    /**
     * Prints every row of the started query as a RECORD; a row that the last SCHEMA does not cover gets a new one before
     * it.
     *
     * @param version null for records that carry none
     */
    void readRecords(@Nullable Long version, RecordListener listener) throws SQLException {
        RowReader rowReader = Objects.requireNonNull(reader, "the query is not started");
        RecordFrame frame = new RecordFrame(request.name(), version, snapshot.time());
        RowEncoder encoder = shape.encoder();
        TextRow row = new TextRow(shape.columns().size());
        while (rowReader.next(row)) {
            JsonBuffer line = writer.startRecord();
            boolean reshaped;
            try {
                frame.begin(line);
                reshaped = encoder.encode(row, line);
                frame.end(line);
            } catch (RuntimeException | OutOfMemoryError e) {
                writer.abandonRecord();
                throw e;
            }
            if (reshaped) {
                warnOfReshaped();
                writer.beforeRecord(this::printSchema);
            }
            writer.endRecord();
            listener.written(row, ++rows);
        }
    }

    private void warnOfReshaped() {
        for (ColumnReport report : shape.reports()) {
            if (report.reshapes() > 0 && warnedOf.add(report.column())) {
                LOG.warn(
                        "{}: the column \"{}\" holds arrays of another depth than declared; a new SCHEMA covers them",
                        request.name(),
                        report.column());
            }
        }
    }

    /** The query of this stream. */
    TableQuery query(List<String> conditions, @Nullable String orderBy) {
        return new TableQuery(
                request.table(),
                shape.isWholeHeap() ? TableQuery.Scope.WHOLE_HEAP : TableQuery.Scope.TREE,
                shape.queryColumns(),
                conditions,
                orderBy);
    }
}
