package com.tappostgres.sync;

import com.tappostgres.error.TapException;
import com.tappostgres.postgres.Session;
import com.tappostgres.progress.StreamProgress;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One stream while its parts are read, by whichever readers: what is left of it, and how it ended. */
final class StreamTask {
    private final PreparedStream stream;
    private final StreamRun run;
    private final StreamLoad load;
    private final List<LoadPart> parts;
    private final Set<LoadPart> partsLeft;
    private boolean taken;
    private boolean ended;
    private @Nullable Throwable failure;

    StreamTask(PreparedStream stream, StreamRun run, StreamLoad load) {
        this.stream = stream;
        this.run = run;
        this.load = load;
        this.parts = load.parts();
        this.partsLeft = new HashSet<>(parts);
    }

    String id() {
        return stream.request().id();
    }

    PreparedStream stream() {
        return stream;
    }

    List<LoadPart> parts() {
        return parts;
    }

    /** The size of its largest part. */
    long largestPart() {
        return parts.stream().mapToLong(LoadPart::bytes).max().orElse(0);
    }

    /** Whether a part of which records were printed may be read again. */
    boolean mayRepeatParts() {
        return load.mayRepeatParts();
    }

    /** Notes that one of its parts is about to be read. */
    synchronized void take() {
        taken = true;
    }

    /**
     * Whether the next run would read again what this one reads: without a key all of it, and of the rest of an older load
     * what is new in the finished parts, once nothing else is left.
     */
    synchronized boolean wouldBeLost() {
        return taken && (!load.mayRepeatParts() || partsLeft.stream().allMatch(LoadPart::onlyNew));
    }

    StreamReader newReader(Session session, Stop stop) {
        StreamReader reader = new StreamReader(run, session, stop);
        progress().counting(reader::records, reader::bytes);
        return reader;
    }

    /** Reads a part and hands its records over, all that came if it fails. */
    void read(LoadPart part, StreamReader reader) throws SQLException {
        progress().start();
        try {
            load.read(part, reader);
        } finally {
            reader.flush();
        }
    }

    /**
     * Notes that a part was read; it may be so twice, where the stream could not be completed behind it.
     *
     * @return whether none is left
     */
    synchronized boolean finish(LoadPart part) {
        load.finish(part);
        partsLeft.remove(part);
        return partsLeft.isEmpty() && failure == null;
    }

    /** Completes the stream; to be called when all of its parts are finished. */
    void end(Session session) throws SQLException {
        load.end(session);
        run.reportValues();
        synchronized (this) {
            ended = true;
        }
    }

    /** Prints the STATE of the complete stream, and sums it up. */
    void sumUp() {
        run.printState();
        progress().settle();
        stream.timer().succeeded(run.isFiltered());
    }

    /** Ends the stream early; the first reason counts. */
    synchronized void fail(Throwable cause) {
        if (failure == null) {
            failure = cause;
        }
    }

    /** Whether nothing more is to be read of it. */
    synchronized boolean isOver() {
        return ended || failure != null;
    }

    /** How it ended, when no reader is at work any more. */
    synchronized Outcome outcome() {
        if (ended) {
            return Outcome.read(stream);
        }
        progress().settle();
        if (failure == null) {
            return Outcome.left(stream);
        }
        if (!run.hasBegun()) {
            return Outcome.failed(stream, failure);
        }
        boolean mayPass = ReadFailures.mayPass(failure);
        TapException cause = ReadFailures.of(failure, stream);
        return new Outcome(
                stream,
                Outcome.End.FAILED,
                mayPass && !load.mayStartAgain() ? ReadFailures.notRepeatable(cause, stream) : cause,
                mayPass && load.mayStartAgain(),
                load.hasProgressed());
    }

    private StreamProgress progress() {
        return stream.timer().progress();
    }
}
