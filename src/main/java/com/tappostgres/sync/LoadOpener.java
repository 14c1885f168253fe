package com.tappostgres.sync;

import com.tappostgres.config.TapConfig;
import com.tappostgres.copy.ChunkPlanner;
import com.tappostgres.copy.Heap;
import com.tappostgres.discovery.Table;
import com.tappostgres.postgres.ServerVersion;
import com.tappostgres.postgres.Session;
import com.tappostgres.singer.Bookmark;
import com.tappostgres.singer.LoadProgress;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Decides whether a load is read in chunks, and whether it goes on where an earlier one was cut. */
final class LoadOpener {
    private static final Logger LOG = LoggerFactory.getLogger(LoadOpener.class);
    private static final int FIRST_WITH_BLOCK_RANGES = 14;
    private static final double MEGA = 1 << 20;

    private final StreamRun run;
    private final Session session;
    private final int readers;
    private final TapConfig.Load settings;

    /**
     * @param session in the transaction that locked the table
     * @param readers how many there are to share the load
     */
    LoadOpener(StreamRun run, Session session, int readers) {
        this.run = run;
        this.session = session;
        this.readers = readers;
        this.settings = run.config().load();
    }

    /**
     * What is to be read.
     *
     * @param chunks null for a load that a single statement reads: a small one, or one of what cannot be split
     * @param conditions those of the single statement
     * @param limit how many rows it reads, at most; 0 for all
     * @param bytes about so many; {@link LoadPart#UNKNOWN} where nobody can tell
     * @param rows about so many; empty where nobody can tell
     */
    record Opened(@Nullable ChunkedLoad chunks, List<String> conditions, long limit, long bytes, OptionalLong rows) {
        /** Some rows, by one statement. */
        static Opened of(String condition) {
            return new Opened(null, List.of(condition), 0, LoadPart.UNKNOWN, OptionalLong.empty());
        }

        /** Any rows, so many at most. */
        static Opened sample(long limit) {
            return new Opened(null, List.of(), limit, LoadPart.UNKNOWN, OptionalLong.of(limit));
        }

        /** Whether it is the rest of an earlier run's load. */
        boolean isResumed() {
            return chunks != null && chunks.olderSnapshot().isPresent();
        }
    }

    /**
     * Plans a load of the whole table, or of what an earlier run left of it. One reader reads a table without a key in a
     * single statement: a loader could not tell its rows apart if some came twice, so that chunks would not help it.
     */
    Opened open(Bookmark before) throws SQLException {
        LoadProgress progress = before.load();
        Table table = run.shape().table();
        boolean hasKey = !run.shape().key().isEmpty();
        boolean splittable = table.kind() != Table.Kind.VIEW && !table.rowSecurity();
        if (progress != null && !(hasKey && splittable)) {
            restarts("the table has no key any more, or cannot be read in parts any more");
            progress = null;
        }
        boolean resumable = hasKey && !run.source().mayChangeItsMind();
        if (!splittable || (!resumable && readers == 1 && progress == null)) {
            return whole(LoadPart.UNKNOWN);
        }
        ServerVersion version = session.version();
        boolean blockRanges = version.isAtLeast(FIRST_WITH_BLOCK_RANGES, 0);
        ChunkPlanner planner = new ChunkPlanner(blockRanges, settings.chunkBytes());
        List<Heap> heaps = heaps(table, blockRanges, progress);
        if (run.source().isFiltered() && !heaps.isEmpty()) {
            FilterPlan plan = FilterPlan.of(session, run.query(List.of(), null));
            if (progress == null && plan.usesIndexesOnly()) {
                return whole(LoadPart.UNKNOWN);
            }
            heaps = plan.scanned(heaps);
        }
        String shape = shape(table);
        ResumePoint.Present present = new ResumePoint.Present(run.snapshot().point(), shape, heaps);
        if (progress != null && mayResume(progress, present)) {
            ChunkedLoad rest = ChunkedLoad.rest(present, ResumePoint.of(progress, present), planner, version);
            LOG.info(String.format(
                    Locale.ROOT,
                    "%s: goes on with the load that was cut: about %.0f MB are left",
                    run.request().name(),
                    rest.bytesLeft() / MEGA));
            return new Opened(rest, List.of(), 0, rest.bytesLeft(), rowsOf(rest, heaps));
        }
        ChunkedLoad load = ChunkedLoad.anew(present, planner, version);
        return load.chunks().size() > heaps.size()
                ? new Opened(load, List.of(), 0, load.bytesLeft(), rows())
                : whole(heaps.isEmpty() ? LoadPart.UNKNOWN : load.bytesLeft());
    }

    private Opened whole(long bytes) {
        return new Opened(null, List.of(), 0, bytes, rows());
    }

    /** How many of a table's rows a condition holds of, nobody knows. */
    private OptionalLong rows() {
        return run.source().isFiltered()
                ? OptionalLong.empty()
                : run.shape().table().rowCount();
    }

    /** The part of the table's rows that its share of the bytes stands for. */
    private OptionalLong rowsOf(ChunkedLoad rest, List<Heap> heaps) {
        OptionalLong all = rows();
        long bytes = heaps.stream().mapToLong(Heap::bytes).sum();
        return all.isEmpty() || bytes == 0
                ? OptionalLong.empty()
                : OptionalLong.of(Math.round(all.getAsLong() * Math.min(1.0, (double) rest.bytesLeft() / bytes)));
    }

    /** Stands for what is read: the columns, how the server computes them, and what the user wants of the rows. */
    private String shape(Table table) throws SQLException {
        String wanted = run.request().shaping().fingerprint();
        return run.shape().fingerprint()
                + new HeapReader(session).computed(table)
                + (wanted.isEmpty() ? "" : ResumePoint.WANTED + wanted);
    }

    private List<Heap> heaps(Table table, boolean blockRanges, @Nullable LoadProgress progress) throws SQLException {
        HeapReader reader = new HeapReader(session);
        List<Heap> heaps = reader.heaps(table);
        if (blockRanges) {
            return heaps;
        }
        List<Heap> withKeys = new ArrayList<>();
        for (Heap heap : heaps) {
            // What was read whole is finished without a key, however large it is now.
            boolean readWhole = progress != null && progress.finished().containsKey(heap.identity());
            boolean splits = progress != null || heap.bytes() > settings.chunkBytes();
            // The bounds of its parts would show values that are masked.
            withKeys.add(
                    splits && !readWhole
                            ? reader.withKey(
                                    heap, run.request().shaping().masks().keySet())
                            : heap);
        }
        return withKeys;
    }

    private boolean mayResume(LoadProgress progress, ResumePoint.Present present) {
        if (!settings.resume()) {
            restarts("\"full_table_resume\" is restart");
            return false;
        }
        if (run.source().mayChangeItsMind()) {
            restarts("\"where\" may depend on more than the row, so that one that was passed over may be wanted now");
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
}
