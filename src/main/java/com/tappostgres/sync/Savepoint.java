package com.tappostgres.sync;

import com.tappostgres.postgres.Session;
import java.sql.SQLException;

/** Lets a transaction go on behind a statement that fails. */
final class Savepoint {
    private static final String SET = "SAVEPOINT tap_postgres;";
    private static final String RELEASE = "RELEASE SAVEPOINT tap_postgres";

    private Savepoint() {}

    /** What can fail. */
    @FunctionalInterface
    interface Work {
        void run() throws SQLException;
    }

    /** Runs statements that return no rows, in one round trip; if one fails, none of them was. */
    static void execute(Session session, String sql) throws SQLException {
        try {
            session.execute(SET + sql + ";" + RELEASE);
        } catch (SQLException e) {
            rollBack(session, e);
            throw e;
        }
    }

    /**
     * Runs some work; if it fails, the transaction is as it was before, unless the connection is lost.
     *
     * @param cancel ends a statement that is still under way when something else than the server failed
     */
    static void around(Session session, Work work, Work cancel) throws SQLException {
        session.execute(SET);
        try {
            work.run();
        } catch (SQLException e) {
            rollBack(session, e);
            throw e;
        } catch (RuntimeException | Error e) {
            try {
                cancel.run();
            } catch (SQLException failure) {
                e.addSuppressed(failure);
            }
            rollBack(session, e);
            throw e;
        }
        session.execute(RELEASE);
    }

    private static void rollBack(Session session, Throwable cause) {
        try {
            session.execute("ROLLBACK TO SAVEPOINT tap_postgres;" + RELEASE);
        } catch (SQLException e) {
            // The connection is lost; what was first says why.
            session.abort();
            cause.addSuppressed(e);
        }
    }
}
