package com.tappostgres.testing;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/** Takes so many bytes and no more, as a pipe to a loader that dies. */
public final class CutOutput extends OutputStream {
    private final ByteArrayOutputStream taken = new ByteArrayOutputStream();
    private final long limit;

    public CutOutput(long limit) {
        this.limit = limit;
    }

    @Override
    public void write(int single) throws IOException {
        write(new byte[] {(byte) single}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        int fits = (int) Math.min(length, limit - taken.size());
        taken.write(bytes, offset, fits);
        if (fits < length) {
            throw new IOException("Broken pipe");
        }
    }

    /** What was taken. */
    public String text() {
        return taken.toString(StandardCharsets.UTF_8);
    }
}
