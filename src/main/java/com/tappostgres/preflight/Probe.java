package com.tappostgres.preflight;

import com.tappostgres.postgres.Session;
import java.sql.SQLException;
import java.time.Duration;

/** Asks the server something that may fail or take too long, within a transaction that goes on whatever comes of it. */
final class Probe {
    /** For what should take no time. */
    static final Duration SHORT = Duration.ofSeconds(5);
    /** For catalog queries about thousands of tables. */
    static final Duration LONG = Duration.ofSeconds(60);

    private static final String UNDO = "ROLLBACK TO SAVEPOINT tap_postgres;RELEASE SAVEPOINT tap_postgres";

    private final Session session;

    Probe(Session session) {
        this.session = session;
    }

    /** What is asked. */
    @FunctionalInterface
    interface Question<T> {
        T ask() throws SQLException;
    }

    /** What is said where there is no answer. */
    @FunctionalInterface
    interface Fallback<T> {
        T of(SQLException failure) throws SQLException;
    }

    /**
     * Asks, and goes on without an answer.
     *
     * @throws SQLException if the connection is lost, or the fallback fails
     */
    <T> T within(Duration limit, Question<T> question, Fallback<T> fallback) throws SQLException {
        try {
            return within(limit, question);
        } catch (SQLException e) {
            if (session.isClosed()) {
                throw e;
            }
            return fallback.of(e);
        }
    }

    /**
     * Asks. Locks that the answer took are given back, and it waits for none longer than a second: others would queue up
     * behind it.
     *
     * @param limit after which the server gives up
     * @throws SQLException if there is no answer; the transaction is as it was, unless the connection is lost
     */
    <T> T within(Duration limit, Question<T> question) throws SQLException {
        session.execute("SAVEPOINT tap_postgres;SET LOCAL statement_timeout TO '" + limit.toMillis()
                + "ms';SET LOCAL lock_timeout TO '1s'");
        T answer;
        try {
            answer = question.ask();
        } catch (SQLException | RuntimeException e) {
            undo(e);
            throw e;
        }
        session.execute(UNDO);
        return answer;
    }

    private void undo(Exception cause) {
        try {
            session.execute(UNDO);
        } catch (SQLException e) {
            session.abort();
            cause.addSuppressed(e);
        }
    }
}
