package com.tappostgres.sync;

import com.tappostgres.copy.TableQuery;
import com.tappostgres.postgres.Session;
import com.tappostgres.postgres.Sql;
import com.tappostgres.types.ReplicationKeyFit;
import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;
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

    /** Whether a stream is read by the system column; no table has a column of its own with that name. */
    static boolean isXmin(StreamRequest request) {
        return request.entry().replicationKey().equals(Optional.of(XMIN));
    }

    static ReplicationKey of(StreamRun run) {
        String column = run.request().entry().replicationKey().orElseThrow();
        int index = run.shape().indexOf(column);
        return new ReplicationKey(
                column,
                index,
                run.shape().columns().get(index).castType(),
                run.shape().mapping(index).replicationKey() == ReplicationKeyFit.WITH_INFINITY);
    }

    /** The SQL condition of the rows from a value on. */
    String from(String value, boolean orNull) {
        return new TableQuery.LowerBound(column, value, type, orNull).condition();
    }

    /** The greatest finite value that the transaction sees, as PostgreSQL's text; empty where there is none. */
    Optional<String> greatest(Session session, TableQuery rows) throws SQLException {
        String name = Sql.identifier(column);
        // As the index has them, which max() of some types does not know, and 9.3 to 17 not of uuid.
        String sql = "SELECT " + name + " FROM " + rows.table().quoted() + " WHERE " + name + " IS NOT NULL"
                + finite(session) + " ORDER BY " + name + " DESC LIMIT 1";
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
                    "{}: {} rows have no \"{}\"; such rows are sent by the first load only",
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
