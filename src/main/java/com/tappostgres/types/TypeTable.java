package com.tappostgres.types;

import com.tappostgres.json.Json;
import com.tappostgres.json.JsonBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** What every PostgreSQL type becomes, for people: each row is made by the mapping and the encoder that a sync uses. */
public final class TypeTable {
    private static final String BUILT_IN = "pg_catalog";
    private static final int ENUM = 1;
    private static final int RANGE = 2;
    private static final int COMPOSITE = 3;
    private static final int HSTORE = 4;
    private static final int VECTOR = 5;
    private static final int INTEGERS = 6;
    private static final int DOMAIN = 7;
    private static final int UNKNOWN = 8;
    private static final int INTEGER = 9;
    private static final int TEXT = 10;
    private static final int CITEXT = 11;
    private static final int SCALAR = 12;

    private final TypeOptions options;
    private final List<Row> rows = new ArrayList<>();

    private TypeTable(TypeOptions options) {
        this.options = options;
    }

    /**
     * One row of the table.
     *
     * @param types the names of the types
     * @param schema the JSON schema, without "null"
     * @param text a value as the server prints it
     * @param json the same value in a record
     */
    public record Row(String types, String schema, String text, String json) {}

    /** All rows: numbers, texts, dates, containers, and what holds for all else. */
    public static List<Row> rows(TypeOptions options) {
        TypeTable table = new TypeTable(options);
        table.numbers();
        table.texts();
        table.dates();
        table.containers();
        return List.copyOf(table.rows);
    }

    private void numbers() {
        builtIn("smallint", "int2", -1, "-32768");
        builtIn("integer", "int4", -1, "42");
        builtIn("bigint", "int8", -1, "9223372036854775807");
        builtIn("oid, xid, cid", "oid", -1, "4294967295");
        builtIn("xid8", "xid8", -1, "18446744073709551615");
        builtIn("real, double precision", "float8", -1, "1.5e-07");
        builtIn("real, double precision", "float8", -1, "Infinity");
        builtIn("numeric", "numeric", -1, "12345678901234567890.1200");
        builtIn("numeric", "numeric", -1, "NaN");
        builtIn("boolean", "bool", -1, "t");
        builtIn("bit(1)", "bit", 1, "1");
    }

    private void texts() {
        builtIn("text, varchar, name", "text", -1, "a \"b\"\n");
        builtIn("varchar(10)", "varchar", 14, "abc");
        builtIn("char(5)", "bpchar", 9, "abc  ");
        builtIn("\"char\" (a byte above 127 as \\ooo)", "char", -1, "x");
        row("citext", CITEXT, -1, 0, "Abc");
        row("enums", ENUM, -1, 0, "happy");
        builtIn("uuid", "uuid", -1, "a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11");
        builtIn("bytea", "bytea", -1, "\\x00ff");
        builtIn("bit(n), varbit", "varbit", -1, "0101");
        builtIn("money", "money", -1, "$1,234.50");
        builtIn("inet, cidr, macaddr, macaddr8", "inet", -1, "10.0.0.1/8");
        builtIn("xml", "xml", -1, "<a/>");
        builtIn("point, line, lseg, box, path, polygon, circle", "point", -1, "(1,2)");
        builtIn("tsvector, tsquery, jsonpath", "tsvector", -1, "'a':1 'b':2");
        builtIn("pg_lsn, tid, txid_snapshot, pg_snapshot, aclitem, int2vector, oidvector", "pg_lsn", -1, "16/B374D848");
        builtIn("regclass and the other reg types", "regclass", -1, "public.orders");
    }

    private void dates() {
        builtIn("date", "date", -1, "2024-01-31");
        builtIn("date", "date", -1, "infinity");
        builtIn("timestamp", "timestamp", -1, "2024-01-31 12:00:00.123456");
        builtIn("timestamptz", "timestamptz", -1, "2024-01-31 12:00:00+00");
        builtIn("timestamptz", "timestamptz", -1, "0044-03-15 00:00:00+00 BC");
        builtIn("time", "time", -1, "12:00:00.5");
        builtIn("time", "time", -1, "24:00:00");
        builtIn("timetz", "timetz", -1, "12:00:00+02");
        builtIn("interval", "interval", -1, "P1Y2M3DT4H5M6.7S");
    }

    private void containers() {
        builtIn("json, jsonb", "jsonb", -1, "{\"a\": [1, null]}");
        row("hstore", HSTORE, -1, 0, "\"a\"=>\"1\", \"b\"=>NULL");
        row("arrays: integer[]", INTEGERS, -1, 1, "{1,NULL,3}");
        row("arrays: integer[][]", INTEGERS, -1, 2, "{{1,2},{3,4}}");
        row("composites, row types of tables", COMPOSITE, -1, 0, "(1,\"a, b\")");
        row("domains: as their base type", DOMAIN, -1, 0, "7");
        row("ranges, multiranges", RANGE, -1, 0, "[1,5)");
        row("vector, halfvec (pgvector)", VECTOR, -1, 0, "[1,2.5,3]");
        row("anything else (ltree, cube, isbn, geometry, ...): the server's own text", UNKNOWN, -1, 0, "(1, 2),(3, 4)");
    }

    private void builtIn(String types, String name, int modifier, String text) {
        PgType type = new PgType(SCALAR, BUILT_IN, name, PgType.Kind.SCALAR, 0, -1, 0, ',');
        add(types, new TypeRegistry(List.of(type)), new ColumnType(SCALAR, modifier, 0, true), text);
    }

    private void row(String types, long oid, int modifier, int dimensions, String text) {
        add(types, EXAMPLES, new ColumnType(oid, modifier, dimensions, true), text);
    }

    private void add(String types, TypeRegistry registry, ColumnType column, String text) {
        TypeMapping mapping = new TypeMappings(registry, options).of(column, new ColumnReport(types, false));
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        JsonBuffer json = new JsonBuffer(64);
        mapping.encoder().encode(bytes, 0, bytes.length, json);
        String schema = new String(Json.print(mapping.schema().get()), StandardCharsets.UTF_8);
        rows.add(new Row(types, schema, text, new String(json.toByteArray(), StandardCharsets.UTF_8)));
    }

    private static PgType scalar(int oid, String schema, String name) {
        return new PgType(oid, schema, name, PgType.Kind.SCALAR, 0, -1, 0, ',');
    }

    private static final TypeRegistry EXAMPLES = new TypeRegistry(List.of(
            scalar(INTEGER, BUILT_IN, "int4"),
            scalar(TEXT, BUILT_IN, "text"),
            scalar(CITEXT, "public", "citext"),
            scalar(HSTORE, "public", "hstore"),
            scalar(VECTOR, "public", "vector"),
            scalar(UNKNOWN, "public", "geometry"),
            new PgType(ENUM, "public", "mood", PgType.Kind.ENUM, 0, -1, 0, ','),
            new PgType(RANGE, BUILT_IN, "int4range", PgType.Kind.RANGE, 0, -1, 0, ','),
            new PgType(INTEGERS, BUILT_IN, "_int4", PgType.Kind.ARRAY, INTEGER, -1, 0, ','),
            new PgType(DOMAIN, "public", "positive", PgType.Kind.DOMAIN, INTEGER, -1, 0, ','),
            new PgType(
                    COMPOSITE,
                    "public",
                    "pair",
                    PgType.Kind.COMPOSITE,
                    0,
                    -1,
                    0,
                    ',',
                    List.of(
                            new PgType.Attribute("id", new ColumnType(INTEGER, -1, 0, true)),
                            new PgType.Attribute("name", new ColumnType(TEXT, -1, 0, true))))));
}
