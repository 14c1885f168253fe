package com.tappostgres.sync;

import com.tappostgres.error.TapException;
import com.tappostgres.postgres.ConnectionFactory;
import com.tappostgres.postgres.Session;
import com.tappostgres.postgres.SqlErrors;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The connection of a run: one at a time, to the database that is read, and opened again when it was lost.
 *
 * <p>A role may have a CONNECTION LIMIT of 1; and a connection that waits while another database is read would do so for
 * hours.
 */
final class Sessions implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Sessions.class);
    private static final Duration FIRST_PAUSE = Duration.ofMillis(500);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);

    private final ConnectionFactory connections;
    private final long retryMaxSeconds;
    private final Stop stop;
    private final Map<String, TapException> failures = new HashMap<>();
    private @Nullable Session current;

    /** @param retryMaxSeconds how long to try again to connect to a server that is away */
    Sessions(ConnectionFactory connections, long retryMaxSeconds, Stop stop) {
        this.connections = connections;
        this.retryMaxSeconds = retryMaxSeconds;
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
            Session opened = open(database);
            current = opened;
            stop.watch(opened);
            return opened;
        } catch (TapException e) {
            failures.put(database, e);
            throw e;
        }
    }

    /** Opens a connection; while the server is away, again and again, with pauses that grow. */
    private Session open(String database) {
        Instant end = Instant.now().plusSeconds(retryMaxSeconds);
        Duration pause = FIRST_PAUSE;
        while (true) {
            try {
                return connections.open(database);
            } catch (TapException e) {
                // Not all at once, where many taps wait for one server.
                Duration jittered = pause.plusMillis(ThreadLocalRandom.current().nextLong(pause.toMillis() / 2));
                if (!SqlErrors.isPassing(e) || Instant.now().plus(jittered).isAfter(end)) {
                    throw e;
                }
                LOG.warn("{}; trying again in {} s", e.getMessage(), Math.max(1, jittered.toSeconds()));
                stop.pause(jittered);
                pause = pause.multipliedBy(2).compareTo(LONGEST_PAUSE) < 0 ? pause.multipliedBy(2) : LONGEST_PAUSE;
            }
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
