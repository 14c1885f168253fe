package com.tappostgres.singer;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/** A file that always holds one whole content: the old one or the new one, whatever happens in between. */
public final class AtomicFile {
    private final Path file;

    public AtomicFile(Path file) {
        this.file = file;
    }

    /**
     * Tries whether a new content could be written.
     *
     * @throws IOException if not
     */
    public void probe() throws IOException {
        Path probe = beside(".tmp");
        Files.deleteIfExists(probe);
        Files.createFile(probe);
        Files.delete(probe);
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
        Path temporary = beside(".tmp");
        try (FileChannel channel = FileChannel.open(
                temporary, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING)) {
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
        forceFolder(target.getParent());
    }

    private void keep(Path target) throws IOException {
        Path link = beside(".1.tmp");
        Files.deleteIfExists(link);
        try {
            Files.createLink(link, target);
        } catch (UnsupportedOperationException | FileSystemException e) {
            // Not every file system knows a second name for one file.
            Files.copy(target, link, StandardCopyOption.COPY_ATTRIBUTES);
        }
        Files.move(link, beside(".1"), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
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
