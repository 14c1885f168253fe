package com.tappostgres.singer;

import com.tappostgres.error.ErrorKind;
import com.tappostgres.error.FileFault;
import com.tappostgres.error.TapException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The folder into which one run writes the rows of its streams, as files that BATCH messages name. */
public final class BatchFolder {
    private static final Logger LOG = LoggerFactory.getLogger(BatchFolder.class);

    /** The length of a file's name is limited. */
    private static final int LONGEST_STREAM = 100;

    private static final DateTimeFormatter START =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);
    private static final Pattern OF_A_FILE = Pattern.compile(
            ".*-\\d{8}T\\d{6}Z-[0-9a-f]{8}-\\d{6,}\\.jsonl(\\.gz|\\.zst)?" + Pattern.quote(BatchFile.UNFINISHED));

    private final Path folder;
    private final String prefix;
    private final Compression compression;
    private final int rows;
    private final Throttle throttle;
    private final String run =
            START.format(Instant.now()) + "-" + UUID.randomUUID().toString().substring(0, 8);
    private final AtomicLong files = new AtomicLong();

    /**
     * @param folder an absolute path
     * @param prefix how the names of all files begin
     * @param rows most rows of a file
     * @param throttle how fast all files together may grow, before compression
     */
    public BatchFolder(Path folder, String prefix, Compression compression, int rows, Throttle throttle) {
        this.folder = folder;
        this.prefix = prefix;
        this.compression = compression;
        this.rows = rows;
        this.throttle = throttle;
    }

    Compression compression() {
        return compression;
    }

    int rows() {
        return rows;
    }

    Throttle throttle() {
        return throttle;
    }

    /**
     * Makes the folder where it is missing, and removes what killed runs left unfinished there.
     *
     * @throws TapException of kind CONFIGURATION if files cannot be written there
     */
    public void prepare() {
        try {
            Files.createDirectories(
                    folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            Files.delete(Files.createTempFile(folder, prefix, ".probe"));
            clear();
        } catch (IOException e) {
            throw new TapException(
                    ErrorKind.CONFIGURATION,
                    "cannot write batch files into \"" + folder + "\": " + reason(e),
                    "\"batch_config.storage.root\" must be a folder that the tap may write, or that it can make.",
                    e);
        }
    }

    private void clear() throws IOException {
        int cleared = 0;
        try (DirectoryStream<Path> found = Files.newDirectoryStream(folder)) {
            for (Path each : found) {
                String name = String.valueOf(each.getFileName());
                if (name.startsWith(prefix) && OF_A_FILE.matcher(name).matches() && isLeftOver(each)) {
                    Files.deleteIfExists(each);
                    cleared++;
                }
            }
        }
        if (cleared > 0) {
            LOG.info("removed {} unfinished batch files of a run that was killed", cleared);
        }
    }

    /** Whoever writes a file holds its lock. */
    private static boolean isLeftOver(Path file) {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE);
                FileLock lock = channel.tryLock()) {
            return lock != null;
        } catch (IOException | OverlappingFileLockException e) {
            return false;
        }
    }

    /** Begins a file for rows of a stream. */
    BatchFile create(String stream) throws IOException {
        String name = stream.replaceAll("[^A-Za-z0-9_-]", "_");
        String shortName = name.substring(0, Math.min(name.length(), LONGEST_STREAM));
        String number = String.format(Locale.ROOT, "%06d", files.incrementAndGet());
        Path file = folder.resolve(prefix + shortName + "-" + run + "-" + number + ".jsonl" + compression.suffix());
        return BatchFile.create(file, compression);
    }

    /** What became of a file, as an error of the run. */
    TapException failure(IOException cause) {
        return new TapException(
                ErrorKind.OUTPUT,
                "cannot write a batch file into \"" + folder + "\": " + reason(cause),
                "Make room there, or name another folder by \"batch_config.storage.root\". The last state holds only"
                        + " rows that are in complete files: the next run goes on from it.",
                cause);
    }

    private static String reason(IOException e) {
        boolean fileInTheWay = e instanceof FileSystemException fault && "Not a directory".equals(fault.getReason());
        if (fileInTheWay || e instanceof FileAlreadyExistsException) {
            return "it is no folder";
        }
        if (e instanceof NoSuchFileException) {
            return "it is not there";
        }
        return FileFault.reason(e);
    }
}
