package com.tappostgres.preflight;

import com.tappostgres.discovery.Column;
import com.tappostgres.postgres.Session;
import com.tappostgres.postgres.Sql;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Looks for rows without a replication key where no statistics tell; gives up where that takes long. */
final class NullSearch {
    private static final Duration EACH = Duration.ofMillis(500);
    private static final long ALL_NANOS = 3_000_000_000L;
    private static final int BATCH = 50;

    private final Session session;
    private final Probe probe;
    private final long start = System.nanoTime();
    private final Map<CheckedStream, Boolean> found = new HashMap<>();

    NullSearch(Session session, Probe probe) {
        this.session = session;
        this.probe = probe;
    }

    /** Whether there are such rows, for each stream of which that was found out. */
    Map<CheckedStream, Boolean> among(List<CheckedStream> streams, Map<FactQueries.KeyColumn, ColumnFacts> columns)
            throws SQLException {
        List<CheckedStream> batch = new ArrayList<>();
        for (CheckedStream stream : streams) {
            Optional<Column> key = stream.key().filter(column -> column.type().nullable());
            boolean known = key.map(
                            column -> new FactQueries.KeyColumn(stream.table().name(), column.name()))
                    .map(columns::get)
                    .flatMap(ColumnFacts::nullFraction)
                    .isPresent();
            if (key.isEmpty() || known) {
                continue;
            }
            if (stream.isStored() && !stream.table().inherited()) {
                batch.add(stream);
                if (batch.size() == BATCH) {
                    search(batch);
                    batch.clear();
                }
            } else {
                search(List.of(stream));
            }
        }
        search(batch);
        return found;
    }

    /** Where several together take too long, each is searched alone. */
    private void search(List<CheckedStream> batch) throws SQLException {
        if (batch.isEmpty() || System.nanoTime() - start > ALL_NANOS) {
            return;
        }
        probe.within(EACH, () -> ask(batch), failure -> {
            if (batch.size() > 1) {
                for (CheckedStream stream : batch) {
                    search(List.of(stream));
                }
            }
            // Of one alone nothing is known then; whoever reads all of it will see.
            return 0;
        });
    }

    private int ask(List<CheckedStream> batch) throws SQLException {
        String sql = batch.stream().map(NullSearch::exists).collect(Collectors.joining(", ", "SELECT ", ""));
        try (Statement statement = session.connection().createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            for (int i = 0; i < batch.size(); i++) {
                found.put(batch.get(i), row.getBoolean(i + 1));
            }
            return batch.size();
        }
    }

    private static String exists(CheckedStream stream) {
        String key = stream.key().map(Column::name).orElseThrow();
        return "EXISTS (SELECT 1 FROM " + stream.table().name().quoted() + " WHERE " + Sql.identifier(key)
                + " IS NULL)";
    }
}
