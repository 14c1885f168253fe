package com.tappostgres.testing;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;

/** A database of a test's own; closing it drops it, whoever is still connected. */
public final class TestDatabase implements AutoCloseable {
    private final PostgresServer server;
    private final String name;

    TestDatabase(PostgresServer server, String name) {
        this.server = server;
        this.name = name;
    }

    public PostgresServer server() {
        return server;
    }

    public String host() {
        return server.host();
    }

    public int port() {
        return server.port();
    }

    public String name() {
        return name;
    }

    /** The superuser, who also owns the database. */
    public String user() {
        return server.user();
    }

    public String password() {
        return server.password();
    }

    public Connection connect() throws SQLException {
        return connect(user(), password());
    }

    public Connection connect(String user, String password) throws SQLException {
        return server.connect(name, user, password);
    }

    /** Runs statements as the superuser over one connection, each in a transaction of its own. */
    public void execute(String... statements) {
        try (Connection connection = connect()) {
            PostgresServer.execute(connection, statements);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /**
     * Ends connections of the tap.
     *
     * @param reading the stream or purpose that their names begin with; empty for all of them
     */
    public void disconnect(String reading) {
        execute(disconnecting(reading));
    }

    private static String disconnecting(String reading) {
        return "select pg_terminate_backend(pid) from pg_stat_activity where application_name like 'tap-postgres "
                + reading + "%' and datname = current_database()";
    }

    /** Ends connections of the tap as {@link #disconnect} does, and lets nobody in any more. */
    public void lockOut(String reading) {
        // One connection for both: no other would be let in.
        execute(
                "update pg_database set datallowconn = false where datname = current_database()",
                disconnecting(reading));
    }

    /** Lets everybody in again. */
    public void letIn() {
        server.execute("update pg_database set datallowconn = true where datname = '" + name + "'");
    }

    @Override
    public void close() {
        try (Connection connection = server.connect()) {
            int attempts = 0;
            while (true) {
                terminateOthers(connection);
                try {
                    PostgresServer.execute(connection, "drop database if exists " + PostgresServer.quote(name));
                    return;
                } catch (SQLException e) {
                    // object_in_use: a terminated session takes a moment to go.
                    if (!"55006".equals(e.getSQLState()) || ++attempts == 10) {
                        throw e;
                    }
                }
            }
        } catch (SQLException e) {
            throw new IllegalStateException("database \"" + name + "\" cannot be dropped", e);
        }
    }

    private void terminateOthers(Connection connection) throws SQLException {
        String sql = "select pg_terminate_backend(pid) from pg_stat_activity where datname = ?";
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setString(1, name);
            statement.execute();
        }
    }
}
