package com.tappostgres.testing;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/** The server's side of the connections that the tap has to a database. */
public final class Backends {
    private static final String OURS =
            " from pg_stat_activity where datname = current_database() and application_name like 'tap-postgres %'";

    private final TestDatabase database;

    private Backends(TestDatabase database) {
        this.database = database;
    }

    public static Backends of(TestDatabase database) {
        return new Backends(database);
    }

    public int count() {
        return number("select count(*)" + OURS);
    }

    /** Ends the oldest connection, which holds the locks and the snapshot, and waits until it is gone. */
    public void killHolder() {
        kill("order by backend_start, pid limit 1");
    }

    /** Ends the connection that was opened last. */
    public void killNewest() {
        kill("order by backend_start desc, pid desc limit 1");
    }

    private void kill(String which) {
        int pid = number("select pid" + OURS + " " + which);
        number("select pg_terminate_backend(" + pid + ")::integer");
        await("select count(*) from pg_stat_activity where pid = " + pid, 0);
    }

    /** Waits until so many sessions wait for a lock on a relation of the database. */
    public void awaitWaiting(int sessions) {
        await(
                "select count(*) from pg_locks where not granted and locktype = 'relation' and database ="
                        + " (select oid from pg_database where datname = current_database())",
                sessions);
    }

    private void await(String query, int wanted) {
        long deadline = System.nanoTime() + 10_000_000_000L;
        while (number(query) != wanted) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError(query + " does not become " + wanted);
            }
            try {
                Thread.sleep(5);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new AssertionError(e);
            }
        }
    }

    private int number(String query) {
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(query)) {
            row.next();
            return row.getInt(1);
        } catch (SQLException e) {
            throw new AssertionError(query, e);
        }
    }
}
