package com.tappostgres.sync;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The parts of all streams of a group that are not read yet. */
final class WorkQueue {
    /** How long a reader waits for something to read before it looks after its connection. */
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(15);

    private final Deque<Work> open = new ArrayDeque<>();
    private final Deque<Work> forHolder = new ArrayDeque<>();
    private final long deadlineNanos;
    private int inReading;
    private boolean anyFinished;
    private boolean stopped;
    private boolean late;

    /**
     * A queue of the parts of streams, in their order.
     *
     * @param deadlineNanos when to hand out no more, as System.nanoTime() counts; 0 for never
     */
    WorkQueue(List<StreamTask> tasks, long deadlineNanos) {
        this.deadlineNanos = deadlineNanos;
        for (StreamTask task : tasks) {
            task.parts().forEach(part -> open.add(new Work(task, part, 0, false)));
        }
    }

    /**
     * One part to read.
     *
     * @param failures how often it could not be read to its end
     * @param leftToHolder whether another connection could not lock its table
     */
    record Work(StreamTask task, LoadPart part, int failures, boolean leftToHolder) {}

    /**
     * Takes the next part, which {@link #done()}, {@link #putBack} or {@link #leaveToHolder} must follow; waits while there
     * is none but others might still put one back.
     *
     * @param holder whether it is for the connection that holds all locks
     * @return null if there was none for a while, or if all is over
     */
    synchronized @Nullable Work poll(boolean holder) throws InterruptedException {
        long end = System.nanoTime() + PATIENCE_NANOS;
        while (!isOver(holder)) {
            late = late || (deadlineNanos != 0 && anyFinished && System.nanoTime() - deadlineNanos >= 0);
            Work work = next(holder);
            if (work != null) {
                inReading++;
                work.task().take();
                return work;
            }
            if (isOver(holder)) {
                // What there was nobody wants any more.
                return null;
            }
            long left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
            if (left <= 0) {
                return null;
            }
            wait(left);
        }
        return null;
    }

    /** Whether a reader need not ask any more. */
    synchronized boolean isOver(boolean holder) {
        return stopped || (inReading == 0 && open.isEmpty() && (!holder || forHolder.isEmpty()));
    }

    private @Nullable Work next(boolean holder) {
        Work work = holder ? wanted(forHolder) : null;
        return work != null ? work : wanted(open);
    }

    private @Nullable Work wanted(Deque<Work> from) {
        while (!from.isEmpty()) {
            Work work = from.remove();
            // When it is late, only what would be lost is read to its end.
            if (!work.task().isOver() && (!late || work.task().wouldBeLost())) {
                return work;
            }
        }
        return null;
    }

    /** Notes that a part was read to its end. */
    synchronized void done() {
        anyFinished = true;
        inReading--;
        notifyAll();
    }

    /** Leaves a part to whoever takes it next. */
    synchronized void putBack(Work work) {
        open.addFirst(new Work(work.task(), work.part(), work.failures() + 1, false));
        inReading--;
        notifyAll();
    }

    /** Leaves a part to the connection that holds all locks. */
    synchronized void leaveToHolder(Work work) {
        forHolder.add(new Work(work.task(), work.part(), work.failures(), true));
        inReading--;
        notifyAll();
    }

    /** Whether it handed out less than there was: the deadline has passed, or it was stopped. */
    synchronized boolean wasCut() {
        return late || stopped;
    }

    /** How many parts there are to read. */
    synchronized int size() {
        return open.size() + forHolder.size();
    }

    /** Hands out nothing more. */
    synchronized void stop() {
        stopped = true;
        notifyAll();
    }
}
