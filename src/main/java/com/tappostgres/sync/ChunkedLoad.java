package com.tappostgres.sync;

import com.tappostgres.copy.Chunk;
import com.tappostgres.copy.ChunkPlanner;
import com.tappostgres.copy.Heap;
import com.tappostgres.copy.NewSince;
import com.tappostgres.copy.RangeSet;
import com.tappostgres.postgres.ServerVersion;
import com.tappostgres.singer.LoadProgress;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A load that is read chunk by chunk, so that a cut costs no more than a chunk: what is left of it, and how far it came. */
final class ChunkedLoad {
    private static final int FIRST_KEEPING_XMIN = 9;

    private final ResumePoint.Present present;
    private final @Nullable ResumePoint resumed;
    private final List<Chunk> chunks;
    private final ServerVersion version;
    private final long started;
    private final Map<String, RangeSet> finished = new TreeMap<>();

    private ChunkedLoad(
            ResumePoint.Present present, @Nullable ResumePoint resumed, List<Chunk> chunks, ServerVersion version) {
        this.version = version;
        this.present = present;
        this.resumed = resumed;
        this.chunks = chunks;
        this.started = resumed == null ? Instant.now().getEpochSecond() : resumed.started();
        if (resumed != null) {
            for (Heap heap : present.heaps()) {
                RangeSet ranges = resumed.finished().get(heap.oid());
                if (ranges != null) {
                    finished.put(heap.identity(), ranges);
                }
            }
        }
    }

    /** A load of everything. */
    static ChunkedLoad anew(ResumePoint.Present present, ChunkPlanner planner, ServerVersion version) {
        return new ChunkedLoad(present, null, planner.plan(present.heaps(), Map.of()), version);
    }

    /** The rest of a load, and what is new in the part that an earlier run finished. */
    static ChunkedLoad rest(
            ResumePoint.Present present, ResumePoint point, ChunkPlanner planner, ServerVersion version) {
        return new ChunkedLoad(present, point, planner.plan(present.heaps(), point.finished()), version);
    }

    List<Chunk> chunks() {
        return chunks;
    }

    /** The oldest snapshot that finished parts were read under; empty for a load that began in this run. */
    Optional<Long> olderSnapshot() {
        return Optional.ofNullable(resumed).map(ResumePoint::snapshot);
    }

    /** The SQL of which rows of its heap a chunk holds. */
    List<String> conditions(Chunk chunk) {
        List<String> conditions = new ArrayList<>();
        if (!chunk.condition().isEmpty()) {
            conditions.add(chunk.condition());
        }
        if (chunk.onlyNew()) {
            conditions.add(
                    new NewSince(olderSnapshot().orElseThrow(), !version.isAtLeast(FIRST_KEEPING_XMIN, 4)).condition());
        }
        return conditions;
    }

    /** Notes that a chunk was read to its end. */
    void finish(Chunk chunk) {
        finished.computeIfAbsent(chunk.heap().identity(), heap -> new RangeSet())
                .add(chunk.range());
    }

    /** For the bookmark. */
    LoadProgress progress() {
        Map<String, String> ranges = new TreeMap<>();
        finished.forEach((heap, set) -> ranges.put(heap, set.toString()));
        long snapshot = resumed == null ? present.point().xmin() : resumed.snapshot();
        return new LoadProgress(present.point().server(), snapshot, started, present.shape(), ranges);
    }

    /** About how many bytes are left to read. */
    long bytesLeft() {
        return chunks.stream()
                .filter(chunk -> !chunk.onlyNew())
                .mapToLong(Chunk::bytes)
                .sum();
    }
}
