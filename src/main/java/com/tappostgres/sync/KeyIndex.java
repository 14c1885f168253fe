package com.tappostgres.sync;

import com.fasterxml.jackson.databind.JsonNode;
import com.tappostgres.copy.TableQuery;
import com.tappostgres.discovery.Table;
import com.tappostgres.json.Json;
import com.tappostgres.postgres.Session;
import com.tappostgres.postgres.Sql;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Asks the server's planner whether an index serves to read a table in its replication key's order. */
public final class KeyIndex {
    private static final Logger LOG = LoggerFactory.getLogger(KeyIndex.class);

    private KeyIndex() {}

    /** Warns if the server would sort. */
    static void warnOfMissing(StreamRun run, Session session, ReplicationKey key) throws SQLException {
        if (isServing(session, run.query(List.of(), key.column()))) {
            return;
        }
        LOG.warn(
                "{}: no index serves its replication key, so that each run reads and sorts the whole table: {}",
                run.request().name(),
                mend(run.shape().table(), key.column()));
    }

    /** The statement that makes an index on a column. */
    public static String mend(Table table, String column) {
        // An index of all leaves is only made at once.
        boolean concurrently = table.kind() != Table.Kind.PARTITIONED_TABLE;
        return "CREATE INDEX" + (concurrently ? " CONCURRENTLY" : "") + " ON "
                + table.name().quoted() + " (" + Sql.identifier(column) + ");";
    }

    private static boolean isServing(Session session, TableQuery query) throws SQLException {
        // With a sort as the last resort, whatever the size of the table.
        String sql = "SET LOCAL enable_sort TO off;EXPLAIN (FORMAT JSON, COSTS off) " + query.cursorQuery()
                + ";SET LOCAL enable_sort TO DEFAULT";
        try (Statement statement = session.connection().createStatement()) {
            statement.execute(sql);
            statement.getMoreResults();
            ResultSet plan = statement.getResultSet();
            plan.next();
            return !sorts(Json.parse(plan.getString(1)));
        } catch (Json.ReadException e) {
            // An extension may print plans in its own way; then there is nothing to warn of.
            return true;
        }
    }

    /** Whether a plan, as EXPLAIN prints it in JSON, sorts rows. */
    public static boolean sorts(JsonNode plan) {
        return plan.findValuesAsText("Node Type").stream().anyMatch(type -> type.endsWith("Sort"));
    }
}
