package com.tappostgres.singer;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.tappostgres.error.ErrorKind;
import com.tappostgres.error.TapException;
import com.tappostgres.json.Json;
import com.tappostgres.json.JsonBuffer;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/**
 * Writes Singer messages, one line each; the only owner of standard output.
 *
 * <p>Bytes leave in blocks of whole lines (a line of more than a megabyte in several), and a STATE leaves with everything before it, so it can never overtake a
 * record.
 */
public final class MessageWriter {
    private static final int FLUSH_AT = 64 * 1024;
    private static final int SLICE = 1024 * 1024;
    private static final byte NEWLINE = '\n';
    private static final byte[] STATE_START = ascii("{\"type\":\"STATE\",\"value\":");

    private final OutputStream out;
    private final StateListener states;
    private final JsonBuffer buffer = new JsonBuffer();
    private long flushed;
    private int lineStart;
    private long records;

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
        this.out = out;
        this.states = states;
    }

    /**
     * Starts a record line in the buffer, which {@link #endRecord()} or {@link #abandonRecord()} must end.
     *
     * @return the buffer that all lines are put together in
     */
    public JsonBuffer startRecord() {
        lineStart = buffer.length();
        return buffer;
    }

    /** Forgets the line that was started, as if it had never been. */
    public void abandonRecord() {
        buffer.truncate(lineStart);
    }

    /**
     * Puts other messages before the record line that is being put together.
     *
     * @param messages prints them
     */
    public void beforeRecord(Runnable messages) {
        byte[] record = Arrays.copyOfRange(buffer.bytes(), lineStart, buffer.length());
        abandonRecord();
        messages.run();
        startRecord().append(record);
    }

    /** Ends a record line that was appended to the buffer with its line break. */
    public void endRecord() {
        records++;
        endLine();
    }

    private void endLine() {
        lineStart = buffer.length();
        if (lineStart >= FLUSH_AT) {
            flush();
        }
    }

    /** How many RECORD lines were written so far. */
    public long records() {
        return records;
    }

    /** How many bytes were written so far, the buffered ones counted. */
    public long bytes() {
        return flushed + buffer.length();
    }

    /**
     * Appends a SCHEMA message.
     *
     * @param schema an object schema of the stream's columns
     * @param bookmarkProperties left out where empty
     */
    public void schema(String stream, ObjectNode schema, List<String> keyProperties, List<String> bookmarkProperties) {
        ObjectNode message = message("SCHEMA", stream);
        message.set("schema", schema);
        putTexts(message, "key_properties", keyProperties);
        if (!bookmarkProperties.isEmpty()) {
            putTexts(message, "bookmark_properties", bookmarkProperties);
        }
        line(message);
    }

    public void activateVersion(String stream, long version) {
        line(message("ACTIVATE_VERSION", stream).put("version", version));
    }

    /** Writes a STATE message and everything before it. */
    public void state(State state) {
        byte[] value = state.print();
        buffer.append(STATE_START);
        buffer.append(value);
        buffer.append((byte) '}');
        buffer.append(NEWLINE);
        flush();
        try {
            states.written(value);
        } catch (IOException e) {
            throw new TapException(
                    ErrorKind.OUTPUT, "cannot save the state: " + e.getMessage(), "Is the disk full?", e);
        }
    }

    /**
     * Hands all lines so far to the operating system.
     *
     * @throws TapException of kind OUTPUT if nobody takes them
     */
    public void flush() {
        try {
            // In slices: up to JDK 20 a file stream copies all it is given into native memory first.
            for (int from = 0; from < buffer.length(); from += SLICE) {
                out.write(buffer.bytes(), from, Math.min(SLICE, buffer.length() - from));
            }
            out.flush();
        } catch (IOException e) {
            throw new TapException(
                    ErrorKind.OUTPUT,
                    "cannot write to standard output: " + e.getMessage(),
                    "Whoever reads it went away, or the disk is full. The last state that the loader confirmed is still"
                            + " good.",
                    e);
        } finally {
            flushed += buffer.length();
            buffer.clear();
            lineStart = 0;
        }
    }

    private void line(ObjectNode message) {
        buffer.append(Json.print(message));
        buffer.append(NEWLINE);
        endLine();
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
