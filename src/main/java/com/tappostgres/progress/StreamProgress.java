package com.tappostgres.progress;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.LongSupplier;

/** How far one stream is. Readers count by themselves; whoever asks adds up what they have counted. */
public final class StreamProgress {
    private final String id;
    private final String name;
    private final List<Reader> readers = new ArrayList<>();
    private Status status = Status.WAITING;
    private boolean started;
    private long startNanos;
    private long endNanos;
    private long settledRows;
    private long settledBytes;
    private long expectedRows = UNKNOWN;

    private static final long UNKNOWN = -1;

    StreamProgress(String id, String name) {
        this.id = id;
        this.name = name;
    }

    /** Where a stream is in its run. */
    public enum Status {
        WAITING,
        READING,
        READ,
        /** The next run reads the rest. */
        LEFT,
        FAILED
    }

    /** The counts of one reader, which it writes and others read now and then. */
    private record Reader(LongSupplier rows, LongSupplier bytes) {}

    /** The {@code tap_stream_id}. */
    String id() {
        return id;
    }

    /** The name in messages. */
    public String name() {
        return name;
    }

    /** Notes that it is read from now on, if it was not before. */
    public synchronized void start() {
        if (!started) {
            started = true;
            startNanos = System.nanoTime();
        }
        status = Status.READING;
    }

    /** Sets how many more rows the read that is about to begin will find, by estimate; empty where nobody can tell. */
    public synchronized void expect(OptionalLong moreRows) {
        expectedRows = moreRows.isPresent() ? rows() + moreRows.getAsLong() : UNKNOWN;
    }

    /** Counts a reader in until {@link #settle()}. */
    public synchronized void counting(LongSupplier rows, LongSupplier bytes) {
        readers.add(new Reader(rows, bytes));
    }

    /** Keeps the counts of all readers, and lets go of them; to be called when none of them is at work. */
    public synchronized void settle() {
        settledRows = rows();
        settledBytes = bytes();
        readers.clear();
    }

    /** Notes how the stream ended. */
    public synchronized void end(Status how) {
        status = how;
        endNanos = System.nanoTime();
    }

    public synchronized long rows() {
        return settledRows
                + readers.stream().mapToLong(each -> each.rows.getAsLong()).sum();
    }

    public synchronized long bytes() {
        return settledBytes
                + readers.stream().mapToLong(each -> each.bytes.getAsLong()).sum();
    }

    /** How long it has been read, or was, from the first part to its end. */
    public synchronized long nanos() {
        if (!started) {
            return 0;
        }
        return (isOver() ? endNanos : System.nanoTime()) - startNanos;
    }

    synchronized Status status() {
        return status;
    }

    synchronized boolean isOver() {
        return switch (status) {
            case WAITING, READING -> false;
            case READ, LEFT, FAILED -> true;
        };
    }

    /** How many rows it will have; empty where nobody can tell. */
    synchronized OptionalLong expectedRows() {
        if (isOver()) {
            return OptionalLong.of(rows());
        }
        return expectedRows == UNKNOWN ? OptionalLong.empty() : OptionalLong.of(expectedRows);
    }
}
