package com.tappostgres.singer;

import com.tappostgres.error.ErrorKind;
import com.tappostgres.error.FileFault;
import com.tappostgres.error.TapException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.function.Consumer;

/** The file that keeps the state between runs. */
public final class StateFile {
    private final Path file;
    private final AtomicFile content;

    public StateFile(Path file) {
        this.file = file;
        this.content = new AtomicFile(file);
    }

    /** The state that it holds; an empty one if there is no such file yet. */
    public State read() {
        return Files.exists(file) ? State.read(file) : State.empty();
    }

    /**
     * Fails now rather than after hours of reading if no state can be written.
     *
     * @throws TapException of kind CONFIGURATION
     */
    public void requireWritable() {
        try {
            content.probe();
        } catch (IOException e) {
            throw new TapException(
                    ErrorKind.CONFIGURATION,
                    "cannot write beside the state file \"" + file + "\": " + FileFault.reason(e),
                    "Its folder must exist and be writable, as a new state is written there and then renamed.",
                    e);
        }
    }

    /**
     * Does some work while no other run works with the state.
     *
     * @param longest how long to wait for one that does
     * @param pause waits, and may end the run
     * @throws TapException of kind BUSY if another run works with it
     */
    public void whileLocked(Duration longest, Consumer<Duration> pause, Runnable work) {
        LockFile lock = LockFile.take(lockFile(), LockFile.Guarded.STATE, longest, pause);
        try {
            work.run();
        } finally {
            lock.release();
        }
    }

    private Path lockFile() {
        try {
            return content.beside(".lock");
        } catch (IOException e) {
            throw new TapException(
                    ErrorKind.CONFIGURATION,
                    "cannot find the state file \"" + file + "\": " + FileFault.reason(e),
                    null,
                    e);
        }
    }

    /**
     * Replaces the state; the one before is kept beside it, with .1 behind its name.
     *
     * @param state as one line of JSON
     */
    public void write(byte[] state) throws IOException {
        byte[] line = Arrays.copyOf(state, state.length + 1);
        line[state.length] = '\n';
        content.replaceKeepingOld(line);
    }
}
