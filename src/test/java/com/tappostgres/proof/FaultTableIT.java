package com.tappostgres.proof;

import static org.assertj.core.api.Assertions.assertThat;

import com.tappostgres.testing.Conversation;
import com.tappostgres.testing.FaultProxy;
import com.tappostgres.testing.FaultProxy.Side;
import com.tappostgres.testing.LogsByThread;
import com.tappostgres.testing.ModelLoader;
import com.tappostgres.testing.PostgresServer;
import com.tappostgres.testing.PostgresVersion;
import com.tappostgres.testing.TapRun;
import com.tappostgres.testing.TestDatabase;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/**
 * Breaks the connection at seeded bytes of the whole conversation, in both directions: the run goes on or the next one does,
 * and a loader ends with the tables of the source. {@code -Dtap.proof.points=2000} asks for more points,
 * {@code -Dtap.proof.seed=N} for others.
 */
final class FaultTableIT {
    private static final int POINTS = Integer.getInteger("tap.proof.points", 200);
    private static final long SEED = Long.getLong("tap.proof.seed", 9);

    /** Runs that lost a connection mostly wait. */
    private static final int AT_ONCE = 8;

    @Test
    void losesNothingWhereverTheConnectionBreaks() throws Exception {
        try (TestDatabase database = PostgresServer.shared(PostgresVersion.V18).createDatabase()) {
            FaultSource source = FaultSource.create(database);
            Landmarks landmarks = landmarks(source, database);
            List<FaultTrial> trials = tryAll(FaultPoint.seeded(landmarks, POINTS, SEED), source, database);

            FaultFigures figures = new FaultFigures(trials);
            System.out.println(
                    "FaultTableIT, seed " + SEED + ": " + landmarks.bytes(Side.CLIENT) + " bytes to the server, "
                            + landmarks.bytes(Side.SERVER) + " back, " + source.count() + " rows\n" + figures);
            assertThat(trials.stream().map(FaultTrial::fault).filter(Objects::nonNull))
                    .isEmpty();
            assertThat(trials).hasSize(POINTS).allMatch(FaultTrial::struck);
            for (Phase phase : Phase.values()) {
                assertThat(trials.stream().filter(trial -> trial.point().phase() == phase))
                        .hasSizeGreaterThanOrEqualTo(20);
            }
        }
    }

    /** A run without a fault, whose loader must have the source's tables too. */
    private static Landmarks landmarks(FaultSource source, TestDatabase database) {
        try (FaultProxy proxy = FaultProxy.before(database.host(), database.port())) {
            Conversation conversation = proxy.record();
            TapRun run = proxy.between(source.tap())
                    .sync(source.catalog(), source.state())
                    .assertSucceeded();
            ModelLoader loader = new ModelLoader().load(run.text());
            assertThat(source.lost(loader)).isEmpty();
            assertThat(source.surplus(loader)).isEmpty();
            assertThat(loader.records()).isEqualTo(source.count());
            assertThat(proxy.connections()).isEqualTo(1);
            return Landmarks.of(conversation, FaultSource.STATE_INTERVAL);
        }
    }

    private static List<FaultTrial> tryAll(List<FaultPoint> points, FaultSource source, TestDatabase database)
            throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(AT_ONCE);
        LogsByThread logs = LogsByThread.start();
        try {
            List<Future<FaultTrial>> pending = points.stream()
                    .map(point -> threads.submit(() -> FaultTrial.of(point, source, database)))
                    .toList();
            List<FaultTrial> trials = new ArrayList<>();
            for (Future<FaultTrial> trial : pending) {
                trials.add(trial.get());
            }
            return trials;
        } finally {
            threads.shutdownNow();
            logs.close();
        }
    }
}
