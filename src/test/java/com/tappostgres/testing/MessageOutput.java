package com.tappostgres.testing;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** A standard output of which each message is handed on at the moment when it arrives. */
public final class MessageOutput extends ByteArrayOutputStream {
    private final Reader reader;
    private int read;
    private int searched;

    /** Whoever is at the other end of the pipe. */
    @FunctionalInterface
    public interface Reader {
        /** Takes a message; an exception breaks the pipe. */
        void take(JsonNode message) throws IOException;
    }

    public MessageOutput(Reader reader) {
        this.reader = reader;
    }

    /** The program flushes behind each block of whole lines. */
    @Override
    public synchronized void flush() throws IOException {
        while (searched < count) {
            searched++;
            if (buf[searched - 1] == '\n') {
                String line = new String(buf, read, searched - 1 - read, StandardCharsets.UTF_8);
                read = searched;
                reader.take(TapRun.parse(line));
            }
        }
    }
}
