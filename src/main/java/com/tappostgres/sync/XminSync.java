package com.tappostgres.sync;

import com.tappostgres.postgres.Session;
import com.tappostgres.singer.Bookmark;
import com.tappostgres.singer.SavedSnapshot;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** INCREMENTAL by xmin, for tables without a column to go by: the rows that are new since the last run's snapshot. */
final class XminSync {
    private static final Logger LOG = LoggerFactory.getLogger(XminSync.class);
    private static final String METHOD = ReplicationMethod.INCREMENTAL.name();

    private XminSync() {}

    /**
     * Plans the load.
     *
     * @param session in the transaction that locked the table
     * @param readers how many there are to share it
     */
    static StreamLoad open(StreamRun run, Session session, int readers) throws SQLException {
        IncrementalCheck.requireFitForXmin(run.request(), run.shape());
        Bookmark before = run.bookmark();
        Snapshot.Point point = run.snapshot().point();
        SavedSnapshot saved = before.snapshot();
        boolean same = METHOD.equals(before.method()) && ReplicationKey.XMIN.equals(before.replicationKey());
        Optional<String> obstacle = same
                ? ResumePoint.obstacle(saved, run)
                : Optional.of("it was not read by " + ReplicationKey.XMIN + " before");
        boolean goesOn = obstacle.isEmpty() && (saved != null || before.load() != null);
        if (!goesOn && run.wasRead()) {
            LOG.info("{}: its bookmark is reset: {}", run.request().name(), obstacle.orElse("its load was cut"));
        }
        if (!goesOn) {
            FirstBound.ignore(run, ReplicationKey.XMIN, "which is no time");
        }
        // After a reset the loader keeps the rows of the old version until the new ones are all there.
        Bookmark start = goesOn
                ? before.withLoad(null)
                : Bookmark.NONE
                        .withMethod(METHOD)
                        .withVersion(run.nextVersion(before))
                        .ofFirstLoad(ReplicationKey.XMIN, null, run.wasRead());
        LoadOpener.Opened opened = goesOn && saved != null
                ? LoadOpener.Opened.of(LateRows.newSince(saved, session.version()))
                : new LoadOpener(run, session, readers).open(goesOn ? before : start);
        Bookmark complete = start.completed()
                .withSnapshot(new SavedSnapshot(
                        point.server(), point.xmin(), run.shape().table().oid()));
        return new BulkLoad(
                run,
                opened,
                new BulkLoad.Outline(
                        start,
                        run.config().sync().activateVersion() ? start.version() : null,
                        !goesOn,
                        List.of(),
                        !goesOn && !run.wasRead(),
                        start::activationPending,
                        (row, number) -> {},
                        reading -> complete));
    }
}
