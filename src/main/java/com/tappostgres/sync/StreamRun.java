package com.tappostgres.sync;

import com.tappostgres.config.TapConfig;
import com.tappostgres.copy.TableQuery;
import com.tappostgres.singer.Bookmark;
import com.tappostgres.singer.MessageWriter;
import com.tappostgres.singer.RecordFrame;
import com.tappostgres.singer.RecordLines;
import com.tappostgres.singer.State;
import com.tappostgres.types.ColumnReport;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One read of one stream: its shape, messages and bookmark, whatever number of readers print its records. */
final class StreamRun {
    private static final Logger LOG = LoggerFactory.getLogger(StreamRun.class);

    private final StreamRequest request;
    private final StreamShape shape;
    private final RowSource source;
    private final Snapshot snapshot;
    private final TapConfig config;
    private final MessageWriter writer;
    private final State state;

    private final List<StreamReader> readers = new ArrayList<>();
    private final Set<String> warnedOf = new HashSet<>();
    private List<String> bookmarkProperties = List.of();
    private boolean begun;

    /** @param source where its rows come from */
    StreamRun(StreamRequest request, RowSource source, Snapshot snapshot, TapConfig config, Output output) {
        this.request = request;
        this.shape = source.shape();
        this.source = source;
        this.snapshot = snapshot;
        this.config = config;
        this.writer = output.writer();
        this.state = output.state();
    }

    /** Where messages and bookmarks go. */
    record Output(MessageWriter writer, State state) {}

    StreamRequest request() {
        return request;
    }

    /** The shape that covers the records of all readers. */
    StreamShape shape() {
        return shape;
    }

    RowSource source() {
        return source;
    }

    TapConfig config() {
        return config;
    }

    Snapshot snapshot() {
        return snapshot;
    }

    /** Whether row-level policies may hide rows of it from this role. */
    boolean isFiltered() {
        return shape.table().rowSecurity();
    }

    /** Whether a loader may have rows of it from an earlier run. */
    boolean wasRead() {
        return state.has(request.id());
    }

    /** Where it goes on. */
    Bookmark bookmark() {
        Bookmark kept = state.bookmark(request.id());
        // What a loader gets now is of no version: it must never be told to drop all that is not of the one before.
        return isBatched() ? kept.withVersion(null) : kept;
    }

    void setBookmark(Bookmark bookmark) {
        state.setBookmark(request.id(), bookmark);
    }

    /** Prints a STATE behind all that was handed over. */
    void printState() {
        writer.stateIfDue(state);
    }

    /** Whether its rows go into files, without versions, in place of RECORD messages. */
    boolean isBatched() {
        return writer.batchRows().isPresent();
    }

    /** How many rows come between two STATEs: the rows of whole files, of which each STATE ends one. */
    long stateInterval() {
        long wanted = config.sync().stateIntervalRows();
        long batch = writer.batchRows().orElse(1);
        long batches = (wanted - 1) / batch + 1;
        return batches > Long.MAX_VALUE / batch ? wanted : batches * batch;
    }

    /** What stands around its records. */
    RecordFrame frame(@Nullable Long version) {
        return isBatched() ? RecordFrame.bare() : new RecordFrame(request.name(), version, snapshot.time());
    }

    /** A version later than the one before, in milliseconds since 1970; null where versions are turned off. */
    @Nullable
    Long nextVersion(Bookmark before) {
        if (!config.sync().activateVersion() || isBatched()) {
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
     * Prints the SCHEMA and what else comes before the first record, if nothing was printed yet. To be called behind the
     * start of a query: one that the server refuses leaves no trace in the messages.
     *
     * @param bookmarks the columns whose values become bookmarks
     * @param more prints what follows the SCHEMA
     */
    synchronized void begin(List<String> bookmarks, Runnable more) {
        if (!begun) {
            begun = true;
            bookmarkProperties = bookmarks;
            state.setCurrentlySyncing(request.id());
            printSchema();
            more.run();
        }
    }

    /** Whether anything of it was printed. */
    synchronized boolean hasBegun() {
        return begun;
    }

    private void printSchema() {
        writer.schema(request.name(), shape.schema(), shape.key(), bookmarkProperties);
    }

    /** Makes the SCHEMA cover what a reader's shape covers; none of the reader's records that need it may be out yet. */
    synchronized void reshape(StreamShape twin) {
        if (!shape.absorb(twin)) {
            return;
        }
        for (ColumnReport report : twin.reports()) {
            if (report.reshapes() > 0 && warnedOf.add(report.column())) {
                LOG.warn(
                        "{}: the column \"{}\" holds arrays of another depth than declared; a new SCHEMA covers them",
                        request.name(),
                        report.column());
            }
        }
        printSchema();
    }

    /** Where a reader of it puts its lines. */
    synchronized RecordLines linesOf(StreamReader reader) {
        readers.add(reader);
        return new RecordLines(writer.recordsOf(request.name()));
    }

    /** Warns of every column of which values had to be altered; to be called when all is read. */
    synchronized void reportValues() {
        readers.forEach(reader -> shape.addReports(reader.shape()));
        shape.reportValues(request.name());
    }

    /** How many records were printed so far. */
    synchronized long records() {
        return readers.stream().mapToLong(StreamReader::records).sum();
    }

    /** The query of all wanted rows that meet conditions. */
    TableQuery query(List<String> conditions, @Nullable String orderBy) {
        return source.query(conditions, orderBy, 0);
    }
}
