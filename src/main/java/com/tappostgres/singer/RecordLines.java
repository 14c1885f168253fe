package com.tappostgres.singer;

import com.tappostgres.json.JsonBuffer;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Arrays;

/**
 * The record lines of one reader, put together by one thread and handed over in blocks of whole lines, so that those of
 * several readers never mix within a line.
 */
public final class RecordLines {
    private static final int FLUSH_AT = 64 * 1024;
    private static final VarHandle RECORDS;
    private static final VarHandle HANDED_OVER;

    static {
        try {
            RECORDS = MethodHandles.lookup().findVarHandle(RecordLines.class, "records", long.class);
            HANDED_OVER = MethodHandles.lookup().findVarHandle(RecordLines.class, "handedOver", long.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final RecordOutput output;
    private final JsonBuffer buffer = new JsonBuffer();
    private int lineStart;

    /** Written by the reader's thread alone, and so that others see it soon; no dearer than a plain field. */
    private long records;

    private long handedOver;

    /** How many lines are in the buffer, and how many may be. */
    private long waiting;

    private long room;

    public RecordLines(RecordOutput output) {
        this.output = output;
        this.room = output.room();
    }

    /**
     * Starts a line, which {@link #end()} or {@link #abandon()} must end.
     *
     * @return the buffer that all lines are put together in
     */
    public JsonBuffer start() {
        lineStart = buffer.length();
        return buffer;
    }

    /** Forgets the line that was started, as if it had never been. */
    public void abandon() {
        buffer.truncate(lineStart);
    }

    /** Ends a line that was appended to the buffer with its line break. */
    public void end() {
        RECORDS.setOpaque(this, records + 1);
        waiting++;
        lineStart = buffer.length();
        if (lineStart >= FLUSH_AT || waiting >= room) {
            handOver();
        }
    }

    /**
     * Puts messages before the line that is being put together, and behind all others.
     *
     * @param messages prints them
     */
    public void before(Runnable messages) {
        byte[] line = Arrays.copyOfRange(buffer.bytes(), lineStart, buffer.length());
        abandon();
        flush();
        messages.run();
        start().append(line);
    }

    /** Puts all whole lines before whatever message follows; none may be in the making. */
    public void flush() {
        handOver();
        output.complete();
        room = output.room();
    }

    private void handOver() {
        try {
            output.lines(buffer, waiting);
        } finally {
            HANDED_OVER.setOpaque(this, handedOver + buffer.length());
            buffer.clear();
            lineStart = 0;
            waiting = 0;
            room = output.room();
        }
    }

    /** How many lines were ended so far; any thread may ask. */
    public long records() {
        return (long) RECORDS.getOpaque(this);
    }

    /** How many bytes were handed to the writer so far; any thread may ask. */
    public long bytes() {
        return (long) HANDED_OVER.getOpaque(this);
    }
}
