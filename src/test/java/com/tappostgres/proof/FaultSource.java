package com.tappostgres.proof;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.tappostgres.json.Json;
import com.tappostgres.testing.ModelLoader;
import com.tappostgres.testing.Tap;
import com.tappostgres.testing.TestCatalog;
import com.tappostgres.testing.TestDatabase;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A small database with a stream for each way of reading, and what a loader must hold of it. */
final class FaultSource {
    /** How many rows of an INCREMENTAL stream have a STATE. */
    static final int STATE_INTERVAL = 200;

    private static final String FOLLOWED = "public-followed";

    private final Tap tap;
    private final TestCatalog catalog;
    private final JsonNode state;
    private final Map<String, List<String>> rows;

    private FaultSource(Tap tap, TestCatalog catalog, JsonNode state, Map<String, List<String>> rows) {
        this.tap = tap;
        this.catalog = catalog;
        this.state = state;
        this.rows = rows;
    }

    static FaultSource create(TestDatabase database) {
        database.execute(
                table("parts", "id integer primary key", 4_000, 600),
                table("keyless", "id integer", 200, 100),
                table("followed", "id integer primary key, changed integer not null", 1, 100),
                table("fresh", "id integer primary key, changed integer not null", 2_000, 600),
                table("versions", "id integer primary key", 300, 100),
                "create view halves as select * from keyless where id % 2 = 0",
                "vacuum analyze");
        Tap tap = Tap.of(database)
                .with("sslmode", "disable")
                .with("chunk_size_mb", 1)
                .with("state_interval_rows", STATE_INTERVAL);
        TestCatalog catalog = tap.catalog().selectAll();
        catalog.incremental(FOLLOWED, "changed");
        catalog.incremental("public-fresh", "changed");
        catalog.incremental("public-versions", "xmin");
        // A stream with a bookmark is read in the order of its key, with STATEs between its rows. As the bookmark's row
        // comes
        // again, an empty target misses nothing.
        JsonNode bookmark = tap.sync(catalog).assertSucceeded().bookmark(catalog.id(FOLLOWED));
        ObjectNode state = Json.NODES.objectNode();
        state.putObject("bookmarks").set(catalog.id(FOLLOWED), bookmark);
        database.execute("insert into followed select i, i, repeat(md5(i::text), 3) from generate_series(2, 1000) i");
        Map<String, List<String>> rows = new LinkedHashMap<>();
        for (String stream : catalog.streams()) {
            rows.put(stream, rowsOf(stream.substring("public-".length()), database));
        }
        return new FaultSource(tap, catalog, state, rows);
    }

    /** The integers of a row are its number. */
    private static String table(String name, String columns, int rows, int width) {
        String numbers = columns.contains(",") ? "i, i" : "i";
        return "create table " + name + " (" + columns + ", filler text not null); insert into " + name + " select "
                + numbers + ", repeat(md5(i::text), " + width / 32 + ") from generate_series(1, " + rows + ") i";
    }

    /** Asks the source itself, not through the tap. */
    private static List<String> rowsOf(String table, TestDatabase database) {
        List<String> rows = new ArrayList<>();
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("select row_to_json(t) from " + table + " t")) {
            while (row.next()) {
                rows.add(row.getString(1));
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
        return rows.stream().sorted().toList();
    }

    Tap tap() {
        return tap;
    }

    TestCatalog catalog() {
        return catalog;
    }

    /** What the first run of a load goes on from. */
    JsonNode state() {
        return state;
    }

    /** How many rows all streams have. */
    long count() {
        return rows.values().stream().mapToInt(List::size).sum();
    }

    /** Rows that a loader misses. */
    List<String> lost(ModelLoader loader) {
        return rows.entrySet().stream()
                .flatMap(entry -> without(entry.getValue(), loader.rows(entry.getKey())).stream())
                .toList();
    }

    /** Rows that a loader has but should not, or has twice. */
    List<String> surplus(ModelLoader loader) {
        return rows.entrySet().stream()
                .flatMap(entry -> without(loader.rows(entry.getKey()), entry.getValue()).stream())
                .toList();
    }

    /** What is left of a list when each element of another one took one of its like away. */
    private static List<String> without(List<String> list, List<String> others) {
        Map<String, Integer> counts = new LinkedHashMap<>();
        others.forEach(other -> counts.merge(other, 1, Integer::sum));
        return list.stream()
                .filter(one -> counts.merge(one, -1, Integer::sum) < 0)
                .toList();
    }
}
