package com.tappostgres.discovery;

import com.tappostgres.postgres.ServerVersion;
import com.tappostgres.postgres.Sql;
import com.tappostgres.postgres.TableName;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The catalog queries that read the structure of any number of tables in one round trip.
 *
 * <p>Facts of pg_catalog: indnkeyatts since 11 (before, every column of an index is a key), relispartition since 10,
 * attgenerated since 12; since 18 a NOT NULL constraint may be NOT VALID while attnotnull is already true.
 */
final class StructureQueries {
    private final ServerVersion version;

    StructureQueries(ServerVersion version) {
        this.version = version;
    }

    /** A condition on pg_class c and pg_namespace n: all that the role may read. */
    String readable(List<String> schemas) {
        return KINDS + " AND c.relpersistence <> 't' AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'"
                + " AND " + readableBy("c", "n", schemas)
                + (version.isAtLeast(10, 0)
                        ? " AND NOT (c.relispartition AND " + hasListedAncestor(schemas) + ")"
                        : "");
    }

    /** A condition on pg_class c and pg_namespace n: all that a role could be let read. A partition comes with its parent. */
    String everything(List<String> schemas) {
        return KINDS + " AND c.relpersistence <> 't' AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'"
                + among("n", schemas) + (version.isAtLeast(10, 0) ? " AND NOT c.relispartition" : "");
    }

    /** A condition on pg_class c and pg_namespace n: of these tables, those that the role may not read. */
    String hidden(Collection<TableName> names, List<String> schemas) {
        return everything(schemas) + " AND NOT (" + readableBy("c", "n", List.of()) + ") AND " + named(names);
    }

    private static String among(String schema, List<String> schemas) {
        return schemas.isEmpty()
                ? ""
                : " AND " + schema + ".nspname IN ("
                        + schemas.stream().map(Sql::literal).collect(Collectors.joining(", ")) + ")";
    }

    private static String readableBy(String table, String schema, List<String> schemas) {
        return """
                pg_catalog.has_schema_privilege(%2$s.oid, 'USAGE')
                AND (pg_catalog.has_table_privilege(%1$s.oid, 'SELECT')
                     OR pg_catalog.has_any_column_privilege(%1$s.oid, 'SELECT'))""".replace("%1$s", table).replace("%2$s", schema) + among(schema, schemas);
    }

    /** A partition's rows come with an ancestor that is listed; before 12 only the parent is asked. */
    private String hasListedAncestor(List<String> schemas) {
        String ancestors = version.isAtLeast(12, 0)
                ? "pg_catalog.pg_partition_ancestors(c.oid) AS a(oid)"
                : "(SELECT h.inhparent FROM pg_catalog.pg_inherits h WHERE h.inhrelid = c.oid) AS a(oid)";
        return "EXISTS (SELECT 1 FROM " + ancestors
                + " JOIN pg_catalog.pg_class p ON p.oid = a.oid AND p.oid <> c.oid"
                + " JOIN pg_catalog.pg_namespace pn ON pn.oid = p.relnamespace WHERE "
                + readableBy("p", "pn", schemas) + ")";
    }

    /** A condition on pg_class c and pg_namespace n: these tables, whether the role may read them or not. */
    String named(Collection<TableName> names) {
        String list = names.stream()
                .map(name -> "(" + Sql.literal(name.schema()) + "," + Sql.literal(name.table()) + ")")
                .collect(Collectors.joining(","));
        // A list of constants would be tried one by one for each table of the database; a table of them is hashed.
        return KINDS + " AND (n.nspname::text, c.relname::text) IN (SELECT w.s, w.t FROM (VALUES " + list
                + ") AS w(s, t))";
    }

    private static final String KINDS = "c.relkind IN ('r', 'p', 'v', 'm', 'f')";

    private static final String TABLES =
            " FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n" + " ON n.oid = c.relnamespace ";

    /** oid, schema, name, kind, inherited, readable, row security, row count (null where unknown). */
    String tables(String scope) {
        String neverAnalysed = version.isAtLeast(14, 0) ? "c.reltuples < 0" : "(c.reltuples = 0 AND c.relpages = 0)";
        return """
                SELECT c.oid::int8, n.nspname, c.relname, c.relkind::text,
                  c.relkind IN ('r', 'f')
                    AND EXISTS (SELECT 1 FROM pg_catalog.pg_inherits h WHERE h.inhparent = c.oid),
                  pg_catalog.has_schema_privilege(n.oid, 'USAGE')
                    AND (pg_catalog.has_table_privilege(c.oid, 'SELECT')
                         OR pg_catalog.has_any_column_privilege(c.oid, 'SELECT')),
                  \s"""
                + (version.isAtLeast(9, 5) ? "pg_catalog.row_security_active(c.oid)" : "false")
                + """
                , CASE WHEN c.relkind = 'v' OR\s"""
                + neverAnalysed + " THEN NULL ELSE c.reltuples::int8 END" + TABLES + "WHERE " + scope
                + " ORDER BY n.nspname, c.relname";
    }

    /** NOT NULL says nothing of rows of foreign tables, nor of tables that inherit; partitions may be foreign. */
    private static final String UNENFORCED = """
            (c.relkind = 'f' OR EXISTS (SELECT 1 FROM pg_catalog.pg_inherits h
              JOIN pg_catalog.pg_class child ON child.oid = h.inhrelid
              WHERE h.inhparent = c.oid AND (c.relkind = 'r' OR child.relkind = 'f')))""";

    /**
     * Table's oid, number, name, type's oid, modifier, dimensions, not null, type, type for casts, generated.
     *
     * @param whole a condition on pg_class c and pg_namespace n: tables whose columns need not be readable
     */
    String columns(String scope, String whole) {
        String validated = !version.isAtLeast(18, 0) ? "" : """
                 AND NOT EXISTS (SELECT 1 FROM pg_catalog.pg_constraint k
                  WHERE k.conrelid = a.attrelid AND k.contype = 'n' AND NOT k.convalidated
                  AND a.attnum = ANY (k.conkey))""";
        String notNull = "a.attnotnull AND NOT " + UNENFORCED + validated;
        return "SELECT a.attrelid::int8, a.attnum, a.attname, a.atttypid::int8, a.atttypmod, a.attndims, " + notNull
                + ", pg_catalog.format_type(a.atttypid, a.atttypmod), pg_catalog.format_type(a.atttypid, -1), "
                + (version.isAtLeast(12, 0) ? "a.attgenerated <> ''" : "false") + TABLES
                + """
                JOIN pg_catalog.pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
                WHERE (pg_catalog.has_table_privilege(c.oid, 'SELECT')
                       OR pg_catalog.has_column_privilege(c.oid, a.attnum, 'SELECT') OR\s"""
                + whole + ") AND " + scope + " ORDER BY a.attrelid, a.attnum";
    }

    /** Table's oid, name, primary, unique key, serves an order, column numbers, number of key columns. */
    String indexes(String scope) {
        return """
                SELECT x.indrelid::int8, i.relname, x.indisprimary,
                  x.indisunique AND x.indimmediate AND x.indpred IS NULL AND x.indexprs IS NULL,
                  m.amname = 'btree' AND x.indpred IS NULL, x.indkey::text,\s"""
                + (version.isAtLeast(11, 0) ? "x.indnkeyatts" : "x.indnatts") + TABLES
                + """
                JOIN pg_catalog.pg_index x ON x.indrelid = c.oid AND x.indisvalid
                JOIN pg_catalog.pg_class i ON i.oid = x.indexrelid
                JOIN pg_catalog.pg_am m ON m.oid = i.relam
                WHERE\s"""
                + scope + " ORDER BY x.indrelid, i.relname";
    }

    /**
     * oid, schema, name, kind, element or base type, modifier, dimensions, delimiter: all types that columns lead to. A
     * composite type has a row for each attribute: name, type's oid, modifier, dimensions.
     */
    String types(String scope) {
        return """
                WITH RECURSIVE used(oid) AS (
                  SELECT a.atttypid""" + TABLES + """
                  JOIN pg_catalog.pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
                  WHERE\s""" + scope + """

                  UNION
                  SELECT other.oid FROM used u JOIN pg_catalog.pg_type t ON t.oid = u.oid,
                    LATERAL (SELECT t.typelem UNION ALL SELECT t.typbasetype
                             UNION ALL SELECT m.atttypid FROM pg_catalog.pg_attribute m
                             WHERE m.attrelid = t.typrelid AND m.attnum > 0 AND NOT m.attisdropped) AS other(oid)
                  WHERE other.oid <> 0)
                SELECT t.oid::int8, n.nspname, t.typname,
                  CASE WHEN t.typtype = 'd' THEN 'DOMAIN' WHEN t.typtype = 'e' THEN 'ENUM'
                       WHEN t.typtype = 'c' THEN 'COMPOSITE' WHEN t.typtype IN ('r', 'm') THEN 'RANGE'
                       WHEN t.typelem <> 0 AND t.typlen = -1 AND t.typoutput = 'pg_catalog.array_out'::regproc
                         THEN 'ARRAY'
                       ELSE 'SCALAR' END,
                  CASE WHEN t.typtype = 'd' THEN t.typbasetype ELSE t.typelem END::int8,
                  t.typtypmod, t.typndims, t.typdelim::text,
                  m.attname, m.atttypid::int8, m.atttypmod, m.attndims
                FROM used u JOIN pg_catalog.pg_type t ON t.oid = u.oid
                JOIN pg_catalog.pg_namespace n ON n.oid = t.typnamespace
                LEFT JOIN pg_catalog.pg_attribute m
                  ON m.attrelid = t.typrelid AND m.attnum > 0 AND NOT m.attisdropped
                ORDER BY t.oid, m.attnum""";
    }
}
