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
import com.tappostgres.progress.RunProgress;
import com.tappostgres.progress.SingerMetric;
import com.tappostgres.progress.StreamProgress;
import com.tappostgres.singer.Catalog;
import com.tappostgres.singer.MessageWriter;
import com.tappostgres.singer.State;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads the selected streams of a catalog; a stream that fails does not stop the others. */
public final class SyncRunner {
    private static final Logger LOG = LoggerFactory.getLogger(SyncRunner.class);

    private static final double NANOS = 1e9;

    private final ConnectionFactory connections;
    private final TapConfig config;
    private final MessageWriter writer;
    private final State state;
    private final RunContext context;
    private final List<StreamFailure> failures = new ArrayList<>();
    private final List<PreparedStream> left = new ArrayList<>();

    /**
     * @param stop asks the run to end at the next whole record
     * @param progress told how far it is
     */
    public SyncRunner(
            ConnectionFactory connections,
            TapConfig config,
            MessageWriter writer,
            State state,
            Stop stop,
            RunProgress progress) {
        this.connections = connections;
        this.config = config;
        this.writer = writer;
        this.state = state;
        this.context = new RunContext(
                connections,
                config,
                new ReadTransaction(config.session()),
                new StructureSync(TypeChoices.of(config.values()), config.sync().newColumns()),
                new StreamRun.Output(writer, state),
                stop,
                new SnapshotAges(),
                progress,
                state.currentlySyncing());
    }

    /** Notes that a database of which streams are wanted cannot be read, which fails the run when the others are read. */
    public void leaveOut(String database, TapException cause) {
        fail(new StreamFailure("all of database \"" + database + "\"", cause));
    }

    /**
     * Reads all selected streams.
     *
     * @throws TapException if a stream failed: of kind PARTIAL if another one succeeded, else of the first failure's kind;
     *     of kind STOPPED if the run was to end
     */
    public void run(Catalog catalog) {
        long begun = System.nanoTime();
        String status = "failed";
        try {
            read(catalog);
            status = "succeeded";
        } catch (TapException e) {
            if (writer.isLost() && context.stop().isAnnouncedSoon()) {
                context.progress().outputLost();
                throw Stop.stopped(e);
            }
            throw e;
        } finally {
            SingerMetric.timer("sync_duration", (System.nanoTime() - begun) / NANOS, null, status)
                    .log();
        }
    }

    private void read(Catalog catalog) {
        Selection selection = Selection.of(catalog, config);
        if (selection.requests().isEmpty() && selection.failures().isEmpty() && failures.isEmpty()) {
            LOG.warn("no stream is selected: put \"selected\": true into the metadata of those to read");
            return;
        }
        selection.failures().forEach(failure -> failUnread(failure.stream(), failure));
        adoptBookmarks(selection.requests());
        warnOfRowsThatAreGone(selection.requests());
        try (Sessions sessions =
                new Sessions(connections, config.sync().retryMaxSeconds(), context.stop(), context.progress())) {
            List<List<PreparedStream>> groups = new Grouping(config.load(), state).groups(prepare(selection, sessions));
            int succeeded = 0;
            for (int i = 0; i < groups.size(); i++) {
                String next = i + 1 < groups.size()
                        ? groups.get(i + 1).get(0).request().id()
                        : null;
                succeeded += read(groups.get(i), next, sessions);
            }
            writer.settle(state);
            context.snapshotAges().report();
            finish(succeeded);
        } catch (TapException e) {
            if (e.kind() != ErrorKind.OUTPUT && context.stop().isRequested()) {
                // Whatever failed did so because of that.
                writer.state(state);
                context.stop().throwIfRequested();
            }
            throw e;
        }
    }

    private void finish(int succeeded) {
        if (!left.isEmpty()) {
            LOG.info(
                    "left to the next run, as \"max_snapshot_age\" was reached: {}",
                    left.stream().map(PreparedStream::name).collect(Collectors.joining(", ")));
            state.setCurrentlySyncing(left.get(0).request().id());
            writer.state(state);
        }
        if (failures.isEmpty()) {
            return;
        }
        StreamFailure first = failures.get(0);
        int all = succeeded + failures.size() + left.size();
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

    /** Reads the structure of all selected tables in one go and sorts out the streams that cannot be read. */
    private List<PreparedStream> prepare(Selection selection, Sessions sessions) {
        Map<String, List<StreamRequest>> byDatabase = selection.byDatabase();
        Map<String, PreparedStream> prepared = new LinkedHashMap<>();
        byDatabase.forEach((database, ofDatabase) -> {
            try {
                Structure structure = structure(database, ofDatabase, sessions);
                ofDatabase.forEach(request -> prepare(request, structure, prepared));
            } catch (TapException e) {
                if (byDatabase.size() == 1) {
                    throw e;
                }
                ofDatabase.forEach(request -> failUnread(request.id(), new StreamFailure(request.name(), e)));
            }
        });
        List<PreparedStream> ordered = new ArrayList<>();
        for (StreamRequest request : selection.requests()) {
            if (prepared.containsKey(request.id())) {
                ordered.add(prepared.get(request.id()));
            }
        }
        resumeFirst(ordered);
        return ordered;
    }

    private void prepare(StreamRequest request, Structure structure, Map<String, PreparedStream> prepared) {
        try {
            Table table = context.structureSync().shape(request, structure).table();
            StreamTimer timer = new StreamTimer(context.progress().add(request.id(), request.name()));
            prepared.put(request.id(), new PreparedStream(request, table, timer));
        } catch (TapException e) {
            failUnread(request.id(), new StreamFailure(request.name(), e));
        }
    }

    private Structure structure(String database, List<StreamRequest> requests, Sessions sessions) {
        for (int attempt = 1; ; attempt++) {
            Session session = sessions.get(database);
            try {
                return structure(session, requests);
            } catch (SQLException e) {
                session.abort();
                TapException failure = SqlErrors.failed(e, "reading the structure of database \"" + database + "\"");
                context.stop().throwIfRequested();
                if (attempt == GroupAttempts.ATTEMPTS || !SqlErrors.isPassing(e)) {
                    throw failure;
                }
                LOG.warn("{}; trying again", failure.getMessage());
                context.progress().retried();
                context.stop().pause(GroupAttempts.FIRST_PAUSE);
            }
        }
    }

    private Structure structure(Session session, List<StreamRequest> requests) throws SQLException {
        List<TableName> names = requests.stream().map(StreamRequest::table).toList();
        session.executeSoon(context.transaction().begin(session.version(), "structure sync", false));
        Structure structure = new StructureReader(session).named(names);
        session.rollback();
        return structure;
    }

    /** Goes on with the stream that the last run was reading, and from there around. */
    private void resumeFirst(List<PreparedStream> prepared) {
        for (int i = 0; i < prepared.size(); i++) {
            if (prepared.get(i).request().id().equals(context.resumed())) {
                Collections.rotate(prepared, -i);
                return;
            }
        }
    }

    private void warnOfRowsThatAreGone(List<StreamRequest> requests) {
        boolean full = requests.stream().anyMatch(request -> request.method() == ReplicationMethod.FULL_TABLE);
        if (full && writer.batchRows().isPresent() && config.sync().activateVersion()) {
            LOG.warn("batches carry no versions: loaders cannot see which rows of FULL_TABLE streams are gone, and keep"
                    + " them; \"activate_version\": false says that you know");
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
     * Reads the streams of one group.
     *
     * @param next the id of the stream to go on with if the run ends behind the group
     * @return how many were read to their end
     */
    private int read(List<PreparedStream> group, @Nullable String next, Sessions sessions) {
        int succeeded = 0;
        List<Outcome> outcomes = new GroupAttempts(context, sessions).read(group, next);
        for (Outcome outcome : outcomes) {
            switch (outcome.end()) {
                case READ -> succeeded++;
                case LEFT -> {
                    left.add(outcome.stream());
                    outcome.stream().timer().progress().end(StreamProgress.Status.LEFT);
                }
                case FAILED -> {
                    fail(new StreamFailure(outcome.stream().name(), Objects.requireNonNull(outcome.failure())));
                    outcome.stream().timer().failed();
                }
            }
        }
        if (succeeded < outcomes.size()) {
            // What was read of the others is whole: the bookmark of an ordered read moved along.
            state.setCurrentlySyncing(next);
            writer.stateIfDue(state);
        }
        return succeeded;
    }

    /** Fails a stream before anything of it was tried. */
    private void failUnread(String id, StreamFailure failure) {
        context.progress().add(id, failure.stream()).end(StreamProgress.Status.FAILED);
        fail(failure);
    }

    private void fail(StreamFailure failure) {
        failures.add(failure);
        TapException cause = failure.cause();
        LOG.atError()
                .addKeyValue("stream", failure.stream())
                .log(
                        "{}: {}{}",
                        failure.stream(),
                        cause.getMessage(),
                        cause.hint() == null ? "" : " - " + cause.hint());
    }
}
