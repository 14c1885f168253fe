package com.tappostgres.discovery;

import com.tappostgres.postgres.ServerVersion;
import com.tappostgres.postgres.Sql;

/**
 * The catalog queries for the privileges of a role; pg_catalog lets everybody ask for those of everybody.
 *
 * <p>Facts of pg_catalog: row-level security since 9.5, views with security_invoker since 15. The functions
 * has_..._privilege count what the role inherits, and take "public" for a role that has what all have.
 */
final class AccessQueries {
    private final ServerVersion version;

    /** The role whose privileges are asked for, as a literal. */
    private final String grantee;

    AccessQueries(ServerVersion version, Role role) {
        this.version = version;
        this.grantee = Sql.literal(role.exists() ? role.name() : "public");
    }

    /** Name, may log in, superuser, sees all rows. */
    static String role(ServerVersion version, String name) {
        return "SELECT r.rolname, r.rolcanlogin, r.rolsuper, r.rolsuper"
                + (version.isAtLeast(9, 5) ? " OR r.rolbypassrls" : "")
                + " FROM pg_catalog.pg_roles r WHERE r.rolname = " + name;
    }

    /** Standby, may connect. */
    String database() {
        return "SELECT pg_catalog.pg_is_in_recovery(), pg_catalog.has_database_privilege(" + grantee
                + ", pg_catalog.current_database(), 'CONNECT')";
    }

    private static final String TABLES =
            " FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace ";

    private String owned() {
        return "EXISTS (SELECT 1 FROM pg_catalog.pg_roles r WHERE r.rolname = " + grantee
                + " AND pg_catalog.pg_has_role(r.oid, c.relowner, 'USAGE'))";
    }

    /** Of pg_class: whether policies apply to roles that are neither superuser nor BYPASSRLS. */
    private String policies() {
        return version.isAtLeast(9, 5)
                ? "(c.relrowsecurity AND (c.relforcerowsecurity OR NOT " + owned() + "))"
                : "false";
    }

    /** oid, schema, name, owner, owner may create, owned, usage, select, row-level policies apply. */
    String tables(String scope) {
        return "SELECT c.oid::int8, n.nspname, c.relname, pg_catalog.pg_get_userbyid(c.relowner),"
                + " pg_catalog.has_schema_privilege(c.relowner, n.oid, 'CREATE'), " + owned()
                + ", pg_catalog.has_schema_privilege(" + grantee + ", n.oid, 'USAGE')"
                + ", pg_catalog.has_table_privilege(" + grantee + ", c.oid, 'SELECT'), "
                + policies() + TABLES + "WHERE " + scope + " ORDER BY n.nspname, c.relname";
    }

    /** Table's oid, name, select, type's schema, usage on it. */
    String columns(String scope) {
        return "SELECT a.attrelid::int8, a.attname, pg_catalog.has_column_privilege(" + grantee
                + ", c.oid, a.attnum, 'SELECT'), tn.nspname, pg_catalog.has_schema_privilege(" + grantee
                + ", tn.oid, 'USAGE')" + TABLES + """
                JOIN pg_catalog.pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
                JOIN pg_catalog.pg_type t ON t.oid = a.atttypid
                JOIN pg_catalog.pg_namespace tn ON tn.oid = t.typnamespace
                WHERE\s""" + scope + " ORDER BY a.attrelid, a.attnum";
    }

    /**
     * View's oid, schema, name, select, row-level policies apply: what views with security_invoker read. Through such a
     * view another one is read with the same rights; one without the option ends the search.
     */
    String underlying(String scope) {
        String dependencies = """
                 JOIN pg_catalog.pg_rewrite w ON w.ev_class = v.oid
                  JOIN pg_catalog.pg_depend d ON d.classid = 'pg_catalog.pg_rewrite'::regclass AND d.objid = w.oid
                    AND d.refclassid = 'pg_catalog.pg_class'::regclass AND d.refobjid <> v.oid
                    AND d.refobjid >= 16384
                """;
        String invoker = """
                v.relkind = 'v' AND EXISTS (SELECT 1 FROM pg_catalog.pg_options_to_table(v.reloptions) o
                    WHERE o.option_name = 'security_invoker' AND o.option_value::boolean)
                """;
        return """
                WITH RECURSIVE reads(view, relation, attnum) AS (
                  SELECT v.oid, d.refobjid, d.refobjsubid FROM pg_catalog.pg_class v
                 \s""" + dependencies + "WHERE v.oid IN (SELECT c.oid" + TABLES + "WHERE " + scope + ") AND " + invoker
                + """
                  UNION
                  SELECT s.view, d.refobjid, d.refobjsubid FROM reads s
                  JOIN pg_catalog.pg_class v ON v.oid = s.relation
                 \s""" + dependencies + "WHERE " + invoker + """
                )
                SELECT s.view::int8, n.nspname, c.relname,
                  pg_catalog.bool_or(pg_catalog.has_table_privilege(""" + grantee + """
                , c.oid, 'SELECT')) OR pg_catalog.bool_and(CASE WHEN s.attnum = 0
                    THEN pg_catalog.has_any_column_privilege(""" + grantee + """
                , c.oid, 'SELECT')
                    ELSE pg_catalog.has_column_privilege(""" + grantee + """
                , c.oid, s.attnum::int2, 'SELECT') END),
                  pg_catalog.bool_or("""
                + policies() + """
                ) FROM reads s JOIN pg_catalog.pg_class c ON c.oid = s.relation
                JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
                WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f')
                GROUP BY s.view, n.nspname, c.relname ORDER BY s.view, n.nspname, c.relname""";
    }
}
