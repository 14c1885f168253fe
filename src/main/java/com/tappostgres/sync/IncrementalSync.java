package com.tappostgres.sync;

import com.tappostgres.copy.TableQuery;
import com.tappostgres.error.TapException;
import com.tappostgres.singer.Bookmark;
import com.tappostgres.types.ReplicationKeyFit;
import com.tappostgres.types.TextRow;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** INCREMENTAL: the rows from the last replication key value on, in its order. */
final class IncrementalSync {
    private static final Logger LOG = LoggerFactory.getLogger(IncrementalSync.class);

    private final StreamRun run;
    private final String key;
    private final int keyIndex;

    /** The key's SQL type, without length or precision. */
    private final String keyType;

    private final boolean keyHasInfinity;

    private final Bookmark start;
    private Bookmark bookmark;
    private boolean activateNow;
    private long nullKeys;

    /** The greatest key value so far, as the server's text. */
    private byte[] last = new byte[32];

    private int lastLength = TextRow.NULL;

    /** How many keys could not be printed as they are. */
    private long repairedKeys;

    private IncrementalSync(StreamRun run, String key) {
        this.run = run;
        this.key = key;
        this.keyIndex = run.shape().indexOf(key);
        this.keyHasInfinity = run.shape().mapping(keyIndex).replicationKey() == ReplicationKeyFit.WITH_INFINITY;
        this.keyType = run.shape().columns().get(keyIndex).castType();
        this.bookmark = startingPoint(run.bookmark());
        this.start = bookmark;
    }

    static void run(StreamRun run) throws SQLException {
        String key = run.request().entry().replicationKey().orElseThrow();
        new IncrementalSync(run, key).run();
    }

    /** The bookmark to go on from: the stream's own, or a new one where method or key changed. */
    private Bookmark startingPoint(Bookmark before) {
        String method = ReplicationMethod.INCREMENTAL.name();
        boolean sameMethod = before.method() == null || before.method().equals(method);
        boolean sameKey = key.equals(before.replicationKey());
        boolean sameOrder = before.keyType() == null || KeyOrder.isSame(before.keyType(), keyType);
        if (sameMethod && sameKey && sameOrder) {
            // A state of another tap may lack the method.
            return new Bookmark(
                    method,
                    before.version(),
                    key,
                    before.value(),
                    keyType,
                    before.value() == null || before.initialLoad(),
                    before.activationPending(),
                    null);
        }
        boolean reset = run.wasRead();
        if (sameMethod && sameKey) {
            LOG.info(
                    "{}: \"{}\" was {} and is now {}, which has another order: its bookmark is reset",
                    run.request().name(),
                    key,
                    before.keyType(),
                    keyType);
        } else if (reset) {
            LOG.info(
                    "{}: read {} before, now as {} by {}: its bookmark is reset",
                    run.request().name(),
                    before.replicationKey() == null ? "as " + before.method() : "by " + before.replicationKey(),
                    method,
                    key);
        }
        activateNow = !reset;
        // After a reset the loader keeps the rows of the old version until the new ones are all there.
        return new Bookmark(method, run.nextVersion(before), key, null, keyType, true, reset, null);
    }

    private void run() throws SQLException {
        Long version = run.settings().activateVersion() ? bookmark.version() : null;
        String value = bookmark.value();
        List<String> from = value == null
                ? List.of()
                : List.of(new TableQuery.LowerBound(key, value, keyType, bookmark.initialLoad()).condition());
        run.start(run.query(from, key), List.of(key));
        if (activateNow) {
            run.activate(version);
        }
        try {
            run.readRecords(version, this::written);
        } finally {
            // A read that was cut was ordered: what it wrote need not be read again.
            saveBookmark();
        }
        requireUnchanged();
        if (nullKeys > 0) {
            LOG.warn(
                    "{}: {} rows have no \"{}\"; such rows are sent by the first load only",
                    run.request().name(),
                    nullKeys,
                    key);
        }
        if (bookmark.activationPending()) {
            run.activate(version);
        }
        bookmark = bookmark.completed();
        saveBookmark();
    }

    /** What was read of another table than the locked one is no progress. */
    private void requireUnchanged() throws SQLException {
        try {
            run.requireUnchanged();
        } catch (TapException e) {
            run.setBookmark(start);
            throw e;
        }
    }

    private void written(TextRow row, long number) {
        int length = row.length(keyIndex);
        if (length == TextRow.NULL) {
            nullKeys++;
        } else {
            note(row.bytes(), row.offset(keyIndex), length);
        }
        if (number % run.settings().stateIntervalRows() == 0) {
            saveBookmark();
            run.printState();
        }
    }

    private void note(byte[] bytes, int offset, int length) {
        long repaired = run.shape().reports().get(keyIndex).repaired();
        if (repaired != repairedKeys) {
            // A state cannot hold such a key, and what was printed for it sorts elsewhere: as a bookmark it would pass
            // over rows. Without one they are read again.
            repairedKeys = repaired;
            return;
        }
        byte end = length == 0 ? 0 : bytes[offset + length - 1];
        if (keyHasInfinity && (end == 'N' || end == 'y')) {
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
