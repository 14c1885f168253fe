package com.tappostgres.progress;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** How fast a run is at present: by what was counted within the last seconds. */
final class Pace {
    private static final double NANOS = TimeUnit.SECONDS.toNanos(1);

    private final long windowNanos;
    private final Deque<Moment> moments = new ArrayDeque<>();

    /** @param windowNanos how far back it looks */
    Pace(long windowNanos) {
        this.windowNanos = windowNanos;
    }

    /** Rows and bytes a second. */
    record Speed(double rows, double bytes) {
        static final Speed NONE = new Speed(0, 0);
    }

    /** Takes the next moment into account. */
    Speed at(Moment now) {
        Moment last = moments.peekLast();
        if (last == null || !now.continues(last)) {
            moments.clear();
            // What was counted up to now was so since the streams began.
            moments.add(beginning(now));
        }
        moments.add(now);
        while (moments.size() > 2 && secondOf() < now.nanos() - windowNanos) {
            moments.remove();
        }
        return speed(moments.element(), now);
    }

    private long secondOf() {
        Moment first = moments.remove();
        @Nullable Moment second = moments.peek();
        moments.addFirst(first);
        return second == null ? Long.MAX_VALUE : second.nanos();
    }

    private static Moment beginning(Moment now) {
        return new Moment(
                now.names(),
                now.waiting(),
                now.over(),
                now.all(),
                0,
                0,
                now.expectedRows(),
                now.sinceNanos(),
                now.sinceNanos(),
                null);
    }

    private static Speed speed(Moment from, Moment to) {
        double seconds = (to.nanos() - from.nanos()) / NANOS;
        return seconds <= 0
                ? Speed.NONE
                : new Speed((to.rows() - from.rows()) / seconds, (to.bytes() - from.bytes()) / seconds);
    }
}
