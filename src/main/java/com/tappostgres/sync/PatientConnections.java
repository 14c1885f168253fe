package com.tappostgres.sync;

import com.tappostgres.error.TapException;
import com.tappostgres.postgres.ConnectionFactory;
import com.tappostgres.postgres.Session;
import com.tappostgres.postgres.SqlErrors;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.ThreadLocalRandom;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Opens connections; while the server is away, again and again, with pauses that grow. */
final class PatientConnections {
    private static final Logger LOG = LoggerFactory.getLogger(PatientConnections.class);
    private static final Duration FIRST_PAUSE = Duration.ofMillis(500);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);

    private final ConnectionFactory connections;
    private final long retryMaxSeconds;
    private final Stop stop;
    private final Runnable retried;

    /**
     * @param retryMaxSeconds how long to try again to connect to a server that is away
     * @param retried told of each time that it is tried again
     */
    PatientConnections(ConnectionFactory connections, long retryMaxSeconds, Stop stop, Runnable retried) {
        this.connections = connections;
        this.retryMaxSeconds = retryMaxSeconds;
        this.stop = stop;
        this.retried = retried;
    }

    Session open(String database) {
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
                retried.run();
                stop.pause(jittered);
                pause = pause.multipliedBy(2).compareTo(LONGEST_PAUSE) < 0 ? pause.multipliedBy(2) : LONGEST_PAUSE;
            }
        }
    }
}
