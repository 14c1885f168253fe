package com.tappostgres.singer;

import com.fasterxml.jackson.databind.JsonNode;
import com.tappostgres.error.ErrorKind;
import com.tappostgres.error.FileFault;
import com.tappostgres.error.TapException;
import com.tappostgres.json.Json;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets one process at a time work with a file: a lock of the operating system on another one beside it, which a crash
 * frees.
 *
 * <p>The file says who holds the lock. It is never removed: who waits for it would then hold the lock of a file that
 * nobody else sees.
 */
final class LockFile {
    private static final Logger LOG = LoggerFactory.getLogger(LockFile.class);
    private static final Duration BETWEEN_TRIES = Duration.ofMillis(200);

    /** What it is that one process at a time works with, in words. */
    enum Guarded {
        STATE(
                "cannot lock the state with the file",
                "another run works with this state",
                "Let it end, wait for it with --wait 10m, or give each run a state file of its own."),
        CATALOG(
                "cannot lock the catalog with the file",
                "another command changes this catalog",
                "Nothing was changed. Run the command again when the other one has ended.");

        private final String cannotLock;
        private final String busy;
        private final String hint;

        Guarded(String cannotLock, String busy, String hint) {
            this.cannotLock = cannotLock;
            this.busy = busy;
            this.hint = hint;
        }
    }

    private final FileChannel channel;

    private LockFile(FileChannel channel) {
        this.channel = channel;
    }

    /**
     * Takes the lock.
     *
     * @param file the lock's own
     * @param what it guards
     * @param longest how long to wait for another process
     * @param pause waits, and may end the run
     * @throws TapException of kind BUSY if another process holds it, of kind CONFIGURATION if the file cannot be written
     */
    static LockFile take(Path file, Guarded what, Duration longest, Consumer<Duration> pause) {
        Instant end = Instant.now().plus(longest);
        boolean told = false;
        while (true) {
            Optional<LockFile> lock = tryToTake(file, what);
            if (lock.isPresent()) {
                return lock.get();
            }
            Duration left = Duration.between(Instant.now(), end);
            if (left.isNegative() || left.isZero()) {
                throw new TapException(ErrorKind.BUSY, what.busy + ": " + holder(file), what.hint);
            }
            if (!told) {
                LOG.info("waits, as {}: {}", what.busy, holder(file));
                told = true;
            }
            pause.accept(left.compareTo(BETWEEN_TRIES) < 0 ? left : BETWEEN_TRIES);
        }
    }

    private static Optional<LockFile> tryToTake(Path file, Guarded what) {
        try {
            FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            FileLock lock = null;
            try {
                lock = channel.tryLock();
            } catch (OverlappingFileLockException e) {
                // This process has it.
            }
            if (lock == null) {
                channel.close();
                return Optional.empty();
            }
            channel.truncate(0);
            channel.write(ByteBuffer.wrap(self()), 0);
            return Optional.of(new LockFile(channel));
        } catch (IOException e) {
            throw new TapException(
                    ErrorKind.CONFIGURATION,
                    what.cannotLock + " \"" + file + "\": " + FileFault.reason(e),
                    "Its folder must exist and be writable, on a file system that has locks.",
                    e);
        }
    }

    private static byte[] self() {
        return Json.print(Json.NODES
                .objectNode()
                .put("pid", ProcessHandle.current().pid())
                .put("host", host())
                .put("since", Instant.now().truncatedTo(ChronoUnit.SECONDS).toString()));
    }

    private static String host() {
        try {
            return Files.readString(Path.of("/proc/sys/kernel/hostname")).strip();
        } catch (IOException e) {
            return Optional.ofNullable(System.getenv("HOSTNAME")).orElse("an unknown host");
        }
    }

    private static String holder(Path file) {
        try {
            JsonNode holder = Json.read(file);
            return "process " + holder.path("pid").asText() + " on "
                    + holder.path("host").asText() + " since "
                    + holder.path("since").asText();
        } catch (Json.ReadException e) {
            // It has just begun to write who it is.
            return "a process that began a moment ago";
        }
    }

    void release() {
        try {
            channel.close();
        } catch (IOException e) {
            LOG.debug("cannot close the lock", e);
        }
    }
}
