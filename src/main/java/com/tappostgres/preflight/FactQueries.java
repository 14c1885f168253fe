package com.tappostgres.preflight;

import com.tappostgres.postgres.ServerVersion;
import com.tappostgres.postgres.Sql;
import com.tappostgres.postgres.TableName;
import java.util.Collection;
import java.util.stream.Collectors;

/**
 * The catalog queries about the rows of any number of tables.
 *
 * <p>Facts of pg_catalog: reltuples is -1 where nothing is known since 14, before it is 0 with relpages 0; attgenerated
 * since 12, with 'v' since 18; attidentity since 10, where pg_depend has 'i' in place of 'a'. pg_stats shows what the role
 * may read and hides tables whose policies apply to it.
 */
final class FactQueries {
    private final ServerVersion version;

    FactQueries(ServerVersion version) {
        this.version = version;
    }

    private static String list(Collection<TableName> names) {
        return names.stream()
                .map(name -> "(" + Sql.literal(name.schema()) + "," + Sql.literal(name.table()) + ")")
                .collect(Collectors.joining(","));
    }

    private static String columns(Collection<KeyColumn> columns) {
        return columns.stream()
                .map(column -> "(" + Sql.literal(column.table().schema()) + ","
                        + Sql.literal(column.table().table()) + "," + Sql.literal(column.name()) + ")")
                .collect(Collectors.joining(","));
    }

    private static String numbers(Collection<Numbered> columns) {
        return columns.stream()
                .map(column -> "(" + column.table() + "," + column.column() + ")")
                .collect(Collectors.joining(","));
    }

    /** A column of which something is asked. */
    record KeyColumn(TableName table, String name) {}

    /** A column as pg_attribute numbers it. */
    record Numbered(long table, int column) {}

    /**
     * Schema, name, rows (null where unknown), bytes, bytes of large values, never analysed, unlogged, populated, number of
     * tables within, foreign table, its server, whether the role is mapped there.
     *
     * @param exact whether files are asked for their size, which waits for locks; else the sizes at the last VACUUM or
     *     ANALYZE count
     */
    String tables(Collection<TableName> names, boolean exact) {
        String block = "pg_catalog.current_setting('block_size')::int8";
        String heap = exact ? "coalesce(pg_catalog.pg_relation_size(m.oid), 0)" : "m.relpages::int8 * " + block;
        String toast = exact
                ? "coalesce(pg_catalog.pg_relation_size(m.reltoastrelid), 0)"
                : "coalesce((SELECT x.relpages FROM pg_catalog.pg_class x WHERE x.oid = m.reltoastrelid), 0)::int8 * "
                        + block;
        String unknown = version.isAtLeast(14, 0) ? "m.reltuples < 0" : "m.relpages = 0";
        return """
                WITH RECURSIVE tree(root, oid) AS (
                  SELECT c.oid, c.oid FROM pg_catalog.pg_class c
                  JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
                  WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f')
                    AND (n.nspname::text, c.relname::text) IN (SELECT w.s, w.t FROM (VALUES\s""" + list(names) + """
                ) AS w(s, t))
                  UNION
                  SELECT t.root, h.inhrelid FROM tree t JOIN pg_catalog.pg_inherits h ON h.inhparent = t.oid),
                sized AS (
                  SELECT t.root, m.oid, CASE WHEN m.relkind IN ('r', 'm') THEN\s""" + heap + " " + """
                 ELSE 0 END AS heap, CASE WHEN m.relkind IN ('r', 'm') THEN\s""" + toast + " " + """
                 ELSE 0 END AS toast
                  FROM tree t JOIN pg_catalog.pg_class m ON m.oid = t.oid)
                SELECT n.nspname, c.relname,
                  CASE WHEN pg_catalog.bool_or(s.heap > 0 AND\s""" + unknown + """
                ) THEN NULL ELSE pg_catalog.sum(CASE WHEN s.heap = 0 OR m.relpages = 0 THEN 0
                    ELSE m.reltuples::float8 * s.heap / (m.relpages *\s""" + block + """
                ) END)::int8 END,
                  pg_catalog.sum(s.heap)::int8, pg_catalog.sum(s.toast)::int8,
                  pg_catalog.bool_or(s.heap > 0 AND\s""" + unknown
                + """
                ), pg_catalog.bool_or(m.relpersistence = 'u' AND m.relkind = 'r'),
                  pg_catalog.bool_and(m.relispopulated), pg_catalog.count(*) - 1,
                  pg_catalog.min(fn.nspname || '.' || m.relname), pg_catalog.min(fs.srvname::text),
                  pg_catalog.bool_and(fs.oid IS NULL OR EXISTS (SELECT 1 FROM pg_catalog.pg_user_mappings u
                    WHERE u.srvid = fs.oid AND u.usename IN ('public', current_user)))
                FROM sized s JOIN pg_catalog.pg_class c ON c.oid = s.root
                JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
                JOIN pg_catalog.pg_class m ON m.oid = s.oid
                LEFT JOIN pg_catalog.pg_foreign_table ft ON ft.ftrelid = m.oid
                LEFT JOIN pg_catalog.pg_foreign_server fs ON fs.oid = ft.ftserver
                LEFT JOIN pg_catalog.pg_namespace fn ON fn.oid = m.relnamespace AND ft.ftrelid IS NOT NULL
                GROUP BY n.nspname, c.relname""";
    }

    /** Schema, table, column, how many of its values are NULL (0 to 1), whether NaN is among the usual or greatest ones. */
    static String statistics(Collection<KeyColumn> columns) {
        return """
                SELECT s.schemaname, s.tablename, s.attname, pg_catalog.max(s.null_frac),
                  pg_catalog.bool_or(coalesce(s.most_common_vals::text ~ '[{,]NaN[,}]', false)
                    OR coalesce(s.histogram_bounds::text ~ ',NaN}$', false))
                FROM pg_catalog.pg_stats s
                WHERE (s.schemaname::text, s.tablename::text, s.attname::text) IN
                  (SELECT w.s, w.t, w.c FROM (VALUES\s""" + columns(columns) + """
                ) AS w(s, t, c))
                GROUP BY s.schemaname, s.tablename, s.attname""";
    }

    /** Schema, table, column, numbered by a sequence, collation (null for none). */
    String keys(Collection<Numbered> columns) {
        return """
                SELECT n.nspname, c.relname, a.attname,
                  (a.attrelid, a.attnum::int4) IN (SELECT d.refobjid, d.refobjsubid FROM pg_catalog.pg_depend d
                    JOIN pg_catalog.pg_class q ON q.oid = d.objid AND q.relkind = 'S'
                    WHERE d.classid = 'pg_catalog.pg_class'::regclass AND d.refclassid = 'pg_catalog.pg_class'::regclass
                    AND d.refobjsubid > 0 AND d.deptype IN ('a', 'i')),
                  CASE WHEN co.collname = 'default' THEN (SELECT\s"""
                + (version.isAtLeast(17, 0) ? "coalesce(b.datlocale, b.datcollate)" : "b.datcollate::text")
                + """
                 FROM pg_catalog.pg_database b WHERE b.datname = pg_catalog.current_database())
                    ELSE co.collname::text END
                FROM (VALUES\s""" + numbers(columns) + """
                ) AS w(r, n) JOIN pg_catalog.pg_attribute a ON a.attrelid = w.r::oid AND a.attnum = w.n::int2
                JOIN pg_catalog.pg_class c ON c.oid = a.attrelid
                JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
                LEFT JOIN pg_catalog.pg_collation co ON co.oid = a.attcollation""";
    }
}
