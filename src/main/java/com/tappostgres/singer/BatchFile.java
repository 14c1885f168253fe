package com.tappostgres.singer;

import com.tappostgres.json.JsonBuffer;
import java.io.FileNotFoundException;
import java.io.FileOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/**
 * A file of rows in the making: it gets its name when it is complete and on the disk. Until then its name ends in .part, and
 * it is locked, so that others can tell it from one that a killed run left.
 */
final class BatchFile {
    static final String UNFINISHED = ".part";

    private static final int SLICE = 1024 * 1024;
    private static final FileAttribute<Set<PosixFilePermission>> OWNER_ONLY =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

    private final Path target;
    private final Path unfinished;
    private final FileOutputStream file;
    private final OutputStream out;

    private BatchFile(Path target, Path unfinished, FileOutputStream file, Compression compression) throws IOException {
        this.target = target;
        this.unfinished = unfinished;
        this.file = file;
        this.out = compression.into(new Completion(file));
    }

    /** Begins a file that nobody else makes. */
    static BatchFile create(Path target, Compression compression) throws IOException {
        Path unfinished = target.resolveSibling(target.getFileName() + UNFINISHED);
        while (true) {
            Files.createFile(unfinished, OWNER_ONLY);
            FileOutputStream file = open(unfinished);
            try {
                lock(file);
                if (Files.exists(unfinished)) {
                    return new BatchFile(target, unfinished, file, compression);
                }
                // Somebody who cleared the folder found it before it was locked.
                file.close();
            } catch (IOException | RuntimeException | Error e) {
                file.close();
                throw e;
            }
        }
    }

    /** As the rest of the package fails where the file, or its folder, is gone by now. */
    private static FileOutputStream open(Path file) throws IOException {
        try {
            return new FileOutputStream(file.toFile());
        } catch (FileNotFoundException e) {
            if (Files.notExists(file)) {
                throw new NoSuchFileException(file.toString());
            }
            throw e;
        }
    }

    private static void lock(FileOutputStream file) {
        try {
            file.getChannel().lock();
        } catch (IOException | OverlappingFileLockException e) {
            // Where nobody can lock nobody clears either.
        }
    }

    void write(JsonBuffer block) throws IOException {
        // In slices: up to JDK 20 a file stream copies all it is given into native memory first.
        for (int from = 0; from < block.length(); from += SLICE) {
            out.write(block.bytes(), from, Math.min(SLICE, block.length() - from));
        }
    }

    /**
     * Completes the file, and gives it its name.
     *
     * @return where it is
     */
    Path finish() throws IOException {
        out.close();
        AtomicFile.forceFolder(target.getParent());
        return target;
    }

    /** Forgets the file. */
    void abandon() {
        try {
            file.close();
        } catch (IOException e) {
            // What cannot be written cannot always be closed either.
        }
        try {
            Files.deleteIfExists(unfinished);
        } catch (IOException e) {
            // The next run tries again.
        }
    }

    /** What happens to the file once all compressed data are in it; it stays locked until it has its name. */
    private final class Completion extends FilterOutputStream {
        Completion(OutputStream file) {
            super(file);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            out.write(bytes, offset, length);
        }

        @Override
        public void close() throws IOException {
            file.getFD().sync();
            Files.move(unfinished, target, StandardCopyOption.ATOMIC_MOVE);
            file.close();
        }
    }
}
