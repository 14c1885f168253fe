package com.tappostgres.loader;

import com.tappostgres.error.ErrorKind;
import com.tappostgres.error.TapException;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.IntSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A loader in a process of its own: messages go in, the states that it confirms come out. */
public final class LoaderProcess {
    private static final Logger LOG = LoggerFactory.getLogger(LoaderProcess.class);

    /** What is longer is no state. */
    private static final int LONGEST_LINE = 64 << 20;

    private static final long POLL_MILLIS = 50;
    private static final int SIGNAL_BASE = 128;

    private final String name;
    private final Process process;
    private final Thread states;
    private final Thread log;
    private final Object ending = new Object();

    /**
     * How long a loader has to end when it must: then it is told to, and once more so long later it is killed.
     *
     * @param asked how often somebody asked for the end once more, each of which ends one of the two waits
     */
    public record Grace(Duration time, IntSupplier asked) {}

    private LoaderProcess(String name, Process process, Thread states, Thread log) {
        this.name = name;
        this.process = process;
        this.states = states;
        this.log = log;
    }

    /** The name of a loader in messages: that of its file. */
    public static String nameOf(List<String> command) {
        Path file = Path.of(command.get(0)).getFileName();
        return file == null ? command.get(0) : file.toString();
    }

    /**
     * Starts a loader.
     *
     * @param command the program and its arguments
     * @param confirmed gets each line that it prints
     * @param err gets each line of its standard error, with its name in front
     * @throws TapException of kind OUTPUT if there is no such program
     */
    public static LoaderProcess start(List<String> command, ConfirmedStates confirmed, Consumer<String> err) {
        String name = nameOf(command);
        Process process;
        try {
            process = new ProcessBuilder(OwnSession.of(command)).start();
        } catch (IOException e) {
            throw new TapException(
                    ErrorKind.OUTPUT,
                    "cannot start the loader \"" + command.get(0) + "\": " + reason(e),
                    "What stands behind -- must be a program on PATH, or its path, and its arguments.",
                    e);
        }
        Thread states = reader(name + " states", process.getInputStream(), confirmed::printed);
        Thread log = reader(name + " log", process.getErrorStream(), line -> err.accept(name + ": " + line));
        return new LoaderProcess(name, process, states, log);
    }

    private static String reason(IOException e) {
        return String.valueOf(e.getMessage()).replaceFirst(".*error=\\d+, ", "");
    }

    private static Thread reader(String name, InputStream from, Consumer<String> lines) {
        Thread thread = new Thread(() -> read(new BufferedInputStream(from, 1 << 16), lines), name);
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    private static void read(InputStream from, Consumer<String> lines) {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        try (from) {
            for (int next = from.read(); next >= 0; next = from.read()) {
                if (next == '\n') {
                    lines.accept(line.toString(StandardCharsets.UTF_8));
                    line = new ByteArrayOutputStream();
                } else if (line.size() < LONGEST_LINE) {
                    line.write(next);
                }
            }
        } catch (IOException e) {
            LOG.debug("a loader's output ends", e);
        }
        if (line.size() > 0) {
            lines.accept(line.toString(StandardCharsets.UTF_8));
        }
    }

    /** Where messages go. */
    public OutputStream input() {
        return process.getOutputStream();
    }

    /**
     * Tells the loader that nothing more comes, and waits for its end.
     *
     * @param hurry whether it has no more than the grace from then on
     * @return its exit code
     */
    public int finish(BooleanSupplier hurry, Grace grace) {
        try {
            process.getOutputStream().close();
        } catch (IOException e) {
            LOG.debug("the loader took no more", e);
        }
        try {
            while (!hurry.getAsBoolean() && !process.waitFor(POLL_MILLIS, TimeUnit.MILLISECONDS)) {
                // It takes the time that it needs to store what it has.
            }
            end(grace);
            // Something that it started may hold its output open for ever.
            join(states, grace);
            join(log, grace);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            signal(ProcessHandle::destroyForcibly);
        }
        return process.exitValue();
    }

    /** Ends the loader if it does not end by itself, also while it is sent something that it does not take. */
    public void end(Grace grace) throws InterruptedException {
        // By one thread, so that it is told once.
        synchronized (ending) {
            if (!ends(grace, 1)) {
                LOG.warn("{} does not end: it is told to", name);
                signal(ProcessHandle::destroy);
                if (!ends(grace, 2)) {
                    LOG.warn("{} is killed", name);
                    signal(ProcessHandle::destroyForcibly);
                    process.waitFor();
                }
            }
        }
    }

    /** Waits for the end, as long as the grace lasts and fewer ask for it. */
    private boolean ends(Grace grace, int asked) throws InterruptedException {
        long start = System.nanoTime();
        while (grace.asked().getAsInt() < asked
                && System.nanoTime() - start < grace.time().toNanos()) {
            if (process.waitFor(POLL_MILLIS, TimeUnit.MILLISECONDS)) {
                return true;
            }
        }
        return !process.isAlive();
    }

    /** Not through the process itself, which would close its output: what it still confirms counts. */
    private void signal(Consumer<ProcessHandle> signal) {
        List<ProcessHandle> started = process.descendants().toList();
        signal.accept(process.toHandle());
        started.forEach(signal);
    }

    private static void join(Thread thread, Grace grace) throws InterruptedException {
        // Without a time it would be for ever.
        thread.join(Math.max(POLL_MILLIS, grace.time().toMillis()));
    }

    /** Whether an exit code is that of a program which a signal ended. */
    public static boolean isSignal(int exitCode) {
        return exitCode > SIGNAL_BASE;
    }

    /** What an exit code means, in words that follow the loader's name. */
    public static String words(int exitCode) {
        return isSignal(exitCode)
                ? "was ended by signal " + (exitCode - SIGNAL_BASE)
                : "ended with exit code " + exitCode;
    }
}
