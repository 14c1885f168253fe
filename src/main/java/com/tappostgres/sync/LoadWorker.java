package com.tappostgres.sync;

import com.tappostgres.error.ErrorKind;
import com.tappostgres.error.TapException;
import com.tappostgres.postgres.Session;
import com.tappostgres.postgres.SqlErrors;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/** Reads part after part of a group's streams over one connection. */
final class LoadWorker {
    private static final Logger LOG = LoggerFactory.getLogger(LoadWorker.class);
    private static final int ATTEMPTS = 3;

    /** What lines of the log say of the stream that they are about. */
    static final String STREAM = "stream";

    private final Session session;
    private final WorkQueue queue;
    private final Group group;
    private final Stop stop;
    private final @Nullable WorkerLocks locks;
    private final LockWatch watch;
    private final Map<StreamTask, StreamReader> readers = new HashMap<>();

    /** How many records of the stream this worker had printed when it took the part. */
    private long recordsBefore;

    /** @param locks null for the connection that holds the locks of all tables */
    LoadWorker(Session session, WorkQueue queue, Group group, Stop stop, @Nullable WorkerLocks locks) {
        this.session = session;
        this.queue = queue;
        this.group = group;
        this.stop = stop;
        this.locks = locks;
        this.watch = new LockWatch(session);
    }

    /** What a worker knows of the group that it works for. */
    interface Group {
        /** Whether others need the transaction when the read of one stream fails. */
        boolean isShared();

        /** Takes note that a stream is complete. */
        void completed(StreamTask task);

        /** Takes note that a part is read once more. */
        void retried();
    }

    private boolean isHolder() {
        return locks == null;
    }

    /**
     * Reads until there is nothing left, or the connection is lost.
     *
     * @throws TapException of kind OUTPUT if nobody takes what is read
     */
    void work() throws InterruptedException {
        while (!stop.isRequested() && !queue.isOver(isHolder()) && !session.isClosed()) {
            WorkQueue.Work work = queue.poll(isHolder());
            if (work == null) {
                keepAlive();
            } else {
                work(work);
            }
        }
    }

    /** A connection that is silent for long is dropped by firewalls; and its loss should be noticed soon. */
    private void keepAlive() {
        try {
            session.executeSoon("SELECT 1");
            if (isHolder()) {
                watch.lookNowAndThen();
            }
        } catch (SQLException e) {
            lose(e);
        }
    }

    private void work(WorkQueue.Work work) {
        StreamTask task = work.task();
        boolean handedOn = false;
        recordsBefore = recordsOf(task);
        MDC.put(STREAM, task.stream().name());
        try {
            if (locks != null && !locks.take(work.part())) {
                handedOn = true;
                queue.leaveToHolder(work);
                return;
            }
            if (work.leftToHolder()) {
                watch.look();
            }
            StreamReader reader = readers.computeIfAbsent(task, one -> one.newReader(session, stop));
            guard(() -> task.read(work.part(), reader), reader);
            if (task.finish(work.part())) {
                guard(
                        () -> {
                            task.end(session);
                            group.completed(task);
                        },
                        reader);
            }
            if (isHolder()) {
                watch.lookNowAndThen();
            }
        } catch (SQLException e) {
            handedOn = cut(work, e);
        } catch (TapException e) {
            if (e.kind() == ErrorKind.OUTPUT) {
                throw e;
            }
            fail(task, e);
        } catch (RuntimeException | Error e) {
            fail(task, e);
        } finally {
            MDC.remove(STREAM);
            if (!handedOn) {
                queue.done();
            }
        }
    }

    private void guard(Savepoint.Work work, StreamReader reader) throws SQLException {
        if (group.isShared()) {
            Savepoint.around(session, work, reader::cancel);
        } else {
            work.run();
        }
    }

    /** A fault of the tap, or a value that must not be printed. */
    private void fail(StreamTask task, Throwable cause) {
        task.fail(cause);
        if (!group.isShared() || session.isClosed()) {
            lose(cause);
        }
    }

    /**
     * Deals with a failure of the server, or of the way to it.
     *
     * @return whether the part was given to another reader
     */
    private boolean cut(WorkQueue.Work work, SQLException cause) {
        boolean lost = SqlErrors.isConnectionLost(cause) || session.isClosed();
        boolean mayMove = !isHolder() && mayReadElsewhere(work.task());
        if (!lost && mayMove && SqlErrors.isLockNotAvailable(cause)) {
            // A REINDEX waits for the other connection, and this one for the REINDEX.
            queue.leaveToHolder(work);
            return true;
        }
        boolean elsewhere = lost && mayMove && work.failures() + 1 < ATTEMPTS;
        if (elsewhere) {
            group.retried();
            queue.putBack(work);
        } else {
            work.task().fail(cause);
        }
        if (lost || !group.isShared()) {
            lose(cause);
        }
        return elsewhere;
    }

    private boolean mayReadElsewhere(StreamTask task) {
        return task.mayRepeatParts() || recordsOf(task) == recordsBefore;
    }

    private long recordsOf(StreamTask task) {
        StreamReader reader = readers.get(task);
        return reader == null ? 0 : reader.records();
    }

    private void lose(Throwable cause) {
        session.abort();
        if (isHolder()) {
            queue.stop();
        } else {
            LOG.warn("a connection was lost, the others go on: {}", cause.getMessage());
        }
    }
}
