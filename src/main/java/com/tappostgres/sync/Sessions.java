package com.tappostgres.sync;

import com.tappostgres.error.TapException;
import com.tappostgres.postgres.ConnectionFactory;
import com.tappostgres.postgres.Session;
import com.tappostgres.progress.RunProgress;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The connection of a run: one at a time, to the database that is read, and opened again when it was lost.
 *
 * <p>A role may have a CONNECTION LIMIT of 1; and a connection that waits while another database is read would do so for
 * hours.
 */
final class Sessions implements AutoCloseable {
    private final PatientConnections connections;
    private final Stop stop;
    private final Map<String, TapException> failures = new HashMap<>();
    private @Nullable Session current;

    /** @param retryMaxSeconds how long to try again to connect to a server that is away */
    Sessions(ConnectionFactory connections, long retryMaxSeconds, Stop stop, RunProgress progress) {
        this.connections = new PatientConnections(connections, retryMaxSeconds, stop, progress::retried);
        this.stop = stop;
    }

    /**
     * The connection to a database; that to another one is closed.
     *
     * @throws TapException if there is none; the server is then not asked again for each stream that is left
     */
    Session get(String database) {
        Session session = current;
        if (session != null && !session.isClosed() && session.database().equals(database)) {
            return session;
        }
        TapException before = failures.get(database);
        if (before != null) {
            throw before;
        }
        close();
        try {
            Session opened = connections.open(database);
            current = opened;
            stop.watch(opened);
            return opened;
        } catch (TapException e) {
            failures.put(database, e);
            throw e;
        }
    }

    @Override
    public void close() {
        Session session = current;
        if (session != null) {
            stop.forget(session);
            session.close();
            current = null;
        }
    }
}
