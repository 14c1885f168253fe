package com.tappostgres.singer;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A file that always holds one whole content: the old one or the new one, whatever happens in between. */
public final class AtomicFile {
    /** What a crash left behind is of this age at least; a file of another process that is being written is not. */
    private static final Duration LEFT_BEHIND = Duration.ofHours(1);

    private final Path file;

    public AtomicFile(Path file) {
        this.file = file;
    }

    /**
     * Tries whether a new content could be written, and removes what a crash left behind.
     *
     * @throws IOException if not
     */
    public void probe() throws IOException {
        removeLeftovers();
        Path probe = temporary();
        Files.createFile(probe);
        Files.delete(probe);
    }

    /** Removes the temporary files that processes left behind which could not end in order, as far as that is possible. */
    void removeLeftovers() {
        FileTime before = FileTime.from(Instant.now().minus(LEFT_BEHIND));
        try {
            Path target = target();
            Pattern names =
                    Pattern.compile(Pattern.quote(String.valueOf(target.getFileName())) + "\\.[0-9a-f]{16}\\.tmp");
            try (DirectoryStream<Path> files = Files.newDirectoryStream(target.resolveSibling(""))) {
                for (Path each : files) {
                    if (names.matcher(String.valueOf(each.getFileName())).matches()
                            && Files.getLastModifiedTime(each).compareTo(before) < 0) {
                        Files.deleteIfExists(each);
                    }
                }
            }
        } catch (IOException | DirectoryIteratorException e) {
            // They stand in nobody's way; what keeps a new content from being written is told where that is tried.
        }
    }

    /**
     * Replaces the content: written to a temporary file in the same folder, forced to the disk, then renamed. The
     * permissions stay.
     */
    public void replace(byte[] content) throws IOException {
        write(content, false);
    }

    /** Replaces the content, and keeps the one before beside it, with .1 behind its name. */
    public void replaceKeepingOld(byte[] content) throws IOException {
        write(content, true);
    }

    private void write(byte[] content, boolean keep) throws IOException {
        Path target = target();
        Path temporary = temporary();
        try {
            // Another process that writes the same file has a temporary one of its own.
            try (FileChannel channel =
                    FileChannel.open(temporary, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
                ByteBuffer rest = ByteBuffer.wrap(content);
                while (rest.hasRemaining()) {
                    channel.write(rest);
                }
                channel.force(true);
            }
            if (Files.exists(target)) {
                Files.setPosixFilePermissions(temporary, Files.getPosixFilePermissions(target));
                if (keep) {
                    keep(target);
                }
            }
            Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            remove(temporary, e);
            throw e;
        }
        forceFolder(target.getParent());
    }

    private void keep(Path target) throws IOException {
        Path link = temporary();
        try {
            try {
                Files.createLink(link, target);
            } catch (UnsupportedOperationException | FileSystemException e) {
                // Not every file system knows a second name for one file.
                Files.copy(target, link, StandardCopyOption.COPY_ATTRIBUTES);
            }
            Files.move(link, beside(".1"), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            remove(link, e);
            throw e;
        }
    }

    private static void remove(Path temporary, IOException failure) {
        try {
            Files.deleteIfExists(temporary);
        } catch (IOException e) {
            failure.addSuppressed(e);
        }
    }

    /** A name in its folder that nobody else uses. */
    private Path temporary() throws IOException {
        return beside(
                "." + HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextLong()) + ".tmp");
    }

    /** The path of another file in its folder, whose name goes on with the suffix. */
    Path beside(String suffix) throws IOException {
        Path target = target();
        return target.resolveSibling(target.getFileName() + suffix);
    }

    /** A link is followed, so that the link stays and the file behind it is replaced, or made. */
    private Path target() throws IOException {
        if (Files.exists(file)) {
            return file.toRealPath();
        }
        Path absolute = file.toAbsolutePath();
        return Files.isSymbolicLink(absolute) ? absolute.resolveSibling(Files.readSymbolicLink(absolute)) : absolute;
    }

    /** The new name is on the disk only when its folder is. */
    static void forceFolder(@Nullable Path folder) throws IOException {
        if (folder != null) {
            try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
                channel.force(true);
            }
        }
    }
}
