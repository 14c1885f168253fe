package com.tappostgres.sync;

import com.tappostgres.error.TapException;
import com.tappostgres.postgres.Session;
import com.tappostgres.singer.Bookmark;
import com.tappostgres.singer.SavedSnapshot;
import com.tappostgres.types.TextRow;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Rows from the last replication key value on, in its order: the bookmark moves along. */
final class OrderedLoad implements StreamLoad {
    private static final Logger LOG = LoggerFactory.getLogger(OrderedLoad.class);

    private final StreamRun run;
    private final ReplicationKey key;
    private final boolean activateFirst;
    private final Bookmark start;
    private final Rows rows;
    private final @Nullable SavedSnapshot snapshotToKeep;
    private final long stateInterval;
    private Bookmark bookmark;
    private long nullKeys;

    /** The greatest key value so far, as the server's text. */
    private byte[] last = new byte[32];

    private int lastLength = TextRow.NULL;

    /** How many keys could not be printed as they are. */
    private long repairedKeys;

    /**
     * @param start where to go on
     * @param activateFirst whether loaders are told of the version before the first record
     * @param snapshotToKeep for the bookmark of the complete load
     */
    OrderedLoad(
            StreamRun run,
            ReplicationKey key,
            Bookmark start,
            boolean activateFirst,
            Rows rows,
            @Nullable SavedSnapshot snapshotToKeep) {
        this.run = run;
        this.key = key;
        this.start = start;
        this.activateFirst = activateFirst;
        this.bookmark = start;
        this.rows = rows;
        this.snapshotToKeep = snapshotToKeep;
        this.stateInterval = run.stateInterval();
    }

    /**
     * Which rows it reads.
     *
     * @param late the SQL of rows below the bookmark that are wanted too; empty for none
     * @param lastKey the key with which it ends; null for all
     */
    record Rows(List<String> late, @Nullable String lastKey) {
        Rows {
            late = List.copyOf(late);
        }
    }

    @Override
    public List<LoadPart> parts() {
        String value = start.value();
        String lastKey = rows.lastKey();
        List<String> conditions = new ArrayList<>();
        if (value != null) {
            // Rows without a key come last.
            conditions.add(key.from(value, start.initialLoad() && lastKey == null));
        }
        if (lastKey != null) {
            conditions.add(key.upTo(lastKey));
        }
        return List.of(new LoadPart(run.query(conditions, key.column()), null, LoadPart.UNKNOWN));
    }

    @Override
    public OptionalLong expectedRows() {
        return start.value() == null ? run.shape().table().rowCount() : OptionalLong.empty();
    }

    @Override
    public void read(LoadPart part, StreamReader reader) throws SQLException {
        if (!rows.late().isEmpty()) {
            // Below the bookmark, which must not move back.
            reader.open(run.query(rows.late(), null));
            begin();
            reader.read(version(), (row, number) -> {});
        }
        reader.open(part.query());
        begin();
        try {
            reader.read(version(), (row, number) -> written(row, number, reader));
        } finally {
            // A read that was cut was ordered: what it wrote need not be read again.
            reader.flush();
            saveBookmark();
        }
    }

    private void begin() {
        run.begin(List.of(key.column()), () -> {
            if (activateFirst) {
                run.activate(version());
            }
        });
    }

    private @Nullable Long version() {
        return run.config().sync().activateVersion() ? bookmark.version() : null;
    }

    @Override
    public void finish(LoadPart part) {
        // The bookmark moved along.
    }

    @Override
    public void end(Session session) throws SQLException {
        requireUnchanged(session);
        if (rows.lastKey() != null) {
            LOG.info(
                    "{}: \"limit\" is reached, the next run goes on",
                    run.request().name());
            saveBookmark();
            return;
        }
        key.warnOfNulls(run, nullKeys);
        if (bookmark.activationPending()) {
            run.activate(version());
        }
        bookmark = bookmark.completed().withSnapshot(snapshotToKeep);
        saveBookmark();
    }

    @Override
    public boolean mayRepeatParts() {
        return !run.shape().key().isEmpty();
    }

    /** Where it was cut: rows with the last key value come twice, for which it takes a key to tell. */
    @Override
    public boolean mayStartAgain() {
        return mayRepeatParts();
    }

    @Override
    public boolean hasProgressed() {
        return !Objects.equals(bookmark.value(), start.value());
    }

    /** What was read of another table than the locked one, or by two labels of one value, is no progress. */
    private void requireUnchanged(Session session) throws SQLException {
        try {
            new SnapshotCheck(session).requireUnchanged(run.shape());
            EnumCheck.requireUnchanged(session, run);
        } catch (TapException e) {
            run.setBookmark(start);
            throw e;
        }
    }

    private void written(TextRow row, long number, StreamReader reader) {
        int length = row.length(key.index());
        if (length == TextRow.NULL) {
            nullKeys++;
        } else {
            note(row.bytes(), row.offset(key.index()), length, reader);
        }
        if (number % stateInterval == 0) {
            reader.flush();
            saveBookmark();
            run.printState();
        }
    }

    private void note(byte[] bytes, int offset, int length, StreamReader reader) {
        long repaired = reader.shape().reports().get(key.index()).repaired();
        if (repaired != repairedKeys) {
            // A state cannot hold such a key, and what was printed for it sorts elsewhere: as a bookmark it would pass
            // over rows. Without one they are read again.
            repairedKeys = repaired;
            return;
        }
        byte end = length == 0 ? 0 : bytes[offset + length - 1];
        if (key.hasInfinity() && (end == 'N' || end == 'y')) {
            // NaN, Infinity, infinity and their negatives: see ReplicationKeyFit.
            return;
        }
        if (length > last.length) {
            last = Arrays.copyOf(last, 2 * length);
        }
        System.arraycopy(bytes, offset, last, 0, length);
        lastLength = length;
    }

    private void saveBookmark() {
        if (lastLength != TextRow.NULL) {
            bookmark = bookmark.withValue(new String(last, 0, lastLength, StandardCharsets.UTF_8));
        }
        run.setBookmark(bookmark);
    }
}
