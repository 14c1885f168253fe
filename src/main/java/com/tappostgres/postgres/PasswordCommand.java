package com.tappostgres.postgres;

import com.tappostgres.config.ConnectionSettings.Endpoint;
import com.tappostgres.error.ErrorKind;
import com.tappostgres.error.TapException;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Runs the user's {@code password_command} and takes what it prints as the password. */
final class PasswordCommand {
    private static final int MAX_OUTPUT = 64 * 1024;
    private static final int MAX_COMPLAINT = 500;
    private static final long POLL_MILLIS = 10;
    private static final int NOT_FOUND = 127;

    private static final String HINT =
            "Run \"password_command\" in a shell, as the user who runs the tap: it must print the password on standard"
                    + " output, in one line, and nothing else.";

    private final String command;
    private final Process process;
    private final ByteArrayOutputStream output = new ByteArrayOutputStream();
    private final ByteArrayOutputStream complaint = new ByteArrayOutputStream();

    private PasswordCommand(String command, Process process) {
        this.command = command;
        this.process = process;
    }

    /**
     * The password that the command prints. It runs by /bin/sh with an empty standard input, and finds the connection that
     * wants the password in PGHOST, PGPORT, PGDATABASE and PGUSER. What it leaves running in the background is not waited for.
     *
     * @param timeout after which it is killed with its children; zero for no limit
     * @throws TapException of kind CONNECTION, which shows what the command wrote to standard error, never what it printed
     */
    static String run(String command, Duration timeout, Endpoint endpoint, String database, String user) {
        PasswordCommand run = new PasswordCommand(command, start(command, endpoint, database, user));
        try {
            run.await(timeout);
            return run.password();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw failure("the \"password_command\" was interrupted", null, e);
        } catch (IOException e) {
            throw failure("the output of the \"password_command\" cannot be read: " + e.getMessage(), HINT, e);
        } finally {
            run.kill();
        }
    }

    private static Process start(String command, Endpoint endpoint, String database, String user) {
        ProcessBuilder builder = new ProcessBuilder(List.of("/bin/sh", "-c", command));
        builder.redirectInput(new File("/dev/null"));
        builder.environment()
                .putAll(Map.of(
                        "PGHOST",
                        endpoint.host(),
                        "PGPORT",
                        Integer.toString(endpoint.port()),
                        "PGDATABASE",
                        database,
                        "PGUSER",
                        user));
        try {
            return builder.start();
        } catch (IOException e) {
            // The exception quotes the command, which may hold the password.
            throw failure("the \"password_command\" cannot be started", "It needs /bin/sh and memory to run it.", null);
        }
    }

    /**
     * Waits for the shell, not for the end of its output, which something that it left in the background may keep open. So
     * the streams are polled: a thread that reads them could not be stopped.
     */
    private void await(Duration timeout) throws IOException, InterruptedException {
        long start = System.nanoTime();
        while (!process.waitFor(POLL_MILLIS, TimeUnit.MILLISECONDS)) {
            readWhatIsThere();
            if (timeout.toNanos() > 0 && System.nanoTime() - start > timeout.toNanos()) {
                throw failure(
                        "the \"password_command\" did not end within " + seconds(timeout) + " s" + complaint(),
                        HINT + " A command that asks for something gets no answer here. \"connect_timeout\" is its time"
                                + " limit too.",
                        null);
            }
        }
        readWhatIsThere();
    }

    private void readWhatIsThere() throws IOException {
        read(process.getErrorStream(), complaint);
        read(process.getInputStream(), output);
        if (output.size() > MAX_OUTPUT) {
            throw failure("the \"password_command\" printed more than " + MAX_OUTPUT + " bytes", HINT, null);
        }
    }

    private static void read(InputStream stream, ByteArrayOutputStream target) throws IOException {
        byte[] block = new byte[4096];
        int there = stream.available();
        while (there > 0) {
            int count = stream.read(block, 0, Math.min(there, block.length));
            if (target.size() <= MAX_OUTPUT) {
                target.write(block, 0, count);
            }
            there -= count;
        }
    }

    private String password() {
        int exitCode = process.exitValue();
        if (exitCode != 0) {
            throw failure(
                    "the \"password_command\" failed with exit code " + exitCode + complaint(),
                    exitCode == NOT_FOUND
                            ? "The shell did not find a program of that name. Write its full path in"
                                    + " \"password_command\"; a password itself belongs into \"password\"."
                            : HINT,
                    null);
        }
        String text = text();
        if (text.isEmpty()) {
            throw failure("the \"password_command\" printed nothing" + complaint(), HINT, null);
        }
        int lines = text.split("\\R", -1).length;
        if (lines > 1) {
            throw failure("the \"password_command\" printed " + lines + " lines; a password is one", HINT, null);
        }
        if (text.isBlank()) {
            throw failure("the \"password_command\" printed only blanks" + complaint(), HINT, null);
        }
        return text;
    }

    /** What it printed, without the line break at its end. */
    private String text() {
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(output.toByteArray()))
                    .toString();
            if (text.indexOf('\0') < 0) {
                return text.replaceFirst("\\r?\\n\\z", "");
            }
        } catch (CharacterCodingException e) {
            // The same as a NUL.
        }
        throw failure("the \"password_command\" printed something that is no UTF-8 text", HINT, null);
    }

    /** What it wrote to standard error, in one line of a bearable length and without what may be the password. */
    private String complaint() {
        String text = withoutSecret(complaint.toString(StandardCharsets.UTF_8))
                .strip()
                .replaceAll("\\s*\\R\\s*", "; ")
                .replaceAll("\\p{Cntrl}", " ");
        if (text.isEmpty()) {
            return "";
        }
        return ": " + (text.length() > MAX_COMPLAINT ? text.substring(0, MAX_COMPLAINT) + "..." : text);
    }

    /** A command that traces itself shows its output there too; a single word that is no path may be a password by mistake. */
    private String withoutSecret(String text) {
        String result = text;
        for (String line : output.toString(StandardCharsets.UTF_8).split("\\R", -1)) {
            if (!line.isBlank()) {
                result = result.replace(line.strip(), "***");
            }
        }
        return command.matches("[^\\s/]+") ? result.replace(command, "***") : result;
    }

    /** Kills what still runs; a command that has ended may have left an agent in the background, which stays. */
    private void kill() {
        if (process.isAlive()) {
            // Once their parent is gone nobody knows any more whose children they are.
            List<ProcessHandle> children = process.descendants().toList();
            process.destroyForcibly();
            children.forEach(ProcessHandle::destroyForcibly);
        }
        close(process.getInputStream());
        close(process.getErrorStream());
    }

    private static void close(InputStream stream) {
        try {
            stream.close();
        } catch (IOException e) {
            // All that matters was read.
        }
    }

    private static String seconds(Duration timeout) {
        return timeout.toMillis() % 1000 == 0 ? Long.toString(timeout.toSeconds()) : "" + timeout.toMillis() / 1000.0;
    }

    private static TapException failure(String message, @Nullable String hint, @Nullable Throwable cause) {
        return new TapException(ErrorKind.CONNECTION, message, hint, cause);
    }
}
