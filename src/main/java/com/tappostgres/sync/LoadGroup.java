package com.tappostgres.sync;

import com.tappostgres.discovery.Table;
import com.tappostgres.error.TapException;
import com.tappostgres.postgres.Session;
import com.tappostgres.singer.State;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/** Reads some streams of one database under one snapshot: one stream, or all that shall see the same instant. */
final class LoadGroup implements LoadWorker.Group {
    private static final Logger LOG = LoggerFactory.getLogger(LoadGroup.class);

    private final RunContext context;
    private final Session holder;
    private final List<PreparedStream> streams;
    private final @Nullable String nextStream;
    private final int readers;
    private final List<StreamTask> tasks = new ArrayList<>();
    private final List<Outcome> outcomes = new ArrayList<>();

    /**
     * @param holder the connection that locks the tables and holds the snapshot
     * @param nextStream the id of the stream that comes behind the group
     */
    LoadGroup(RunContext context, Session holder, List<PreparedStream> streams, @Nullable String nextStream) {
        this.context = context;
        this.holder = holder;
        this.streams = streams;
        this.nextStream = nextStream;
        this.readers = context.config().load().parallel();
    }

    /**
     * Reads all that can be read.
     *
     * @throws TapException of kind OUTPUT if nobody takes what is read
     */
    List<Outcome> read() {
        context.progress()
                .reading(streams.stream()
                        .map(stream -> stream.timer().progress())
                        .toList());
        long begun = System.nanoTime();
        context.progress().snapshotTaken();
        try {
            return read(begun);
        } finally {
            context.progress().snapshotReleased();
        }
    }

    private List<Outcome> read(long begun) {
        boolean cut;
        try (Crew crew = new Crew(context, holder)) {
            Optional<String> exported;
            try {
                exported = open(crew);
            } catch (SQLException | RuntimeException | OutOfMemoryError e) {
                holder.abort();
                return streams.stream().map(stream -> Outcome.failed(stream, e)).toList();
            }
            long maxAge = context.config().load().maxSnapshotAgeSeconds();
            WorkQueue queue = new WorkQueue(inOrder(), maxAge == 0 ? 0 : begun + TimeUnit.SECONDS.toNanos(maxAge));
            exported.ifPresent(snapshot -> crew.grow(Math.min(readers, queue.size()), snapshot, purpose()));
            crew.work(queue, this);
            cut = queue.wasCut();
        }
        if (holder.isClosed()) {
            // What it had not read when it was lost nobody could read.
            SQLException lost = new SQLException("the connection that holds the snapshot was lost", "08006");
            tasks.stream().filter(task -> !task.isOver()).forEach(task -> task.fail(lost));
        } else {
            commit();
            if (!cut) {
                // Nothing else may leave a stream to the next run.
                IllegalStateException unread = new IllegalStateException("a part was not read");
                tasks.stream().filter(task -> !task.isOver()).forEach(task -> task.fail(unread));
            }
        }
        context.snapshotAges().add(System.nanoTime() - begun, purpose());
        tasks.forEach(task -> outcomes.add(task.outcome()));
        return outcomes;
    }

    private void commit() {
        try {
            holder.executeSoon("COMMIT");
        } catch (SQLException e) {
            // Nothing is lost with a connection that only read.
            holder.abort();
        }
    }

    /** Locks, takes the snapshot and plans the loads. */
    private Optional<String> open(Crew crew) throws SQLException {
        List<Table> tables = streams.stream().map(PreparedStream::table).toList();
        SnapshotOpener opener = new SnapshotOpener(holder, context.transaction());
        Snapshot snapshot = opener.open(tables, purpose());
        Optional<String> exported = Optional.empty();
        if (readers > 1) {
            try {
                exported = crew.export();
            } catch (SQLException e) {
                LOG.warn("the server shares no snapshot, so that one connection reads alone: {}", e.getMessage());
                holder.rollback();
                snapshot = opener.open(tables, purpose());
            }
        }
        for (PreparedStream stream : streams) {
            SQLException refusal = snapshot.refused().get(stream.request().table());
            if (refusal != null) {
                outcomes.add(Outcome.failed(stream, refusal));
            } else {
                open(stream, snapshot);
            }
        }
        return exported;
    }

    private void open(PreparedStream stream, Snapshot snapshot) throws SQLException {
        MDC.put(LoadWorker.STREAM, stream.name());
        try {
            if (isShared()) {
                Savepoint.around(holder, () -> tasks.add(task(stream, snapshot)), () -> {});
            } else {
                tasks.add(task(stream, snapshot));
            }
        } catch (SQLException e) {
            if (!isShared() || holder.isClosed()) {
                throw e;
            }
            outcomes.add(Outcome.failed(stream, e));
        } catch (TapException e) {
            outcomes.add(Outcome.failed(stream, e));
        } finally {
            MDC.remove(LoadWorker.STREAM);
        }
    }

    private StreamTask task(PreparedStream stream, Snapshot snapshot) throws SQLException {
        StreamRequest request = stream.request();
        StreamShape shape = context.structureSync().shape(request, snapshot.structure());
        context.structureSync().report(request, shape);
        if (context.config().session().rowSecurity() && shape.table().rowSecurity()) {
            LOG.warn(
                    "{}: row-level policies apply to this role; only the rows that they show are read", request.name());
        }
        RowSource source = RowSource.of(request, shape, holder);
        StreamRun run = new StreamRun(request, source, snapshot, context.config(), context.output());
        StreamLoad load = switch (request.method()) {
            case FULL_TABLE -> FullTableSync.open(run, holder, readers);
            case INCREMENTAL -> IncrementalSync.open(run, holder, readers);
        };
        stream.timer().progress().expect(load.expectedRows());
        return new StreamTask(stream, run, load);
    }

    /** The largest first where several readers shall end together, but from where the last run was cut. */
    private List<StreamTask> inOrder() {
        if (readers > 1) {
            tasks.sort(Comparator.comparingLong(StreamTask::largestPart).reversed());
            for (int i = 0; i < tasks.size(); i++) {
                if (tasks.get(i).id().equals(context.resumed())) {
                    Collections.rotate(tasks, -i);
                    break;
                }
            }
        }
        return tasks;
    }

    private String purpose() {
        return streams.size() == 1 ? streams.get(0).name() : streams.size() + " streams";
    }

    @Override
    public boolean isShared() {
        return streams.size() > 1 || readers > 1;
    }

    @Override
    public void retried() {
        context.progress().retried();
    }

    @Override
    public void completed(StreamTask task) {
        State state = context.output().state();
        state.setCurrentlySyncing(tasks.stream()
                .filter(other -> !other.isOver())
                .findFirst()
                .map(StreamTask::id)
                .orElse(nextStream));
        task.sumUp();
    }
}
