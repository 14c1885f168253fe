package com.tappostgres.preflight;

import com.tappostgres.discovery.Table;
import com.tappostgres.postgres.Session;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Asks the server how it would read streams, many of them in one round trip. */
final class Planner {
    /** Tables that are locked at once. */
    private static final int BATCH = 50;

    private final Session session;
    private final Probe probe;
    private final RowTrial trial;
    private final Map<CheckedStream, Plan> plans = new HashMap<>();

    Planner(Session session, Probe probe) {
        this.session = session;
        this.probe = probe;
        this.trial = new RowTrial(session, probe);
    }

    /** The plan of each stream that needs one, as far as the server tells. */
    Map<CheckedStream, Plan> plans(List<CheckedStream> streams) throws SQLException {
        List<CheckedStream> batch = new ArrayList<>();
        for (CheckedStream stream : streams) {
            if (!stream.needsPlan()) {
                continue;
            }
            // A plan locks all partitions.
            boolean alone = stream.table().kind() != Table.Kind.TABLE
                    || stream.table().inherited()
                    || stream.request().entry().where().isPresent();
            if (alone) {
                explain(List.of(stream));
                Plan plan = plans.get(stream);
                if (plan == null || plan.failure() == null) {
                    trial.failed(stream).ifPresent(failed -> plans.put(stream, failed));
                }
            } else {
                batch.add(stream);
                if (batch.size() == BATCH) {
                    explain(batch);
                    batch.clear();
                }
            }
        }
        explain(batch);
        return plans;
    }

    /** Where one of several fails, each is asked alone. */
    private void explain(List<CheckedStream> batch) throws SQLException {
        if (batch.isEmpty()) {
            return;
        }
        probe.within(Probe.SHORT, () -> ask(batch), failure -> {
            if (batch.size() > 1) {
                for (CheckedStream stream : batch) {
                    explain(List.of(stream));
                }
                return 0;
            }
            CheckedStream stream = batch.get(0);
            plans.put(
                    stream,
                    Plan.failed(failure, "planning to read \"" + stream.table().name() + "\""));
            return 0;
        });
    }

    private int ask(List<CheckedStream> batch) throws SQLException {
        // With a sort as the last resort, whatever the size of the table.
        StringBuilder sql = new StringBuilder("SET LOCAL enable_sort TO off");
        batch.forEach(stream ->
                sql.append(";EXPLAIN (FORMAT JSON) ").append(stream.query().cursorQuery()));
        try (Statement statement = session.connection().createStatement()) {
            statement.execute(sql.toString());
            for (CheckedStream stream : batch) {
                statement.getMoreResults();
                statement.getResultSet().next();
                Plan plan = Plan.parse(statement.getResultSet().getString(1));
                if (plan != null) {
                    plans.put(stream, plan);
                }
            }
            return batch.size();
        }
    }
}
