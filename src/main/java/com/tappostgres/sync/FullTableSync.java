package com.tappostgres.sync;

import com.tappostgres.config.TapConfig;
import com.tappostgres.copy.Chunk;
import com.tappostgres.copy.TableQuery;
import com.tappostgres.singer.Bookmark;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** FULL_TABLE: every row, under a new version; the loader drops the rows of older versions when the load is complete. */
final class FullTableSync {
    private static final Logger LOG = LoggerFactory.getLogger(FullTableSync.class);
    private static final String METHOD = ReplicationMethod.FULL_TABLE.name();

    private final StreamRun run;

    private final TapConfig.Load settings;

    private FullTableSync(StreamRun run, TapConfig.Load settings) {
        this.run = run;
        this.settings = settings;
    }

    static void run(StreamRun run, TapConfig.Load settings) throws SQLException {
        new FullTableSync(run, settings).run();
    }

    private void run() throws SQLException {
        Bookmark before = run.bookmark();
        if (before.method() != null && !before.method().equals(METHOD)) {
            LOG.info(
                    "{}: the method was {} and is now {}: its bookmark is reset",
                    run.request().name(),
                    before.method(),
                    METHOD);
        }
        ChunkedLoad load = new LoadOpener(run, settings).open(before);
        boolean resumed = load != null && load.olderSnapshot().isPresent();
        Long version = resumed ? before.version() : run.nextVersion(before);
        if (load == null) {
            run.start(run.query(List.of(), null), List.of());
        } else {
            run.printSchema(List.of());
        }
        if (!run.wasRead()) {
            run.activate(version);
        }
        if (load == null) {
            run.readRecords(version, (row, number) -> {});
        } else {
            read(load, version);
        }
        run.requireUnchanged();
        run.activate(version);
        run.setBookmark(new Bookmark(METHOD, version, null, null, null, false, false, null));
    }

    private void read(ChunkedLoad load, @Nullable Long version) throws SQLException {
        for (Chunk chunk : load.chunks()) {
            run.open(query(chunk, load));
            run.readRecords(version, (row, number) -> {});
            if (!chunk.onlyNew()) {
                load.finish(chunk);
                run.setBookmark(new Bookmark(METHOD, version, null, null, null, false, false, load.progress()));
                run.printState();
            }
        }
    }

    private TableQuery query(Chunk chunk, ChunkedLoad load) {
        return new TableQuery(
                chunk.heap().name(), TableQuery.Scope.ONLY, run.shape().queryColumns(), load.conditions(chunk), null);
    }
}
