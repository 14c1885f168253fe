package com.tappostgres.sync;

import com.tappostgres.error.TapException;
import com.tappostgres.postgres.ConnectionFactory;
import com.tappostgres.postgres.Session;
import java.util.HashMap;
import java.util.Map;

/** The connections of a run: one for each database, opened when it is first needed and again when it was lost. */
final class Sessions implements AutoCloseable {
    private final ConnectionFactory connections;
    private final Map<String, Session> byDatabase = new HashMap<>();
    private final Map<String, TapException> failures = new HashMap<>();

    Sessions(ConnectionFactory connections) {
        this.connections = connections;
    }

    /**
     * The connection to a database.
     *
     * @throws TapException if there is none; the server is then not asked again for each stream that is left
     */
    Session get(String database) {
        Session session = byDatabase.get(database);
        if (session != null && !session.isClosed()) {
            return session;
        }
        TapException before = failures.get(database);
        if (before != null) {
            throw before;
        }
        try {
            Session opened = connections.open(database);
            byDatabase.put(database, opened);
            return opened;
        } catch (TapException e) {
            failures.put(database, e);
            throw e;
        }
    }

    @Override
    public void close() {
        byDatabase.values().forEach(Session::close);
    }
}
