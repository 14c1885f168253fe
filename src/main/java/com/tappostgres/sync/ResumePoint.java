package com.tappostgres.sync;

import com.tappostgres.copy.Heap;
import com.tappostgres.copy.RangeSet;
import com.tappostgres.singer.LoadProgress;
import com.tappostgres.singer.SavedSnapshot;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a load has to go on from.
 *
 * @param finished the parts that were read, by the oid of their heap
 * @param snapshot the oldest snapshot that showed them
 * @param started when the load began, in seconds since 1970
 */
record ResumePoint(Map<Long, RangeSet> finished, long snapshot, long started) {
    /** In a shape, stands before what a user wants of the rows. */
    static final String WANTED = "/";

    /** What a load reads, and what it reads it from, as this run finds both. */
    record Present(Snapshot.Point point, String shape, List<Heap> heaps) {}

    /** Why nothing can be told to be new since a snapshot; empty if it can, or if there is no snapshot. */
    static Optional<String> obstacle(@Nullable SavedSnapshot saved, StreamRun run) {
        if (saved == null) {
            return Optional.empty();
        }
        Optional<String> elsewhere =
                elsewhere(saved.source(), saved.xmin(), run.snapshot().point());
        Long table = saved.table();
        return elsewhere.isEmpty()
                        && table != null
                        && table != run.shape().table().oid()
                ? Optional.of("another table has its name now")
                : elsewhere;
    }

    private static Optional<String> elsewhere(@Nullable String server, long xmin, Snapshot.Point now) {
        if (!Objects.equals(server, now.server())) {
            return Optional.of("what was read before was read from another server");
        }
        return now.xmax() < xmin ? Optional.of("the server was set back to an earlier state") : Optional.empty();
    }

    /**
     * Why a load cannot go on, in words that follow "starts anew:"; empty if it can.
     *
     * @param maxAgeSeconds the oldest load to go on with
     */
    static Optional<String> obstacle(LoadProgress progress, Present present, long maxAgeSeconds) {
        Optional<String> elsewhere = elsewhere(progress.source(), progress.snapshot(), present.point());
        if (elsewhere.isPresent()) {
            return elsewhere;
        }
        if (!progress.shape().equals(present.shape())) {
            return Optional.of(
                    columns(progress.shape()).equals(columns(present.shape()))
                            ? "\"where\" or a mask changed"
                            : "its columns or its key changed");
        }
        if (Instant.now().getEpochSecond() - progress.started() > maxAgeSeconds) {
            return Optional.of("it began at " + Instant.ofEpochSecond(progress.started())
                    + ", which is longer ago than \"resume_max_age\"");
        }
        if (!progress.finished().values().stream().allMatch(RangeSet::isValid)) {
            return Optional.of("the state does not say in ranges what is finished");
        }
        for (String piece : progress.finished().keySet()) {
            Optional<Heap> same = present.heaps().stream()
                    .filter(heap -> piece.startsWith(heap.oid() + "/"))
                    .findFirst();
            if (same.isEmpty()) {
                // Its rows are in the target, and no key of what is there now need be one of theirs.
                return Optional.of("a table that was read is gone or was replaced");
            }
            if (!piece.equals(same.get().identity())) {
                return Optional.of("\"" + same.get().name() + "\" was rewritten or truncated");
            }
        }
        return Optional.empty();
    }

    private static String columns(String shape) {
        int end = shape.indexOf(WANTED);
        return end < 0 ? shape : shape.substring(0, end);
    }

    /** Reads what a state says; only of one without obstacle. */
    static ResumePoint of(LoadProgress progress, Present present) {
        Map<Long, RangeSet> finished = new HashMap<>();
        for (Heap heap : present.heaps()) {
            String ranges = progress.finished().get(heap.identity());
            if (ranges != null) {
                finished.put(heap.oid(), RangeSet.parse(ranges));
            }
        }
        return new ResumePoint(finished, progress.snapshot(), progress.started());
    }
}
