package com.tappostgres.sync;

import com.tappostgres.copy.Chunk;
import com.tappostgres.copy.TableQuery;
import com.tappostgres.error.TapException;
import com.tappostgres.postgres.Session;
import com.tappostgres.singer.Bookmark;
import java.sql.SQLException;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** A load in whatever order the rows come, so that it can be read in chunks. */
final class BulkLoad implements StreamLoad {
    private final StreamRun run;
    private final LoadOpener.Opened opened;
    private final Outline outline;
    private boolean progressed;

    BulkLoad(StreamRun run, LoadOpener.Opened opened, Outline outline) {
        this.run = run;
        this.opened = opened;
        this.outline = outline;
    }

    /**
     * What is particular to a replication method.
     *
     * @param bookmark that of a load that has only begun
     * @param version that of the records; null for none
     * @param ownVersion whether the version is this load's own, so that a loader will drop what was sent under another
     * @param bookmarkProperties the columns whose values become bookmarks
     * @param activateFirst whether loaders are told of the version before the first record
     * @param activateLast asked behind the last one, whether they are told then
     * @param listener told of each record, by several threads
     * @param completion makes the bookmark of the complete load
     */
    record Outline(
            Bookmark bookmark,
            @Nullable Long version,
            boolean ownVersion,
            List<String> bookmarkProperties,
            boolean activateFirst,
            BooleanSupplier activateLast,
            StreamReader.RecordListener listener,
            Completion completion) {}

    /** Makes the bookmark of a load when all of it was read. */
    @FunctionalInterface
    interface Completion {
        /**
         * Makes the bookmark.
         *
         * @param session in the transaction that read the load, or a part of it
         */
        Bookmark complete(Session session) throws SQLException;
    }

    @Override
    public List<LoadPart> parts() {
        ChunkedLoad chunks = opened.chunks();
        return chunks == null
                ? List.of(new LoadPart(
                        run.source().query(opened.conditions(), null, opened.limit()), null, opened.bytes()))
                : chunks.chunks().stream()
                        .map(chunk -> new LoadPart(query(chunk, chunks), chunk, chunk.bytes()))
                        .toList();
    }

    @Override
    public OptionalLong expectedRows() {
        return opened.rows();
    }

    private TableQuery query(Chunk chunk, ChunkedLoad chunks) {
        return run.source().ofHeap(chunk.heap().name(), chunks.conditions(chunk));
    }

    @Override
    public void read(LoadPart part, StreamReader reader) throws SQLException {
        reader.open(part.query());
        run.begin(outline.bookmarkProperties(), () -> {
            if (outline.activateFirst()) {
                run.activate(outline.version());
            }
        });
        reader.read(outline.version(), outline.listener());
    }

    @Override
    public void finish(LoadPart part) {
        ChunkedLoad chunks = opened.chunks();
        if (chunks != null && part.chunk() != null && !part.onlyNew() && mayRepeatParts()) {
            chunks.finish(part.chunk());
            progressed = true;
            run.setBookmark(outline.bookmark().withLoad(chunks.progress()));
            run.printState();
        }
    }

    @Override
    public void end(Session session) throws SQLException {
        new SnapshotCheck(session).requireUnchanged(run.shape());
        requireSameLabels(session);
        Bookmark completed = outline.completion().complete(session);
        if (outline.activateLast().getAsBoolean()) {
            run.activate(outline.version());
        }
        run.setBookmark(completed);
    }

    /** What was read by two labels of one value is nothing to go on with. */
    private void requireSameLabels(Session session) throws SQLException {
        try {
            EnumCheck.requireUnchanged(session, run);
        } catch (TapException e) {
            run.setBookmark(run.bookmark().withLoad(null));
            throw e;
        }
    }

    @Override
    public boolean mayRepeatParts() {
        return !run.shape().key().isEmpty();
    }

    /** Without a key, under a new version. */
    @Override
    public boolean mayStartAgain() {
        return mayRepeatParts() || (outline.ownVersion() && outline.version() != null);
    }

    /** Only of a load that does go on where it was cut: one that starts anew each time would do so for ever. */
    @Override
    public boolean hasProgressed() {
        return progressed && opened.isResumed();
    }
}
