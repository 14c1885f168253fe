package com.tappostgres.sync;

import com.tappostgres.copy.TableQuery;
import com.tappostgres.postgres.Session;
import com.tappostgres.postgres.Sql;
import com.tappostgres.types.ReplicationKeyFit;
import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The column that an INCREMENTAL stream is read by.
 *
 * @param index its position among the stream's columns
 * @param type its SQL type, without length or precision
 * @param hasInfinity whether some of its values are beyond all finite ones, and would stop the stream for good as a
 *     bookmark
 */
record ReplicationKey(String column, int index, String type, boolean hasInfinity) {
    /** The system column by which tables can be read that have no other. */
    static final String XMIN = "xmin";

    private static final Logger LOG = LoggerFactory.getLogger(ReplicationKey.class);
    private static final int FIRST_WITH_INFINITE_NUMERIC = 14;
    private static final Set<String> TIMES = Set.of("date", "timestamp without time zone", "timestamp with time zone");

    /** Whether a stream is read by the system column; no table has a column of its own with that name. */
    static boolean isXmin(StreamRequest request) {
        return request.entry().replicationKey().equals(Optional.of(XMIN));
    }

    static ReplicationKey of(StreamRequest request, StreamShape shape) {
        String column = request.entry().replicationKey().orElseThrow();
        int index = shape.indexOf(column);
        return new ReplicationKey(
                column,
                index,
                shape.columns().get(index).castType(),
                shape.mapping(index).replicationKey() == ReplicationKeyFit.WITH_INFINITY);
    }

    /** The SQL condition of the rows from a value on. */
    String from(String value, boolean orNull) {
        return new TableQuery.LowerBound(column, value, type, orNull).condition();
    }

    /** The SQL condition of the rows up to a value. */
    String upTo(String value) {
        return Sql.identifier(column) + " <= " + literal(value);
    }

    /** The SQL of one of its values. */
    String literal(String value) {
        return Sql.literal(value) + "::" + type;
    }

    /** Whether its values are dates or times. */
    boolean isTime() {
        return TIMES.contains(type);
    }

    private String notNull() {
        return Sql.identifier(column) + " IS NOT NULL";
    }

    /**
     * The finite value of the row that comes so many rows behind those of a value, as PostgreSQL's text; empty where there
     * are not more rows than that.
     *
     * @param value null for the beginning
     * @param rows at least 1
     */
    Optional<String> following(@Nullable String value, long rows, Session session, StreamRun run) throws SQLException {
        String behind = value == null ? "" : " AND " + Sql.identifier(column) + " > " + literal(value);
        TableQuery query = run.query(List.of(notNull() + behind + finite(session)), column);
        // One more, so that a run that reaches the end knows it.
        String name = Sql.identifier(column);
        String sql = "SELECT " + name + " FROM (" + query.select(name) + " OFFSET " + (rows - 1)
                + " LIMIT 2) AS last_and_next";
        try (Statement statement = session.connection().createStatement();
                ResultSet keys = statement.executeQuery(sql)) {
            if (!keys.next()) {
                return Optional.empty();
            }
            String last = new String(keys.getBytes(1), StandardCharsets.UTF_8);
            return keys.next() ? Optional.of(last) : Optional.empty();
        }
    }

    /** The greatest finite value that the transaction sees, as PostgreSQL's text; empty where there is none. */
    Optional<String> greatest(Session session, StreamRun run) throws SQLException {
        String name = Sql.identifier(column);
        TableQuery rows = run.query(List.of(notNull() + finite(session)), null);
        // As the index has them, which max() of some types does not know, and 9.3 to 17 not of uuid.
        String sql = rows.select(name) + " ORDER BY " + name + " DESC LIMIT 1";
        try (Statement statement = session.connection().createStatement();
                ResultSet greatest = statement.executeQuery(sql)) {
            // As bytes, since the driver makes other texts of some types.
            return greatest.next()
                    ? Optional.of(new String(greatest.getBytes(1), StandardCharsets.UTF_8))
                    : Optional.empty();
        }
    }

    /** Warns of rows that no later run will see. */
    void warnOfNulls(StreamRun run, long nulls) {
        if (nulls > 0) {
            LOG.warn(
                    nulls == 1
                            ? "{}: {} row has no \"{}\"; such rows are sent by the first load only"
                            : "{}: {} rows have no \"{}\"; such rows are sent by the first load only",
                    run.request().name(),
                    nulls,
                    column);
        }
    }

    private String finite(Session session) {
        if (!hasInfinity) {
            return "";
        }
        boolean infiniteNumeric = session.version().isAtLeast(FIRST_WITH_INFINITE_NUMERIC, 0);
        return switch (type) {
            case "numeric" -> infiniteNumeric ? between("Infinity") : below("NaN");
            case "real", "double precision" -> between("Infinity");
            case "interval" -> session.version().isAtLeast(17, 0) ? between("infinity") : "";
            default -> between("infinity");
        };
    }

    private String between(String infinity) {
        return below(infinity) + " AND " + Sql.identifier(column) + " > '-" + infinity + "'::" + type;
    }

    private String below(String bound) {
        return " AND " + Sql.identifier(column) + " < '" + bound + "'::" + type;
    }
}
