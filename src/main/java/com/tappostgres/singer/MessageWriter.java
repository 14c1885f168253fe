package com.tappostgres.singer;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.tappostgres.error.ErrorKind;
import com.tappostgres.error.FileFault;
import com.tappostgres.error.TapException;
import com.tappostgres.json.Json;
import com.tappostgres.json.JsonBuffer;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Writes Singer messages, one line each; the only owner of standard output, which several threads may use.
 *
 * <p>Bytes leave in blocks of whole lines (a line of more than a megabyte in several), and a STATE leaves with everything
 * that was handed over before it, so it can never overtake a record.
 */
public final class MessageWriter {
    private static final int FLUSH_AT = 64 * 1024;
    private static final int SLICE = 1024 * 1024;
    private static final byte NEWLINE = '\n';
    private static final byte[] STATE_START = ascii("{\"type\":\"STATE\",\"value\":");

    private static final int LARGE_STATE = 16 * 1024;
    private static final long BETWEEN_LARGE_NANOS = TimeUnit.SECONDS.toNanos(2);

    private final OutputStream out;
    private final StateListener states;
    private final @Nullable BatchFolder batches;
    private final JsonBuffer buffer = new JsonBuffer();
    private int stateBytes;
    private long stateNanos;
    private boolean outstanding;
    private volatile boolean lost;

    /** Told of each STATE once it and all lines before it were handed to the operating system. */
    @FunctionalInterface
    public interface StateListener {
        /**
         * Takes note of a state.
         *
         * @param state as one line of JSON
         */
        void written(byte[] state) throws IOException;
    }

    public MessageWriter(OutputStream out, StateListener states) {
        this(out, states, null);
    }

    /** @param batches where rows go in place of RECORD messages; null for nowhere else */
    public MessageWriter(OutputStream out, StateListener states, @Nullable BatchFolder batches) {
        this.out = out;
        this.states = states;
        this.batches = batches;
    }

    /** The most rows of a BATCH; empty where rows are RECORD messages. */
    public OptionalInt batchRows() {
        return batches == null ? OptionalInt.empty() : OptionalInt.of(batches.rows());
    }

    /** Where one reader puts the rows of a stream: {@link RecordFrame#bare bare} ones where there are batches. */
    public RecordOutput recordsOf(String stream) {
        return batches == null ? new Records() : new BatchOutput(stream, batches, this);
    }

    /** RECORD messages, between the others. */
    private final class Records implements RecordOutput {
        @Override
        public long room() {
            return Long.MAX_VALUE;
        }

        @Override
        public void lines(JsonBuffer block, long count) {
            MessageWriter.this.lines(block);
        }

        @Override
        public void complete() {
            // They are in their place.
        }
    }

    private synchronized void lines(JsonBuffer block) {
        if (block.length() < FLUSH_AT) {
            buffer.append(block.bytes(), 0, block.length());
            flushIfFull();
        } else {
            flush();
            write(block);
        }
    }

    /**
     * Appends a SCHEMA message.
     *
     * @param schema an object schema of the stream's columns
     * @param bookmarkProperties left out where empty
     */
    public synchronized void schema(
            String stream, ObjectNode schema, List<String> keyProperties, List<String> bookmarkProperties) {
        ObjectNode message = message("SCHEMA", stream);
        message.set("schema", schema);
        putTexts(message, "key_properties", keyProperties);
        if (!bookmarkProperties.isEmpty()) {
            putTexts(message, "bookmark_properties", bookmarkProperties);
        }
        line(message);
    }

    /** Writes a BATCH message at once, so that the loader can begin with its file, which must be complete. */
    synchronized void batch(String stream, Compression compression, Path file) {
        ObjectNode message = message("BATCH", stream);
        message.putObject("encoding").put("format", "jsonl").put("compression", compression.label());
        // Not escaped: the loaders of the Meltano SDK take the path as it stands.
        message.putArray("manifest").add("file://" + file);
        line(message);
        flush();
    }

    public synchronized void activateVersion(String stream, long version) {
        line(message("ACTIVATE_VERSION", stream).put("version", version));
    }

    /**
     * Writes a STATE message and everything before it, unless a large one was written a moment ago: those of a run of
     * thousands of streams would else outweigh the records. What was left out comes with {@link #settle}.
     */
    public synchronized void stateIfDue(State state) {
        outstanding = stateBytes > LARGE_STATE && System.nanoTime() - stateNanos < BETWEEN_LARGE_NANOS;
        if (!outstanding) {
            state(state);
        }
    }

    /** Writes a STATE message if the last one was left out. */
    public synchronized void settle(State state) {
        if (outstanding) {
            state(state);
        }
    }

    /** Writes a STATE message and everything before it. */
    public synchronized void state(State state) {
        byte[] value = state.print();
        outstanding = false;
        stateBytes = value.length;
        stateNanos = System.nanoTime();
        buffer.append(STATE_START);
        buffer.append(value);
        buffer.append((byte) '}');
        buffer.append(NEWLINE);
        flush();
        try {
            states.written(value);
        } catch (IOException e) {
            throw new TapException(
                    ErrorKind.OUTPUT, "cannot save the state: " + FileFault.reason(e), "Is the disk full?", e);
        }
    }

    /**
     * Hands all lines so far to the operating system.
     *
     * @throws TapException of kind OUTPUT if nobody takes them
     */
    public synchronized void flush() {
        try {
            if (buffer.length() > 0) {
                write(buffer);
            }
        } finally {
            buffer.clear();
        }
    }

    private void write(JsonBuffer block) {
        try {
            // In slices: up to JDK 20 a file stream copies all it is given into native memory first.
            for (int from = 0; from < block.length(); from += SLICE) {
                out.write(block.bytes(), from, Math.min(SLICE, block.length() - from));
            }
            out.flush();
        } catch (IOException e) {
            lost = true;
            throw new TapException(
                    ErrorKind.OUTPUT,
                    "cannot write to standard output: " + e.getMessage(),
                    "Whoever reads it went away, or the disk is full. The last state that the loader confirmed is still"
                            + " good.",
                    e);
        }
    }

    /** Whether nobody took what was written. */
    public boolean isLost() {
        return lost;
    }

    private void flushIfFull() {
        if (buffer.length() >= FLUSH_AT) {
            flush();
        }
    }

    private void line(ObjectNode message) {
        buffer.append(Json.print(message));
        buffer.append(NEWLINE);
        flushIfFull();
    }

    private static ObjectNode message(String type, String stream) {
        return Json.NODES.objectNode().put("type", type).put("stream", stream);
    }

    private static void putTexts(ObjectNode message, String field, List<String> texts) {
        ArrayNode array = message.putArray(field);
        texts.forEach(array::add);
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
