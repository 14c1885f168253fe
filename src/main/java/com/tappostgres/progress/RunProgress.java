package com.tappostgres.progress;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** How far a run is: fed by whoever reads, looked at by whoever tells people or machines. */
public final class RunProgress {
    private final boolean savesStates;
    private final List<StreamProgress> streams = new ArrayList<>();
    private final AtomicLong retries = new AtomicLong();
    private volatile boolean outputLost;
    private List<StreamProgress> group = List.of();
    private long groupNanos;
    private long longestSnapshotNanos;
    private long snapshotSince;
    private boolean snapshotHeld;
    private @Nullable String waitingFor;
    private byte @Nullable [] state;
    private long stateNanos;
    private boolean anyState;

    /** @param savesStates whether states are saved rather than only sent */
    public RunProgress(boolean savesStates) {
        this.savesStates = savesStates;
    }

    /** Takes a stream in that the run is to read. */
    public synchronized StreamProgress add(String id, String name) {
        StreamProgress stream = new StreamProgress(id, name);
        streams.add(stream);
        return stream;
    }

    /** Notes which streams are about to be read together: one, or all that share a snapshot. */
    public synchronized void reading(List<StreamProgress> together) {
        group = List.copyOf(together);
        groupNanos = System.nanoTime();
        waitingFor = null;
    }

    /** Notes that all is read, and whose work is still to be done. */
    public synchronized void waitFor(String whom) {
        group = List.of();
        waitingFor = whom;
        groupNanos = System.nanoTime();
    }

    /** Notes that something is tried once more. */
    public void retried() {
        retries.incrementAndGet();
    }

    /** Notes that a signal ended whoever reads the output, who may not have taken all of it. */
    public void outputLost() {
        outputLost = true;
    }

    boolean isOutputLost() {
        return outputLost;
    }

    /** Notes that a snapshot was taken, which keeps VACUUM from removing rows. */
    public synchronized void snapshotTaken() {
        snapshotHeld = true;
        snapshotSince = System.nanoTime();
    }

    public synchronized void snapshotReleased() {
        longestSnapshotNanos = longestSnapshotNanos();
        snapshotHeld = false;
    }

    /** Takes the state that the run begins with. */
    public synchronized void beganWith(byte[] bookmarks) {
        state = bookmarks;
    }

    /** Notes that a state was saved, or sent where nobody saves it. */
    public synchronized void stateKept(byte[] kept) {
        state = kept;
        stateNanos = System.nanoTime();
        anyState = true;
    }

    synchronized List<StreamProgress> streams() {
        return List.copyOf(streams);
    }

    long retries() {
        return retries.get();
    }

    synchronized long longestSnapshotNanos() {
        long present = snapshotHeld ? System.nanoTime() - snapshotSince : 0;
        return Math.max(present, longestSnapshotNanos);
    }

    /** The state that was kept last, as one line of JSON; null before the first. */
    synchronized byte @Nullable [] state() {
        return state;
    }

    /** What can be told at this moment; null while nothing is read. */
    synchronized @Nullable Moment moment() {
        long now = System.nanoTime();
        if (group.isEmpty()) {
            return waitingFor == null
                    ? null
                    : new Moment(
                            List.of(waitingFor), true, 0, 0, 0, 0, OptionalLong.empty(), now, groupNanos, state(now));
        }
        List<String> reading = new ArrayList<>();
        long rows = 0;
        long bytes = 0;
        long expected = 0;
        boolean known = true;
        for (StreamProgress stream : group) {
            if (stream.status() == StreamProgress.Status.READING) {
                reading.add(stream.name());
            }
            rows += stream.rows();
            bytes += stream.bytes();
            OptionalLong ofStream = stream.expectedRows();
            known &= ofStream.isPresent();
            expected += ofStream.orElse(0);
        }
        if (reading.isEmpty()) {
            group.forEach(stream -> reading.add(stream.name()));
        }
        int over = (int) streams.stream().filter(StreamProgress::isOver).count();
        return new Moment(
                reading,
                false,
                over,
                streams.size(),
                rows,
                bytes,
                known ? OptionalLong.of(expected) : OptionalLong.empty(),
                now,
                groupNanos,
                state(now));
    }

    private Moment.@Nullable StateAge state(long now) {
        return anyState ? new Moment.StateAge(savesStates, now - stateNanos) : null;
    }
}
