package com.tappostgres.sync;

import com.tappostgres.singer.Bookmark;
import java.sql.SQLException;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** FULL_TABLE: every row, under a new version; the loader drops the rows of older versions when the load is complete. */
final class FullTableSync {
    private static final Logger LOG = LoggerFactory.getLogger(FullTableSync.class);

    private FullTableSync() {}

    static void run(StreamRun run) throws SQLException {
        Bookmark before = run.bookmark();
        String method = ReplicationMethod.FULL_TABLE.name();
        if (before.method() != null && !before.method().equals(method)) {
            LOG.info(
                    "{}: the method was {} and is now {}: its bookmark is reset",
                    run.request().name(),
                    before.method(),
                    method);
        }
        Long version = run.nextVersion(before);
        run.start(run.query(List.of(), null), List.of());
        if (!run.wasRead()) {
            run.activate(version);
        }
        run.readRecords(version, (row, number) -> {});
        run.requireUnchanged();
        run.activate(version);
        run.setBookmark(new Bookmark(method, version, null, null, null, false, false));
    }
}
