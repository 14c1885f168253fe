package com.tappostgres.sync;

import com.fasterxml.jackson.databind.JsonNode;
import com.tappostgres.copy.Heap;
import com.tappostgres.copy.TableQuery;
import com.tappostgres.json.Json;
import com.tappostgres.postgres.Session;
import com.tappostgres.postgres.TableName;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What the server's planner makes of a user's condition: where an index leads to the rows, reading the table part by part
 * would go through all of it, and where partitions cannot hold any, they need not be read.
 *
 * @param scans the relations whose rows it looks at; empty where the plan does not say
 * @param indexed those of them that it reads by an index
 */
record FilterPlan(Set<TableName> scans, Set<TableName> indexed) {
    private static final Set<String> BY_INDEX = Set.of("Index Scan", "Index Only Scan", "Bitmap Heap Scan");

    /** Asks for the plan of a query: with its columns, as an index may hold all that a shorter one needs. */
    static FilterPlan of(Session session, TableQuery query) throws SQLException {
        FilterPlan plan = new FilterPlan(new HashSet<>(), new HashSet<>());
        String sql = "EXPLAIN (FORMAT JSON, VERBOSE, COSTS off) " + query.cursorQuery();
        try (Statement statement = session.connection().createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            rows.next();
            plan.add(Json.parse(rows.getString(1)));
        } catch (Json.ReadException e) {
            // An extension may print plans in its own way.
            return new FilterPlan(Set.of(), Set.of());
        }
        return plan;
    }

    private void add(JsonNode node) {
        if (node.hasNonNull("Relation Name")) {
            TableName relation = new TableName(
                    node.path("Schema").asText(), node.path("Relation Name").asText());
            scans.add(relation);
            if (BY_INDEX.contains(node.path("Node Type").asText())) {
                indexed.add(relation);
            }
        }
        node.forEach(this::add);
    }

    /** Whether indexes lead to all the rows that are wanted. */
    boolean usesIndexesOnly() {
        return !scans.isEmpty() && indexed.containsAll(scans);
    }

    /**
     * Those that may hold wanted rows; never none, as the plan of a condition that nothing meets names no relation. One that
     * an index serves counts as empty, so that it is read in one part.
     */
    List<Heap> scanned(List<Heap> heaps) {
        List<Heap> scanned = heaps.stream()
                .filter(heap -> scans.contains(heap.name()))
                .map(heap -> indexed.contains(heap.name()) ? inOnePart(heap) : heap)
                .toList();
        return scanned.isEmpty() ? heaps : scanned;
    }

    private static Heap inOnePart(Heap heap) {
        return new Heap(heap.name(), heap.oid(), heap.fileNode(), heap.blocks(), 0, heap.key());
    }
}
