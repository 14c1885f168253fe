package com.tappostgres.bench;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Starts clients one at a time and measures each.
 *
 * <p>Everything comes from /proc, so no package is needed (GNU time is not on every machine, and bash's own knows no
 * memory). CPU time is what the kernel adds to this process's "children" counters when it reaps a client, which is exact
 * and includes the client's own children; it is right only because nothing else is started meanwhile. The peak is the
 * kernel's own high-water mark, read until the client has gone; a growth in the last few milliseconds may be missed.
 */
final class ClientRunner implements AutoCloseable {
    /** The unit of /proc/PID/stat: USER_HZ, which Linux fixes at 100 for all that it shows to programs. */
    private static final double TICKS_PER_SECOND = 100;

    private static final long POLL_MILLIS = 10;

    private final Path errors;
    private volatile @Nullable Process running;

    ClientRunner(Path directory) {
        errors = directory.resolve("stderr");
    }

    /** Runs a client that must succeed, its output thrown away. */
    Measurement measure(Client client) throws IOException, InterruptedException {
        Measurement measurement = run(client, Redirect.DISCARD);
        requireSuccess(client, measurement.exitCode());
        return measurement;
    }

    /** Runs a client that may fail, its output thrown away. */
    Measurement attempt(Client client) throws IOException, InterruptedException {
        return run(client, Redirect.DISCARD);
    }

    /** Runs a client that must succeed, its output kept in a file. */
    Measurement capture(Client client, Path output) throws IOException, InterruptedException {
        Measurement measurement = run(client, Redirect.to(output.toFile()));
        requireSuccess(client, measurement.exitCode());
        return measurement;
    }

    /** The last lines that the latest client wrote to its standard error. */
    String lastErrors() throws IOException {
        String text = Files.readString(errors).strip();
        return text.substring(Math.max(0, text.length() - 2000));
    }

    /** Runs a sync that must succeed and counts its records; not measured, as the counting takes time too. */
    long countRecords(Client client) throws IOException, InterruptedException {
        Process process = start(client, Redirect.PIPE);
        long records = RecordCounter.count(process.getInputStream());
        requireSuccess(client, process.waitFor());
        running = null;
        return records;
    }

    private Measurement run(Client client, Redirect output) throws IOException, InterruptedException {
        double cpuBefore = childrenCpuSeconds();
        long start = System.nanoTime();
        Process process = start(client, output);
        Path status = Path.of("/proc", Long.toString(process.pid()), "status");
        long peak = 0;
        do {
            peak = peakBytes(status, peak);
        } while (!process.waitFor(POLL_MILLIS, TimeUnit.MILLISECONDS));
        double wall = (System.nanoTime() - start) / 1e9;
        running = null;
        return new Measurement(wall, childrenCpuSeconds() - cpuBefore, peak, process.exitValue());
    }

    private Process start(Client client, Redirect output) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(client.command())
                .redirectInput(Path.of("/dev/null").toFile())
                .redirectOutput(output)
                .redirectError(errors.toFile());
        // The caller's own PGOPTIONS or TAP_POSTGRES_* must not reach one client and not the other.
        builder.environment().keySet().removeIf(name -> name.startsWith("PG") || name.startsWith("TAP_POSTGRES_"));
        builder.environment().putAll(client.environment());
        Process process = builder.start();
        running = process;
        return process;
    }

    private void requireSuccess(Client client, int exitCode) throws IOException {
        if (exitCode != 0) {
            throw new IllegalStateException("%s ended with exit code %d: %s%n%s"
                    .formatted(client.name(), exitCode, String.join(" ", client.command()), lastErrors()));
        }
    }

    /**
     * The high-water mark of a process, or what was read before once it is gone. The latest reading is the right one, not
     * the highest: a shell that ends in exec gives its process number, and a fresh mark, to the program.
     */
    private static long peakBytes(Path status, long before) {
        try {
            for (String line : Files.readAllLines(status)) {
                if (line.startsWith("VmHWM:")) {
                    return Long.parseLong(line.replaceAll("\\D", "")) * 1024;
                }
            }
            return before;
        } catch (IOException e) {
            return before;
        }
    }

    private static double childrenCpuSeconds() throws IOException {
        String stat = Files.readString(Path.of("/proc/self/stat"));
        // The second field is the program's name in parentheses and may hold blanks; cutime and cstime are 16 and 17.
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
        return (Long.parseLong(fields[13]) + Long.parseLong(fields[14])) / TICKS_PER_SECOND;
    }

    @Override
    public void close() {
        Process process = running;
        if (process != null) {
            process.destroyForcibly();
        }
    }
}
