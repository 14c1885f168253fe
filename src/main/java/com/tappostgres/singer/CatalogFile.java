package com.tappostgres.singer;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.tappostgres.error.ErrorKind;
import com.tappostgres.error.FileFault;
import com.tappostgres.error.ShellWord;
import com.tappostgres.error.TapException;
import com.tappostgres.json.Json;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** A catalog file whose choices can be changed; all else in it stays as it is. */
public final class CatalogFile {
    /** Other commands need the file for a moment only. */
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(10);

    private final Path file;
    private final ObjectNode document;
    private byte[] content;

    private CatalogFile(Path file, ObjectNode document, byte[] content) {
        this.file = file;
        this.document = document;
        this.content = content;
    }

    /**
     * Reads a catalog file.
     *
     * @throws TapException of kind CONFIGURATION if the file is missing, no JSON, or of another shape
     */
    public static CatalogFile read(Path file) {
        byte[] content = Catalog.readBytes(file);
        JsonNode document = Catalog.parse(content, file);
        Catalog.of(document, file.toString());
        return new CatalogFile(file, (ObjectNode) document, content);
    }

    /**
     * Does some work while no other command changes the file: reads it, changes it and writes it. Where there is no such
     * file, nothing keeps the work from saying so.
     *
     * @param pause waits for another command, and may end the program
     * @return what the work returned
     * @throws TapException of kind BUSY if another command goes on changing it
     */
    public static <T> T whileLocked(Path file, Consumer<Duration> pause, Supplier<T> work) {
        return whileLocked(file, LONGEST_WAIT, pause, work);
    }

    /** Does some work if no other command changes the file at this moment. */
    public static <T> T ifUnlocked(Path file, Supplier<T> work) {
        return whileLocked(file, Duration.ZERO, pause -> {}, work);
    }

    private static <T> T whileLocked(Path file, Duration longest, Consumer<Duration> pause, Supplier<T> work) {
        if (!Files.exists(file)) {
            return work.get();
        }
        LockFile lock = LockFile.take(lockFile(file), LockFile.Guarded.CATALOG, longest, pause);
        try {
            return work.get();
        } finally {
            lock.release();
        }
    }

    private static Path lockFile(Path file) {
        try {
            return new AtomicFile(file).beside(".lock");
        } catch (IOException e) {
            throw new TapException(
                    ErrorKind.CONFIGURATION,
                    "cannot find the catalog file \"" + file + "\": " + FileFault.reason(e),
                    null,
                    e);
        }
    }

    public Path path() {
        return file;
    }

    /** Its streams, in the file's order. */
    public List<EditableStream> streams() {
        List<EditableStream> streams = new ArrayList<>();
        document.path("streams").forEach(stream -> streams.add(new EditableStream((ObjectNode) stream)));
        return streams;
    }

    /** What its streams say now. */
    public Catalog catalog() {
        return Catalog.of(document, file.toString());
    }

    /** Whether the file holds something else by now than when it was read or written here, or is gone. */
    public boolean wasChanged() {
        try {
            return !Arrays.equals(content, Json.bytes(file));
        } catch (Json.ReadException e) {
            return true;
        }
    }

    /**
     * Replaces the file by what its streams say now, as a whole or not at all.
     *
     * @throws TapException of kind BUSY if somebody else changed it meanwhile, of kind CONFIGURATION if it cannot be
     *     written
     */
    public void write() {
        if (wasChanged()) {
            throw new TapException(
                    ErrorKind.BUSY,
                    "the catalog file \"" + file + "\" was changed by somebody else meanwhile",
                    "Nothing was written. Run the command again: it then goes by what the file holds now.");
        }
        overwrite();
    }

    /**
     * Replaces the file, whatever it holds by now.
     *
     * @throws TapException of kind CONFIGURATION if it cannot be written
     */
    public void overwrite() {
        byte[] printed = print();
        try {
            requireUnprotected();
            AtomicFile target = new AtomicFile(file);
            target.removeLeftovers();
            target.replace(printed);
            content = printed;
        } catch (IOException e) {
            throw new TapException(
                    ErrorKind.CONFIGURATION,
                    "cannot write the catalog file \"" + file + "\": " + FileFault.reason(e),
                    "Its folder must be writable, as a new file is written there and then renamed.",
                    e);
        }
    }

    /** Renaming would replace a file that may not be written, and root may write all: who took the bit away means it. */
    private void requireUnprotected() throws IOException {
        if (Files.exists(file)
                && (!Files.isWritable(file)
                        || !Files.getPosixFilePermissions(file).contains(PosixFilePermission.OWNER_WRITE))) {
            throw new TapException(
                    ErrorKind.CONFIGURATION,
                    "the catalog file \"" + file + "\" is write-protected",
                    "Nothing was written. If it may be changed: chmod u+w " + ShellWord.of(file.toString()));
        }
    }

    /** As discovery prints it, so that a comparison of two files shows the choices only. */
    private byte[] print() {
        if (document.size() > 1 || document.path("streams").isEmpty()) {
            return Json.printPretty(document);
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        CatalogWriter writer = new CatalogWriter(bytes);
        document.path("streams").forEach(stream -> writer.write((ObjectNode) stream));
        writer.finish();
        return bytes.toByteArray();
    }
}
