package com.tappostgres.sync;

import com.tappostgres.config.TapConfig;
import com.tappostgres.copy.ChunkPlanner;
import com.tappostgres.copy.Heap;
import com.tappostgres.discovery.Column;
import com.tappostgres.discovery.Table;
import com.tappostgres.postgres.ServerVersion;
import com.tappostgres.singer.Bookmark;
import com.tappostgres.singer.LoadProgress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Decides whether a load is read in chunks, and whether it goes on where an earlier one was cut. */
final class LoadOpener {
    private static final Logger LOG = LoggerFactory.getLogger(LoadOpener.class);
    private static final int FIRST_WITH_BLOCK_RANGES = 14;
    private static final double MEGA = 1 << 20;

    private final StreamRun run;
    private final TapConfig.Load settings;

    LoadOpener(StreamRun run, TapConfig.Load settings) {
        this.run = run;
        this.settings = settings;
    }

    /**
     * The load; null for one that a single statement reads: a small one, one of what cannot be split, and one of a table
     * without a key, whose rows a loader could not tell apart if some came twice.
     */
    @Nullable
    ChunkedLoad open(Bookmark before) throws SQLException {
        LoadProgress progress = before.load();
        Table table = run.shape().table();
        if (run.shape().key().isEmpty() || table.kind() == Table.Kind.VIEW || table.rowSecurity()) {
            if (progress != null) {
                restarts("the table has no key any more, or cannot be read in parts any more");
            }
            return null;
        }
        ServerVersion version = run.session().version();
        boolean blockRanges = version.isAtLeast(FIRST_WITH_BLOCK_RANGES, 0);
        ChunkPlanner planner = new ChunkPlanner(blockRanges, settings.chunkBytes());
        List<Heap> heaps = heaps(table, blockRanges, progress);
        ResumePoint.Present present = new ResumePoint.Present(run.snapshot().point(), shape(), heaps);
        if (progress != null && mayResume(progress, present)) {
            ChunkedLoad rest = ChunkedLoad.rest(present, ResumePoint.of(progress, present), planner, version);
            LOG.info(String.format(
                    Locale.ROOT,
                    "%s: goes on with the load of an earlier run: about %.0f MB are left",
                    run.request().name(),
                    rest.bytesLeft() / MEGA));
            return rest;
        }
        ChunkedLoad load = ChunkedLoad.anew(present, planner, version);
        return load.chunks().size() > heaps.size() ? load : null;
    }

    private List<Heap> heaps(Table table, boolean blockRanges, @Nullable LoadProgress progress) throws SQLException {
        HeapReader reader = new HeapReader(run.session());
        List<Heap> heaps = reader.heaps(table);
        if (blockRanges) {
            return heaps;
        }
        List<Heap> withKeys = new ArrayList<>();
        for (Heap heap : heaps) {
            // What was read whole is finished without a key, however large it is now.
            boolean readWhole = progress != null && progress.finished().containsKey(heap.identity());
            boolean splits = progress != null || heap.bytes() > settings.chunkBytes();
            withKeys.add(splits && !readWhole ? reader.withKey(heap) : heap);
        }
        return withKeys;
    }

    private boolean mayResume(LoadProgress progress, ResumePoint.Present present) {
        if (!settings.resume()) {
            restarts("\"full_table_resume\" is restart");
            return false;
        }
        Optional<String> obstacle = present.heaps().isEmpty()
                ? Optional.of("the table cannot be read in parts any more")
                : ResumePoint.obstacle(progress, present, settings.resumeMaxAgeSeconds());
        obstacle.ifPresent(this::restarts);
        return obstacle.isEmpty();
    }

    private void restarts(String why) {
        LOG.info("{}: the load that was cut starts anew: {}", run.request().name(), why);
    }

    /** Stands for the columns that are read and the key: rows of another shape do not go with those sent before. */
    private String shape() {
        StringBuilder text = new StringBuilder();
        for (Column column : run.shape().columns()) {
            text.append(column.name()).append('\0').append(column.sqlDatatype()).append('\0');
        }
        text.append(run.shape().key());
        try {
            byte[] digest =
                    MessageDigest.getInstance("SHA-256").digest(text.toString().getBytes(StandardCharsets.UTF_8));
            return Long.toHexString(ByteBuffer.wrap(digest).getLong());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
