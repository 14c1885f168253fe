package com.tappostgres.sync;

import com.tappostgres.postgres.ConnectionFactory;
import com.tappostgres.postgres.Session;
import java.util.HashMap;
import java.util.Map;

/** The connections of a run: one for each database, opened when it is first needed and again when it was lost. */
final class Sessions implements AutoCloseable {
    private final ConnectionFactory connections;
    private final Map<String, Session> byDatabase = new HashMap<>();

    Sessions(ConnectionFactory connections) {
        this.connections = connections;
    }

    Session get(String database) {
        Session session = byDatabase.get(database);
        if (session == null || session.isClosed()) {
            session = connections.open(database);
            byDatabase.put(database, session);
        }
        return session;
    }

    @Override
    public void close() {
        byDatabase.values().forEach(Session::close);
    }
}
