package com.tappostgres.sync;

import com.tappostgres.config.TapConfig;
import com.tappostgres.discovery.Structure;
import com.tappostgres.discovery.StructureReader;
import com.tappostgres.discovery.Table;
import com.tappostgres.discovery.TypeChoices;
import com.tappostgres.error.ErrorKind;
import com.tappostgres.error.TapException;
import com.tappostgres.postgres.ConnectionFactory;
import com.tappostgres.postgres.ReadTransaction;
import com.tappostgres.postgres.Session;
import com.tappostgres.postgres.SqlErrors;
import com.tappostgres.postgres.TableName;
import com.tappostgres.singer.Catalog;
import com.tappostgres.singer.MessageWriter;
import com.tappostgres.singer.State;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads the selected streams of a catalog one after the other; a stream that fails does not stop the others. */
public final class SyncRunner {
    private static final Logger LOG = LoggerFactory.getLogger(SyncRunner.class);
    private static final int ATTEMPTS = 3;

    private final ConnectionFactory connections;
    private final TapConfig config;
    private final MessageWriter writer;
    private final State state;
    private final ReadTransaction transaction;
    private final StructureSync structureSync;
    private final List<StreamFailure> failures = new ArrayList<>();

    public SyncRunner(ConnectionFactory connections, TapConfig config, MessageWriter writer, State state) {
        this.connections = connections;
        this.config = config;
        this.writer = writer;
        this.state = state;
        this.transaction = new ReadTransaction(config.session());
        this.structureSync =
                new StructureSync(TypeChoices.of(config.values()), config.sync().newColumns());
    }

    /**
     * Reads all selected streams.
     *
     * @throws TapException if a stream failed: of kind PARTIAL if another one succeeded, else of the first failure's kind
     */
    public void run(Catalog catalog) {
        Selection selection = Selection.of(catalog, config);
        if (selection.requests().isEmpty() && selection.failures().isEmpty()) {
            LOG.warn("no stream is selected: put \"selected\": true into the metadata of those to read");
            return;
        }
        selection.failures().forEach(this::fail);
        adoptBookmarks(selection.requests());
        try (Sessions sessions = new Sessions(connections)) {
            List<Prepared> prepared = prepare(selection, sessions);
            int succeeded = 0;
            for (int i = 0; i < prepared.size(); i++) {
                String next =
                        i + 1 < prepared.size() ? prepared.get(i + 1).request().id() : null;
                succeeded += read(prepared.get(i), next, sessions) ? 1 : 0;
            }
            finish(succeeded);
        }
    }

    private void finish(int succeeded) {
        if (failures.isEmpty()) {
            return;
        }
        StreamFailure first = failures.get(0);
        int all = succeeded + failures.size();
        throw new TapException(
                succeeded > 0 ? ErrorKind.PARTIAL : first.cause().kind(),
                failures.size() + " of " + all + (all == 1 ? " stream" : " streams") + " failed: "
                        + String.join(
                                ", ",
                                failures.stream().map(StreamFailure::stream).toList())
                        + (failures.size() == 1 ? ": " + first.cause().getMessage() : ""),
                first.cause().hint(),
                first.cause());
    }

    /** A selected stream whose table is there and fits. */
    private record Prepared(StreamRequest request, Table table) {}

    /** Reads the structure of all selected tables in one go and sorts out the streams that cannot be read. */
    private List<Prepared> prepare(Selection selection, Sessions sessions) {
        Map<String, List<StreamRequest>> byDatabase = selection.byDatabase();
        Map<String, Prepared> prepared = new LinkedHashMap<>();
        byDatabase.forEach((database, ofDatabase) -> {
            try {
                Structure structure = structure(sessions.get(database), ofDatabase);
                ofDatabase.forEach(request -> prepare(request, structure, prepared));
            } catch (TapException e) {
                if (byDatabase.size() == 1) {
                    throw e;
                }
                ofDatabase.forEach(request -> fail(new StreamFailure(request.name(), e)));
            }
        });
        List<Prepared> ordered = new ArrayList<>();
        for (StreamRequest request : selection.requests()) {
            if (prepared.containsKey(request.id())) {
                ordered.add(prepared.get(request.id()));
            }
        }
        resumeFirst(ordered);
        return ordered;
    }

    private void prepare(StreamRequest request, Structure structure, Map<String, Prepared> prepared) {
        try {
            Table table = structureSync.shape(request, structure).table();
            prepared.put(request.id(), new Prepared(request, table));
        } catch (TapException e) {
            fail(new StreamFailure(request.name(), e));
        }
    }

    private Structure structure(Session session, List<StreamRequest> requests) {
        List<TableName> names = requests.stream().map(StreamRequest::table).toList();
        try {
            session.execute(transaction.begin(session.version(), "structure sync", false));
            Structure structure = new StructureReader(session).named(names);
            session.rollback();
            return structure;
        } catch (SQLException e) {
            throw SqlErrors.failed(e, "reading the structure of database \"" + session.database() + "\"");
        }
    }

    /** Goes on with the stream that the last run was reading, and from there around. */
    private void resumeFirst(List<Prepared> prepared) {
        String resumed = state.currentlySyncing();
        for (int i = 0; i < prepared.size(); i++) {
            if (prepared.get(i).request().id().equals(resumed)) {
                Collections.rotate(prepared, -i);
                return;
            }
        }
    }

    /** Bookmarks of taps that name no database are those of the configured one. */
    private void adoptBookmarks(List<StreamRequest> requests) {
        for (StreamRequest request : requests) {
            String foreignId = request.table().schema() + "-" + request.table().table();
            if (request.database().equals(connections.defaultDatabase()) && state.adopt(foreignId, request.id())) {
                LOG.info("{}: takes over the bookmark \"{}\"", request.name(), foreignId);
            }
        }
    }

    /**
     * Reads one stream.
     *
     * @param next the id of the stream to go on with if the run ends behind this one
     * @return whether it was read to its end
     */
    private boolean read(Prepared prepared, @Nullable String next, Sessions sessions) {
        StreamRequest request = prepared.request();
        StreamTimer timer = new StreamTimer(request.name(), writer);
        state.setCurrentlySyncing(request.id());
        try {
            StreamRun run = readWithRetry(prepared, sessions);
            state.setCurrentlySyncing(next);
            writer.state(state);
            timer.succeeded(run.isFiltered());
            return true;
        } catch (TapException e) {
            if (e.kind() == ErrorKind.OUTPUT) {
                throw e;
            }
            fail(new StreamFailure(request.name(), e));
            timer.failed();
            // What was read of it is whole: the bookmark of an ordered read moved along.
            state.setCurrentlySyncing(next);
            writer.state(state);
            return false;
        }
    }

    /** A structure that changes between two statements, or a connection that idled to death, is tried anew before any record. */
    private StreamRun readWithRetry(Prepared prepared, Sessions sessions) {
        for (int attempt = 1; ; attempt++) {
            Session session = sessions.get(prepared.request().database());
            long before = writer.records();
            try {
                return readOnce(prepared, session);
            } catch (SQLException e) {
                session.abort();
                boolean mayPass = SqlErrors.isStructureChange(e) || SqlErrors.isConnectionLost(e);
                if (attempt == ATTEMPTS || writer.records() > before || !mayPass) {
                    throw SqlErrors.failed(e, "reading \"" + prepared.request().table() + "\"");
                }
            } catch (TapException e) {
                session.abort();
                throw e;
            } catch (RuntimeException e) {
                session.abort();
                throw new TapException(
                        ErrorKind.INTERNAL,
                        "internal fault while reading \"" + prepared.request().table() + "\": " + e,
                        "Please report it with the output of the same command and --debug.",
                        e);
            } catch (OutOfMemoryError e) {
                session.abort();
                throw new TapException(
                        ErrorKind.SOURCE,
                        "a row of \"" + prepared.request().table() + "\" does not fit into memory",
                        "Give the tap more, for example TAP_POSTGRES_JAVA_OPTS=-Xmx4g, or leave the large column out.",
                        e);
            }
        }
    }

    private StreamRun readOnce(Prepared prepared, Session session) throws SQLException {
        StreamRequest request = prepared.request();
        TableSnapshot snapshot = new SnapshotOpener(session, transaction).open(prepared.table(), request.name());
        StreamShape shape = structureSync.shape(request, snapshot.structure());
        structureSync.report(request, shape);
        if (config.session().rowSecurity() && shape.table().rowSecurity()) {
            LOG.warn(
                    "{}: row-level policies apply to this role; only the rows that they show are read", request.name());
        }
        StreamRun run =
                new StreamRun(request, shape, snapshot, session, config.sync(), new StreamRun.Output(writer, state));
        switch (request.method()) {
            case FULL_TABLE -> FullTableSync.run(run, config.load());
            case INCREMENTAL -> IncrementalSync.run(run);
        }
        session.execute("COMMIT");
        shape.reportValues(request.name());
        return run;
    }

    private void fail(StreamFailure failure) {
        failures.add(failure);
        TapException cause = failure.cause();
        LOG.error("{}: {}{}", failure.stream(), cause.getMessage(), cause.hint() == null ? "" : " - " + cause.hint());
    }
}
