package com.tappostgres.sync;

import com.tappostgres.error.ErrorKind;
import com.tappostgres.error.TapException;
import com.tappostgres.postgres.Session;
import com.tappostgres.postgres.Sql;
import com.tappostgres.postgres.SqlErrors;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The connections that read a group under one snapshot, each with a thread of its own. */
final class Crew implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Crew.class);
    private static final int FIRST_EXPORTING_STANDBY = 10;

    private final RunContext context;
    private final Session holder;
    private final List<Session> others = new ArrayList<>();

    /** @param holder the connection whose snapshot they read; it reads as well */
    Crew(RunContext context, Session holder) {
        this.context = context;
        this.holder = holder;
    }

    /**
     * Lends the holder's snapshot to other connections; empty where the server cannot do that.
     *
     * @throws SQLException if it fails, which ends the transaction
     */
    Optional<String> export() throws SQLException {
        boolean standbysExport = holder.version().isAtLeast(FIRST_EXPORTING_STANDBY, 0);
        try (Statement statement = holder.connection().createStatement()) {
            ResultSet row = statement.executeQuery("SELECT pg_catalog.pg_is_in_recovery()");
            row.next();
            if (row.getBoolean(1) && !standbysExport) {
                LOG.warn("a standby before PostgreSQL 10 cannot share a snapshot: one connection reads alone");
                return Optional.empty();
            }
            ResultSet exported = statement.executeQuery("SELECT pg_catalog.pg_export_snapshot()");
            exported.next();
            return Optional.of(exported.getString(1));
        }
    }

    /**
     * Opens further connections; fewer where the server gives fewer.
     *
     * @param readers how many there shall be with the holder
     * @param snapshot as exported
     */
    void grow(int readers, String snapshot, String purpose) {
        while (others.size() + 1 < readers) {
            try {
                others.add(open(snapshot, purpose));
            } catch (TapException e) {
                LOG.warn(
                        "{} of {} connections read: {}",
                        others.size() + 1,
                        readers,
                        e.getMessage() + (e.hint() == null ? "" : " - " + e.hint()));
                return;
            }
        }
    }

    private Session open(String snapshot, String purpose) {
        Session session = context.connections().open(holder.database());
        try {
            // Parallel workers of the server beside parallel readers would take more than was asked for.
            session.executeSoon(context.transaction().begin(session.version(), purpose, true)
                    + "SET TRANSACTION SNAPSHOT " + Sql.literal(snapshot));
            context.stop().watch(session);
            return session;
        } catch (SQLException e) {
            session.abort();
            throw SqlErrors.failed(e, "sharing a snapshot of database \"" + holder.database() + "\"");
        }
    }

    /**
     * Reads all that the queue holds.
     *
     * @throws TapException of kind OUTPUT if nobody takes what is read
     */
    void work(WorkQueue queue, LoadWorker.Group group) {
        if (!others.isEmpty()) {
            LOG.info("{} connections read on one snapshot", others.size() + 1);
        }
        String lockTimeout = context.config().session().lockTimeout();
        AtomicReference<@Nullable TapException> broken = new AtomicReference<>();
        List<Thread> threads = new ArrayList<>();
        for (Session session : others) {
            LoadWorker worker =
                    new LoadWorker(session, queue, group, context.stop(), new WorkerLocks(session, lockTimeout));
            Thread thread = new Thread(() -> work(worker, queue, broken), "reader " + (threads.size() + 2));
            threads.add(thread);
            thread.start();
        }
        work(new LoadWorker(holder, queue, group, context.stop(), null), queue, broken);
        for (Thread thread : threads) {
            join(thread);
        }
        TapException failure = broken.get();
        if (failure != null) {
            throw failure;
        }
    }

    private void work(LoadWorker worker, WorkQueue queue, AtomicReference<@Nullable TapException> broken) {
        try {
            worker.work();
        } catch (TapException e) {
            broken.compareAndSet(null, e);
            queue.stop();
            // They might wait for the server for long.
            others.forEach(Session::abort);
            holder.abort();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            queue.stop();
        }
    }

    private static void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new TapException(ErrorKind.INTERNAL, "interrupted while others read", null, e);
        }
    }

    /** Ends the other connections. */
    @Override
    public void close() {
        for (Session session : others) {
            context.stop().forget(session);
            session.close();
        }
    }
}
