package com.tappostgres.singer;

import com.tappostgres.error.ErrorKind;
import com.tappostgres.error.TapException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A file that always holds one whole state: the old one or the new one, whatever happens in between. */
public final class StateFile {
    private final Path file;

    public StateFile(Path file) {
        this.file = file;
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
            Path target = target();
            Path probe = target.resolveSibling(target.getFileName() + ".tmp");
            Files.deleteIfExists(probe);
            Files.createFile(probe);
            Files.delete(probe);
        } catch (IOException e) {
            throw new TapException(
                    ErrorKind.CONFIGURATION,
                    "cannot write beside the state file \"" + file + "\": "
                            + e.getClass().getSimpleName().replace("Exception", ""),
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
        StateLock lock = StateLock.take(lockFile(), longest, pause);
        try {
            work.run();
        } finally {
            lock.release();
        }
    }

    private Path lockFile() {
        try {
            Path target = target();
            return target.resolveSibling(target.getFileName() + ".lock");
        } catch (IOException e) {
            throw new TapException(
                    ErrorKind.CONFIGURATION, "cannot find the state file \"" + file + "\": " + e.getMessage(), null, e);
        }
    }

    /**
     * Replaces the state: written to a temporary file in the same folder, forced to the disk, then renamed. The one
     * before is kept beside it, with .1 behind its name.
     *
     * @param state as one line of JSON
     */
    public void write(byte[] state) throws IOException {
        Path target = target();
        Path folder = target.getParent();
        Path temporary = target.resolveSibling(target.getFileName() + ".tmp");
        try (FileChannel channel = FileChannel.open(
                temporary, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING)) {
            writeFully(channel, state);
            writeFully(channel, new byte[] {'\n'});
            channel.force(true);
        }
        if (Files.exists(target)) {
            Files.setPosixFilePermissions(temporary, Files.getPosixFilePermissions(target));
            keep(target);
        }
        Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        forceFolder(folder);
    }

    private static void keep(Path target) throws IOException {
        Path link = target.resolveSibling(target.getFileName() + ".1.tmp");
        Files.deleteIfExists(link);
        try {
            Files.createLink(link, target);
        } catch (UnsupportedOperationException | FileSystemException e) {
            // Not every file system knows a second name for one file.
            Files.copy(target, link, StandardCopyOption.COPY_ATTRIBUTES);
        }
        Files.move(
                link,
                target.resolveSibling(target.getFileName() + ".1"),
                StandardCopyOption.ATOMIC_MOVE,
                StandardCopyOption.REPLACE_EXISTING);
    }

    /** A link is followed, so that the link stays and the file behind it is replaced, or made. */
    private Path target() throws IOException {
        if (Files.exists(file)) {
            return file.toRealPath();
        }
        Path absolute = file.toAbsolutePath();
        return Files.isSymbolicLink(absolute) ? absolute.resolveSibling(Files.readSymbolicLink(absolute)) : absolute;
    }

    private static void writeFully(FileChannel channel, byte[] bytes) throws IOException {
        ByteBuffer rest = ByteBuffer.wrap(bytes);
        while (rest.hasRemaining()) {
            channel.write(rest);
        }
    }

    /** The new name is on the disk only when its folder is. */
    private static void forceFolder(@Nullable Path folder) throws IOException {
        if (folder != null) {
            try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
                channel.force(true);
            }
        }
    }
}
