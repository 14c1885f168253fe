package com.tappostgres.sync;

import com.tappostgres.config.LateCommits;
import com.tappostgres.discovery.Table;
import com.tappostgres.postgres.Session;
import com.tappostgres.singer.Bookmark;
import com.tappostgres.singer.SavedSnapshot;
import com.tappostgres.types.TextRow;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** INCREMENTAL: the rows from the last replication key value on, in its order; the first load of a large table in any order. */
final class IncrementalSync {
    private static final Logger LOG = LoggerFactory.getLogger(IncrementalSync.class);
    private static final String METHOD = ReplicationMethod.INCREMENTAL.name();

    private final StreamRun run;
    private final Session session;
    private final int readers;
    private final ReplicationKey key;
    private final LateCommits lateCommits;
    private final Shaping shaping;
    private boolean activateFirst;

    private IncrementalSync(StreamRun run, Session session, int readers) {
        this.run = run;
        this.session = session;
        this.readers = readers;
        this.key = ReplicationKey.of(run.request(), run.shape());
        this.lateCommits = IncrementalCheck.lateCommits(
                run.request(), run.shape(), run.config().sync().lateCommits());
        this.shaping = run.request().shaping();
    }

    /**
     * Plans the load.
     *
     * @param session in the transaction that locked the table
     * @param readers how many there are to share it
     */
    static StreamLoad open(StreamRun run, Session session, int readers) throws SQLException {
        return ReplicationKey.isXmin(run.request())
                ? XminSync.open(run, session, readers)
                : new IncrementalSync(run, session, readers).open();
    }

    /** Whether a stream has no bookmark to go on from. */
    static boolean isFirstLoad(StreamRequest request, Bookmark bookmark) {
        boolean sameKey = request.entry().replicationKey().equals(Optional.ofNullable(bookmark.replicationKey()));
        boolean sameMethod = bookmark.method() == null || bookmark.method().equals(METHOD);
        return !sameKey || !sameMethod || (bookmark.value() == null && bookmark.snapshot() == null);
    }

    private StreamLoad open() throws SQLException {
        Bookmark before = run.bookmark();
        Bookmark start = startingPoint(before);
        boolean large = isLarge();
        if (large) {
            KeyIndex.warnOfMissing(run, session, key);
        }
        Optional<Bookmark> fromDate = FirstBound.of(run, key, start);
        if (fromDate.isPresent()) {
            Bookmark bound = fromDate.get();
            OrderedLoad.Rows rows = new OrderedLoad.Rows(List.of(), lastKey(bound));
            return new OrderedLoad(run, key, bound, activateFirst, rows, snapshotToKeep());
        }
        // Only with a key: a load in no order is repeated from the start when it is cut.
        boolean anyOrder = start.value() == null
                && !shaping.isLimited()
                && (large || before.load() != null)
                && !run.shape().key().isEmpty();
        // Bytes that are no text in any encoding cannot be asked for as the greatest key.
        return anyOrder && session.encoding().isPresent() ? firstLoad(start, before) : ordered(start);
    }

    private StreamLoad firstLoad(Bookmark start, Bookmark before) throws SQLException {
        LoadOpener.Opened opened = new LoadOpener(run, session, readers).open(start.withLoad(before.load()));
        AtomicLong nullKeys = new AtomicLong();
        return new BulkLoad(
                run,
                opened,
                new BulkLoad.Outline(
                        start,
                        run.config().sync().activateVersion() ? start.version() : null,
                        false,
                        List.of(key.column()),
                        activateFirst,
                        start::activationPending,
                        (row, number) -> {
                            if (row.length(key.index()) == TextRow.NULL) {
                                nullKeys.incrementAndGet();
                            }
                        },
                        reading -> {
                            key.warnOfNulls(run, nullKeys.get());
                            Bookmark complete = start.completed().withSnapshot(snapshotToKeep());
                            return key.greatest(reading, run)
                                    .map(complete::withValue)
                                    .orElse(complete);
                        }));
    }

    private StreamLoad ordered(Bookmark start) throws SQLException {
        OrderedLoad.Rows rows = new OrderedLoad.Rows(lateRows(start), lastKey(start));
        return new OrderedLoad(run, key, start, activateFirst, rows, snapshotToKeep());
    }

    /**
     * The key where a limited run ends; null where it reads all. So many rows behind the bookmark, and with them all that
     * share the last key: a run that ended among those would bring nothing but them, again and again.
     */
    private @Nullable String lastKey(Bookmark start) throws SQLException {
        if (!shaping.isLimited()) {
            return null;
        }
        IncrementalCheck.requireEncoding(run.request(), session);
        return key.following(start.value(), shaping.limit(), session, run).orElse(null);
    }

    /** The SQL of the rows below the bookmark that are wanted too; empty for none. */
    private List<String> lateRows(Bookmark start) {
        String value = start.value();
        if (value == null) {
            return List.of();
        }
        if (lateCommits.lookback() != null) {
            return LateRows.lookback(lateCommits, key, value);
        }
        SavedSnapshot saved = start.snapshot();
        if (!lateCommits.exact()) {
            return List.of();
        }
        if (saved == null) {
            LOG.info(
                    "{}: from this run on no row is lost that commits late; one that did before may be",
                    run.request().name());
            return List.of();
        }
        return LateRows.newSince(saved, key, value, session.version());
    }

    private @Nullable SavedSnapshot snapshotToKeep() {
        Snapshot.Point point = run.snapshot().point();
        return lateCommits.exact()
                ? new SavedSnapshot(
                        point.server(), point.xmin(), run.shape().table().oid())
                : null;
    }

    /** Whether the table has more rows than are read between two STATEs. */
    private boolean isLarge() throws SQLException {
        Table table = run.shape().table();
        if (table.kind() != Table.Kind.TABLE && table.kind() != Table.Kind.PARTITIONED_TABLE) {
            return false;
        }
        long most = run.config().sync().stateIntervalRows();
        if (table.rowCount().isPresent()) {
            return table.rowCount().getAsLong() > most;
        }
        try (Statement statement = session.connection().createStatement();
                ResultSet beyond = statement.executeQuery(
                        "SELECT 1 FROM " + table.name().quoted() + " OFFSET " + most + " LIMIT 1")) {
            return beyond.next();
        }
    }

    /** The bookmark to go on from: the stream's own, or a new one where it does not serve any more. */
    private Bookmark startingPoint(Bookmark before) {
        boolean sameMethod = before.method() == null || before.method().equals(METHOD);
        boolean sameKey = key.column().equals(before.replicationKey());
        boolean sameOrder = before.keyType() == null || KeyOrder.isSame(before.keyType(), key.type());
        Optional<String> obstacle =
                lateCommits.exact() ? ResumePoint.obstacle(before.snapshot(), run) : Optional.empty();
        if (sameMethod && sameKey && sameOrder && obstacle.isEmpty()) {
            // A state of another tap may lack the method.
            return new Bookmark(
                    METHOD,
                    before.version(),
                    key.column(),
                    before.value(),
                    key.type(),
                    before.value() == null || before.initialLoad(),
                    before.activationPending(),
                    null,
                    before.snapshot());
        }
        boolean reset = run.wasRead();
        if (sameMethod && sameKey && sameOrder) {
            LOG.info("{}: its bookmark is reset: {}", run.request().name(), obstacle.orElseThrow());
        } else if (sameMethod && sameKey) {
            LOG.info(
                    "{}: \"{}\" was {} and is now {}, which has another order or fewer values: its bookmark is reset",
                    run.request().name(),
                    key.column(),
                    before.keyType(),
                    key.type());
        } else if (reset) {
            LOG.info(
                    "{}: read {} before, now as {} by {}: its bookmark is reset",
                    run.request().name(),
                    before.replicationKey() == null ? "as " + before.method() : "by " + before.replicationKey(),
                    METHOD,
                    key.column());
        }
        // After a reset the loader keeps the rows of the old version until the new ones are all there; and what it may
        // have from elsewhere where a limit makes several runs of the first load.
        boolean late = reset || shaping.isLimited();
        activateFirst = !late;
        return Bookmark.NONE
                .withMethod(METHOD)
                .withVersion(run.nextVersion(before))
                .ofFirstLoad(key.column(), key.type(), late);
    }
}
