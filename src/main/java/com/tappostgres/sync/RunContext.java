package com.tappostgres.sync;

import com.tappostgres.config.TapConfig;
import com.tappostgres.postgres.ConnectionFactory;
import com.tappostgres.postgres.ReadTransaction;
import com.tappostgres.progress.RunProgress;
import org.jspecify.annotations.Nullable;

/**
 * What all reads of one run share.
 *
 * @param structureSync brings the catalog and the tables together
 * @param output where messages and bookmarks go
 * @param stop asks all of them to end
 * @param snapshotAges how long snapshots were held
 * @param progress told how far the run is
 * @param resumed the id of the stream that the last run was reading
 */
record RunContext(
        ConnectionFactory connections,
        TapConfig config,
        ReadTransaction transaction,
        StructureSync structureSync,
        StreamRun.Output output,
        Stop stop,
        SnapshotAges snapshotAges,
        RunProgress progress,
        @Nullable String resumed) {}
