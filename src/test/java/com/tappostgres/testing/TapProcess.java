package com.tappostgres.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** The built executable in a process of its own, with the environment of a cron job: a PATH and no locale. */
public final class TapProcess {
    private final Path folder;
    private final List<String> command = new ArrayList<>();
    private final Map<String, String> environment = new HashMap<>();

    /** A run whose files lie in a folder that also is its working directory. */
    public TapProcess(Path folder) {
        this.folder = folder;
        environment.put("PATH", System.getenv("PATH"));
        environment.put("JAVA_HOME", System.getProperty("java.home"));
        // A server that a test takes away does not come back.
        environment.put("TAP_POSTGRES_RETRY_MAX_SECONDS", "0");
    }

    /** The file that the build left; an environment without it is no build. */
    public static Path executable() {
        Path file = Path.of(System.getProperty("tap.executable", "target/tap-postgres"))
                .toAbsolutePath();
        if (!Files.isExecutable(file)) {
            throw new IllegalStateException(file + " is missing: run mvn package");
        }
        return file;
    }

    public TapProcess with(String variable, String value) {
        environment.put(variable, value);
        return this;
    }

    public TapProcess without(String variable) {
        environment.remove(variable);
        return this;
    }

    /** Runs a command to its end. */
    public TapRun run(String... words) {
        command.addAll(Arrays.asList(words));
        Path out = folder.resolve("stdout");
        try {
            Process process = start(out);
            if (!process.waitFor(120, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new AssertionError(String.join(" ", words) + " does not end");
            }
            return finished(process.exitValue(), out);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Starts a command whose standard output goes into a file. */
    public Process start(Path out, String... words) throws IOException {
        return start(ProcessBuilder.Redirect.to(out.toFile()), words);
    }

    /** Starts a command whose standard output is read by the test: a pipe, which holds it up when it is full. */
    public Process startPiped(String... words) throws IOException {
        return start(ProcessBuilder.Redirect.PIPE, words);
    }

    private Process start(ProcessBuilder.Redirect out, String... words) throws IOException {
        command.addAll(Arrays.asList(words));
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectInput(Path.of("/dev/null").toFile())
                .redirectOutput(out)
                .redirectError(folder.resolve("stderr").toFile());
        builder.environment().clear();
        builder.environment().putAll(environment);
        return builder.start();
    }

    /** What a process left that was started here. */
    public TapRun finished(int exitCode, Path out) throws IOException {
        byte[] bytes = Files.isRegularFile(out) ? Files.readAllBytes(out) : new byte[0];
        String log = Files.readString(folder.resolve("stderr"), StandardCharsets.UTF_8);
        return new TapRun(exitCode, bytes, log);
    }
}
