package com.tappostgres.log;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** Standard error: whatever is written takes the place of the live line, if there is one, which is then painted below. */
public final class ErrorScreen extends OutputStream {
    /** A terminal that was told to pause takes nothing, and must not keep the program from its end. */
    private static final long PATIENCE_MILLIS = 200;

    /** More than that is not worth reading afterwards. */
    private static final int MOST_HELD = 64 * 1024;

    private final OutputStream out;
    private final ReentrantLock lock = new ReentrantLock();
    private @Nullable LiveLine painted;
    private @Nullable ByteArrayOutputStream held;
    private boolean midLine;
    private volatile boolean ended;

    public ErrorScreen(OutputStream out) {
        this.out = out;
    }

    /** What stands below all lines; painted again and again, always from the first column. */
    public interface LiveLine {
        /** Paints it over whatever stands in its line, and leaves the cursor in the first column. */
        void paint(OutputStream terminal) throws IOException;

        /** Empties its line, and leaves the cursor in the first column. */
        void erase(OutputStream terminal) throws IOException;
    }

    /** Shows a live line until something else is written. */
    public void show(LiveLine line) throws IOException {
        lock.lock();
        try {
            if (!ended && !midLine) {
                painted = line;
                line.paint(out);
                out.flush();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Takes the live line away. */
    public void hide() throws IOException {
        lock.lock();
        try {
            erase();
            out.flush();
        } finally {
            lock.unlock();
        }
    }

    /** Keeps back what is written, as something else has the whole screen. */
    public void hold() {
        lock.lock();
        try {
            held = new ByteArrayOutputStream();
        } finally {
            lock.unlock();
        }
    }

    /** Writes what was kept back. */
    public void release() {
        lock.lock();
        try {
            ByteArrayOutputStream kept = held;
            held = null;
            if (kept != null) {
                write(kept.toByteArray());
                flush();
            }
        } catch (IOException e) {
            // Nobody looks at it any more.
        } finally {
            lock.unlock();
        }
    }

    /** Takes the live line away for good: the program ends. */
    public void end() {
        ended = true;
        try {
            if (lock.tryLock(PATIENCE_MILLIS, TimeUnit.MILLISECONDS)) {
                try {
                    hide();
                } finally {
                    lock.unlock();
                }
            }
        } catch (IOException e) {
            // Nobody looks at it any more.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void erase() throws IOException {
        LiveLine line = painted;
        if (line != null) {
            painted = null;
            line.erase(out);
        }
    }

    @Override
    public void write(int letter) throws IOException {
        write(new byte[] {(byte) letter}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        if (length == 0) {
            return;
        }
        lock.lock();
        try {
            ByteArrayOutputStream kept = held;
            if (kept != null) {
                kept.write(bytes, offset, Math.min(length, Math.max(0, MOST_HELD - kept.size())));
                return;
            }
            erase();
            out.write(bytes, offset, length);
            midLine = bytes[offset + length - 1] != '\n';
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void flush() throws IOException {
        out.flush();
    }
}
