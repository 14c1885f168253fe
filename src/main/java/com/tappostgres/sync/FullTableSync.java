package com.tappostgres.sync;

import com.tappostgres.postgres.Session;
import com.tappostgres.singer.Bookmark;
import java.sql.SQLException;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** FULL_TABLE: every row, under a new version; the loader drops the rows of older versions when the load is complete. */
final class FullTableSync {
    private static final Logger LOG = LoggerFactory.getLogger(FullTableSync.class);
    private static final String METHOD = ReplicationMethod.FULL_TABLE.name();

    private FullTableSync() {}

    /**
     * Plans the load.
     *
     * @param readers how many there are to share it
     */
    static StreamLoad open(StreamRun run, Session session, int readers) throws SQLException {
        Bookmark before = run.bookmark();
        if (before.method() != null && !before.method().equals(METHOD)) {
            LOG.info(
                    "{}: the method was {} and is now {}: its bookmark is reset",
                    run.request().name(),
                    before.method(),
                    METHOD);
            before = before.withLoad(null);
        }
        if (run.isBatched()
                && run.config().sync().activateVersion()
                && run.shape().key().isEmpty()) {
            LOG.warn(
                    "{}: it has no key, and batches carry no version: a loader that appends holds every row once more"
                            + " after each run",
                    run.request().name());
        }
        long limit = run.request().shaping().limit();
        if (limit > 0) {
            return sample(run, before, limit);
        }
        LoadOpener.Opened opened = new LoadOpener(run, session, readers).open(before);
        Long version = opened.isResumed() ? before.version() : run.nextVersion(before);
        Bookmark bookmark = Bookmark.NONE.withMethod(METHOD).withVersion(version);
        return new BulkLoad(
                run,
                opened,
                new BulkLoad.Outline(
                        bookmark,
                        version,
                        true,
                        List.of(),
                        !run.wasRead(),
                        () -> true,
                        (row, number) -> {},
                        completed -> bookmark));
    }

    /**
     * Any rows, so many at most. As long as there may be more, no version is activated: a loader would drop the rest, and
     * nobody can tell whether it has it.
     */
    private static StreamLoad sample(StreamRun run, Bookmark before, long limit) {
        String name = run.request().name();
        if (before.load() != null) {
            LOG.info("{}: the load that was cut starts anew without \"limit\"", name);
        }
        Long version = run.nextVersion(before);
        Bookmark bookmark = Bookmark.NONE.withMethod(METHOD).withVersion(version);
        return new BulkLoad(
                run,
                LoadOpener.Opened.sample(limit),
                new BulkLoad.Outline(
                        bookmark,
                        version,
                        // It may stay without activation, so that rows sent twice would.
                        false,
                        List.of(),
                        false,
                        () -> isComplete(run, limit),
                        (row, number) -> {},
                        completed -> bookmark));
    }

    private static boolean isComplete(StreamRun run, long limit) {
        boolean complete = run.records() < limit;
        if (!complete) {
            LOG.info(
                    "{}: {}, a sample as \"limit\" is set: the loader keeps the rows that it has, as no version is"
                            + " activated",
                    run.request().name(),
                    run.records() == 1 ? "1 row" : run.records() + " rows");
        }
        return complete;
    }
}
