package com.tappostgres.bench;

import com.tappostgres.testing.PostgresServer;
import com.tappostgres.testing.PostgresVersion;
import com.tappostgres.testing.TestDatabase;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;

/** The server and the folder that the measurements share; whatever ends the program, Ctrl-C too, takes them away. */
final class Workbench implements AutoCloseable {
    /**
     * Everything is read from the server's own memory: neither a disk nor, on 18, its I/O workers may compete with the client for
     * the cores. JIT and checkpoints would only add noise.
     */
    private static final Map<String, String> SETTINGS = Map.of(
            "shared_buffers", "1GB",
            "max_wal_size", "16GB",
            "checkpoint_timeout", "1h",
            "maintenance_work_mem", "256MB",
            "jit", "off");

    private final PostgresServer server;
    private final Path directory;
    private final ClientRunner runner;
    private final AtomicBoolean closed = new AtomicBoolean();

    private Workbench(PostgresServer server, Path directory) {
        this.server = server;
        this.directory = directory;
        this.runner = new ClientRunner(directory);
    }

    static Workbench open(PostgresVersion version) throws IOException {
        Workbench bench = new Workbench(
                PostgresServer.start(version, SETTINGS), Files.createTempDirectory("tap-postgres-bench-"));
        Runtime.getRuntime().addShutdownHook(new Thread(bench::close, "clear the bench"));
        return bench;
    }

    PostgresVersion version() {
        return server.version();
    }

    ClientRunner runner() {
        return runner;
    }

    TestDatabase createDatabase(String name) {
        return server.createDatabase(name, "");
    }

    Tap tap(TestDatabase database) throws IOException {
        return Tap.configure(runner, directory, database);
    }

    /** Reads a table with {@link DrainCopy} for the number of its rows and bytes. */
    CopySize copySize(TestDatabase database, String table) throws IOException, InterruptedException {
        return copySize(CopyClients.pgjdbc(database, table));
    }

    /** The same of all that some statements bring. */
    CopySize copySize(TestDatabase database, List<String> copies) throws IOException, InterruptedException {
        return copySize(CopyClients.pgjdbc(database, copies));
    }

    private CopySize copySize(Client drain) throws IOException, InterruptedException {
        Path output = directory.resolve("size");
        runner.capture(drain, output);
        return CopySize.parse(Files.readString(output));
    }

    /** Runs a sync, not measured, that must print as many records as COPY brings rows. */
    void requireAllRows(Client sync, String table, CopySize size) throws IOException, InterruptedException {
        long records = runner.countRecords(sync);
        if (records != size.rows()) {
            throw new IllegalStateException(
                    "%s printed %d records of the %d rows of %s".formatted(sync.name(), records, size.rows(), table));
        }
    }

    /**
     * Loads a table into the server's memory. Without it a table of more than a quarter of shared_buffers would never settle
     * there, because large scans are kept to a small ring of buffers.
     */
    void prewarm(TestDatabase database, String table) {
        database.execute("create extension if not exists pg_prewarm", "select pg_prewarm('%s')".formatted(table));
    }

    /** Called by the program and by Ctrl-C's hook; whoever comes second has nothing to do. */
    @Override
    public void close() {
        if (closed.getAndSet(true)) {
            return;
        }
        runner.close();
        server.close();
        try (Stream<Path> files = Files.walk(directory)) {
            List<Path> deepestFirst = files.sorted(Comparator.reverseOrder()).toList();
            for (Path file : deepestFirst) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
