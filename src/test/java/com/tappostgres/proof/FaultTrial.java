package com.tappostgres.proof;

import static org.assertj.core.api.Assertions.assertThat;

import com.tappostgres.testing.FaultProxy;
import com.tappostgres.testing.FaultProxy.Fault;
import com.tappostgres.testing.ModelLoader;
import com.tappostgres.testing.Tap;
import com.tappostgres.testing.TapRun;
import com.tappostgres.testing.TestDatabase;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What came of a fault.
 *
 * @param struck whether the conversation got as far
 * @param connections how many the first run made
 * @param exitCode of the first run
 * @param lost rows that the loader misses in the end
 * @param surplus rows that it should not have, or has twice
 * @param repeated how many rows it got more often than needed
 * @param log of the first run, and of the next one if there was one
 */
record FaultTrial(
        FaultPoint point,
        boolean struck,
        int connections,
        int exitCode,
        List<String> lost,
        List<String> surplus,
        long repeated,
        String log) {
    /** Loads an empty target: a run that the fault befalls and, where that fails, the next one. */
    static FaultTrial of(FaultPoint point, FaultSource source, TestDatabase database) {
        try (FaultProxy proxy = FaultProxy.before(database.host(), database.port())) {
            proxy.strikeAfter(point.sender(), point.offset(), point.fault());
            Tap tap = proxy.between(source.tap());
            if (point.fault() == Fault.BLACK_HOLE) {
                tap = tap.with("stall_timeout", "1s").with("connect_timeout", 1);
            }
            TapRun run = tap.sync(source.catalog(), source.state());
            boolean struck = !proxy.isAboutToStrike();
            int connections = proxy.connections();
            ModelLoader loader = new ModelLoader().load(run.text());
            String log = run.log();
            if (run.exitCode() != 0) {
                assertThat(run.exitCode()).as(point + "\n" + log).isIn(4, 5, 6);
                assertThat(run.log("CRITICAL")).as(log).hasSize(1);
                TapRun next = tap.sync(source.catalog(), loader.state() == null ? source.state() : loader.state());
                log += "--- the next run\n" + next.log();
                assertThat(next.exitCode()).as(point + "\n" + log).isZero();
                loader.load(next.text());
            }
            return new FaultTrial(
                    point,
                    struck,
                    connections,
                    run.exitCode(),
                    source.lost(loader),
                    source.surplus(loader),
                    loader.records() - source.count(),
                    log);
        }
    }

    /** How the load went on. */
    Course course() {
        if (exitCode != 0) {
            return Course.BY_THE_NEXT_RUN;
        }
        return connections > 1 ? Course.BY_ITSELF : Course.UNDISTURBED;
    }

    /** Who read what a fault kept from coming. */
    enum Course {
        /** The connection lived on, or nothing was left to be read. */
        UNDISTURBED,
        BY_ITSELF,
        BY_THE_NEXT_RUN
    }

    @Nullable
    String fault() {
        if (lost.isEmpty() && surplus.isEmpty()) {
            return null;
        }
        return point + ": " + lost.size() + " rows lost, " + surplus.size() + " too many\n" + log;
    }
}
