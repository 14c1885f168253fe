package com.tappostgres.cli;

import com.tappostgres.singer.Throttle;
import java.io.IOException;
import java.io.OutputStream;

/** Lets no more bytes a second through than it may; who writes waits, and with it whoever sends. */
final class ThrottledOutput extends OutputStream {
    private final OutputStream out;
    private final Throttle throttle;

    ThrottledOutput(OutputStream out, Throttle throttle) {
        this.out = out;
        this.throttle = throttle;
    }

    @Override
    public void write(int value) throws IOException {
        write(new byte[] {(byte) value}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        out.write(bytes, offset, length);
        throttle.pay(length);
    }

    @Override
    public void flush() throws IOException {
        out.flush();
    }
}
