package com.tappostgres.sync;

import com.tappostgres.copy.Heap;
import com.tappostgres.discovery.Column;
import com.tappostgres.discovery.Table;
import com.tappostgres.postgres.Session;
import com.tappostgres.postgres.Sql;
import com.tappostgres.postgres.TableName;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** Finds the heaps that hold the rows of a table, within the transaction that locked it. */
final class HeapReader {
    private static final int FIRST_WITH_DETACH_CONCURRENTLY = 14;
    private static final int FIRST_WITH_VIRTUAL_COLUMNS = 18;

    private final Session session;

    HeapReader(Session session) {
        this.session = session;
    }

    /**
     * The table itself, or its leaves or children; empty where it can only be read whole: through its own name, by one
     * statement. So it is for views and foreign tables, and where the role may not read each heap on its own or policies
     * filter one. Reading ctid and xmin asks for SELECT on the table, as no grant on columns covers them.
     */
    List<Heap> heaps(Table table) throws SQLException {
        boolean attachedOnly = session.version().isAtLeast(FIRST_WITH_DETACH_CONCURRENTLY, 0);
        boolean policies = session.version().isAtLeast(9, 5);
        String sql = String.format(
                Locale.ROOT,
                """
                WITH RECURSIVE tree(oid) AS (
                  SELECT %d::oid
                  UNION
                  SELECT h.inhrelid FROM pg_catalog.pg_inherits h JOIN tree t ON h.inhparent = t.oid%s)
                SELECT c.oid::int8, n.nspname, c.relname, c.relkind::text,
                  coalesce(pg_catalog.pg_relation_filenode(c.oid), 0)::int8,
                  pg_catalog.pg_relation_size(c.oid) / pg_catalog.current_setting('block_size')::int8,
                  pg_catalog.pg_table_size(c.oid),
                  pg_catalog.has_schema_privilege(n.oid, 'USAGE') AND pg_catalog.has_table_privilege(c.oid, 'SELECT'),
                  %s
                FROM tree JOIN pg_catalog.pg_class c ON c.oid = tree.oid
                JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
                ORDER BY c.oid""",
                table.oid(),
                attachedOnly ? " WHERE NOT h.inhdetachpending" : "",
                policies ? "pg_catalog.row_security_active(c.oid)" : "false");
        List<Heap> heaps = new ArrayList<>();
        try (Statement statement = session.connection().createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            while (rows.next()) {
                boolean readable = rows.getBoolean(8) && !rows.getBoolean(9);
                boolean hasRows = !rows.getString(4).equals("p");
                if (!readable || rows.getString(4).equals("v")) {
                    return List.of();
                }
                if (hasRows) {
                    heaps.add(new Heap(
                            new TableName(rows.getString(2), rows.getString(3)),
                            rows.getLong(1),
                            rows.getLong(5),
                            rows.getLong(6),
                            rows.getLong(7),
                            Optional.empty()));
                }
            }
        }
        // A foreign table has no blocks, nor an xmin that could tell what is new.
        return heaps.stream().allMatch(heap -> heap.fileNode() != 0) ? heaps : List.of();
    }

    /**
     * Stands for the expressions of the columns that are computed when they are read: another one makes other rows, and
     * touches none. Empty where there are no such columns.
     */
    String computed(Table table) throws SQLException {
        if (!session.version().isAtLeast(FIRST_WITH_VIRTUAL_COLUMNS, 0)
                || table.columns().stream().noneMatch(Column::generated)) {
            return "";
        }
        String sql = String.format(Locale.ROOT, """
                SELECT coalesce(md5(string_agg(pg_catalog.pg_get_expr(d.adbin, d.adrelid), ', ' ORDER BY d.adnum)), '')
                FROM pg_catalog.pg_attrdef d
                JOIN pg_catalog.pg_attribute a ON a.attrelid = d.adrelid AND a.attnum = d.adnum
                WHERE a.attgenerated = 'v' AND a.attrelid = %d""", table.oid());
        try (Statement statement = session.connection().createStatement();
                ResultSet expressions = statement.executeQuery(sql)) {
            expressions.next();
            return expressions.getString(1);
        }
    }

    /**
     * The same heap with an integer column to split it by, where it has one: before 14, blocks do not serve.
     *
     * @param hidden columns that must not be taken
     */
    Heap withKey(Heap heap, Collection<String> hidden) throws SQLException {
        String sql = String.format(Locale.ROOT, """
                SELECT a.attname
                FROM pg_catalog.pg_index x
                JOIN pg_catalog.pg_class i ON i.oid = x.indexrelid
                JOIN pg_catalog.pg_am m ON m.oid = i.relam AND m.amname = 'btree'
                JOIN pg_catalog.pg_attribute a ON a.attrelid = x.indrelid AND a.attnum = x.indkey[0]
                WHERE x.indrelid = %d AND x.indisvalid AND x.indpred IS NULL AND a.attnotnull
                  AND a.atttypid IN ('int2'::regtype, 'int4'::regtype, 'int8'::regtype)%s
                ORDER BY x.indisprimary DESC, x.indisunique DESC, a.attnum LIMIT 1""", heap.oid(), but(hidden));
        try (Statement statement = session.connection().createStatement()) {
            ResultSet name = statement.executeQuery(sql);
            if (!name.next()) {
                return heap;
            }
            String column = name.getString(1);
            String key = Sql.identifier(column);
            ResultSet bounds = statement.executeQuery("SELECT min(" + key + "), max(" + key + ") FROM ONLY "
                    + heap.name().quoted());
            bounds.next();
            long least = bounds.getLong(1);
            if (bounds.wasNull()) {
                return heap;
            }
            return new Heap(
                    heap.name(),
                    heap.oid(),
                    heap.fileNode(),
                    heap.blocks(),
                    heap.bytes(),
                    Optional.of(new Heap.IntegerKey(column, least, bounds.getLong(2))));
        }
    }

    private static String but(Collection<String> hidden) {
        return hidden.isEmpty()
                ? ""
                : hidden.stream().map(Sql::literal).collect(Collectors.joining(", ", " AND a.attname NOT IN (", ")"));
    }
}
