package com.tappostgres.types;

import static org.assertj.core.api.Assertions.assertThat;

import com.tappostgres.types.TypeOptions.OutOfRange;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class TypeMappingsTest {
    private static final String ANYTHING = "{'type':['object','array','string','number','integer','boolean','null']}";
    private static final String STRING = "{'type':'string'}";
    private static final long OID = 1;
    private static final long OUTER = 2;

    @ParameterizedTest(name = "{0}({1})")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            int2        | -1 | {'type':'integer','minimum':-32768,'maximum':32767}           | -5    | -5
            int4        | -1 | {'type':'integer','minimum':-2147483648,'maximum':2147483647} | 7     | 7
            int8        | -1 | {'type':'integer','minimum':-9223372036854775808,'maximum':9223372036854775807} | 9 | 9
            oid         | -1 | {'type':'integer','minimum':0,'maximum':4294967295}           | 1     | 1
            xid         | -1 | {'type':'integer','minimum':0,'maximum':4294967295}           | 1     | 1
            cid         | -1 | {'type':'integer','minimum':0,'maximum':4294967295}           | 1     | 1
            xid8        | -1 | {'type':'integer','minimum':0}                                | 1     | 1
            float4      | -1 | {'type':'number'}                                             | 1e+20 | 1e+20
            float8      | -1 | {'type':'number'}                                             | NaN   | null
            numeric     | -1 | {'type':'number'}                                             | 1.50  | 1.50
            bool        | -1 | {'type':'boolean'}                                            | t     | true
            bit         | 1  | {'type':'boolean'}                                            | 1     | true
            bit         | 3  | {'type':'string'}                                             | 101   | "101"
            varbit      | 1  | {'type':'string'}                                             | 1     | "1"
            bytea       | -1 | {'type':'string','contentEncoding':'base64'}                  | \\x00 | "AA=="
            date        | -1 | {'type':'string','format':'date'}                | 2024-01-31 | "2024-01-31"
            time        | -1 | {'type':'string','format':'time'}                | 12:00:00.5 | "12:00:00.5"
            timetz      | -1 | {'type':'string'}                                | 12:00:00+02 | "12:00:00+02"
            interval    | -1 | {'type':'string'}                                | P1Y2M-3DT4H | "P1Y2M-3DT4H"
            uuid        | -1 | {'type':'string','format':'uuid'}                             | a0    | "a0"
            varchar     | -1 | {'type':'string'}                                             | a"b   | "a\\"b"
            varchar     | 14 | {'type':'string','maxLength':10}                              | a     | "a"
            bpchar      | 5  | {'type':'string','maxLength':1}                               | a     | "a"
            bpchar      | -1 | {'type':'string'}                                             | a     | "a"
            text        | -1 | {'type':'string'}                                             | a     | "a"
            name        | -1 | {'type':'string'}                                             | a     | "a"
            char        | -1 | {'type':'string'}                                             | \\200 | "\\\\200"
            inet        | -1 | {'type':'string'}                                             | ::1   | "::1"
            money       | -1 | {'type':'string'}                                             | $1.00 | "$1.00"
            xml         | -1 | {'type':'string'}                                             | <a/>  | "<a/>"
            point       | -1 | {'type':'string'}                                             | (1,2) | "(1,2)"
            tsvector    | -1 | {'type':'string'}                                             | 'a':1 | "'a':1"
            pg_lsn      | -1 | {'type':'string'}                                             | 0/1   | "0/1"
            regclass    | -1 | {'type':'string'}                                             | t     | "t"
            """)
    void builtInTypes(String name, int modifier, String schema, String text, String json) {
        TypeMapping mapping = mapping(builtIn(name), column(OID, modifier, 0), TypeOptions.DEFAULT);
        assertThat(mapping.schema().get()).hasToString(schema.replace('\'', '"'));
        assertThat(Encoded.json(mapping.encoder(), text)).isEqualTo(json);
    }

    @Test
    void timestampsAreDateTimes() {
        String schema = "{'type':'string','format':'date-time'}";
        assertMapping("timestamp", TypeOptions.DEFAULT, schema, "2024-01-31 12:00:00", "'2024-01-31T12:00:00+00:00'");
        assertMapping(
                "timestamptz", TypeOptions.DEFAULT, schema, "2024-01-31 12:00:00+00", "'2024-01-31T12:00:00+00:00'");
    }

    @Test
    void jsonIsEmbeddedOrText() {
        TypeOptions asText = new TypeOptions(false, true, OutOfRange.CLAMP);
        for (String name : new String[] {"json", "jsonb"}) {
            assertMapping(name, TypeOptions.DEFAULT, ANYTHING, "[1]", "[1]");
            assertMapping(name, asText, STRING, "[1]", "'[1]'");
        }
    }

    @Test
    void decimalsMayBeText() {
        TypeOptions asText = new TypeOptions(true, false, OutOfRange.CLAMP);
        assertMapping("numeric", asText, STRING, "1.50", "'1.50'");
        assertMapping("numeric", asText, STRING, "NaN", "'NaN'");
        assertMapping("float8", asText, "{'type':'number'}", "1.5", "1.5");
        assertThat(mapping(builtIn("numeric"), column(OID, -1, 0), asText).alwaysNullable())
                .isFalse();
    }

    @Test
    void datesLoseTheirFormatWhereTheirTextComesThrough() {
        TypeOptions text = new TypeOptions(false, false, OutOfRange.TEXT);
        TypeOptions none = new TypeOptions(false, false, OutOfRange.NULL);
        for (String name : new String[] {"date", "time", "timestamp", "timestamptz"}) {
            TypeMapping asText = mapping(builtIn(name), column(OID, -1, 0), text);
            assertThat(asText.schema().get()).as(name).hasToString("{\"type\":\"string\"}");
            assertThat(asText.alwaysNullable()).as(name).isFalse();
            assertThat(mapping(builtIn(name), column(OID, -1, 0), none).alwaysNullable())
                    .as(name)
                    .isTrue();
            assertThat(mapping(builtIn(name), column(OID, -1, 0), TypeOptions.DEFAULT)
                            .alwaysNullable())
                    .as(name)
                    .isFalse();
        }
    }

    @Test
    void whatNobodyKnowsTravelsAsItsText() {
        TypeMappings mappings = new TypeMappings(new TypeRegistry(List.of()), TypeOptions.DEFAULT);
        TypeMapping vanished = mappings.of(column(99, -1, 0), new ColumnReport("c", false));
        assertThat(Encoded.json(vanished.encoder(), "a\tb")).isEqualTo("\"a\\tb\"");
        for (PgType.Kind kind : new PgType.Kind[] {PgType.Kind.ENUM, PgType.Kind.RANGE}) {
            PgType type = new PgType(OID, "public", "int4", kind, 0, -1, 0, ',');
            TypeMapping mapping = mapping(List.of(type), column(OID, -1, 0), TypeOptions.DEFAULT);
            assertThat(Encoded.json(mapping.encoder(), "(1,\")"))
                    .as(kind.name())
                    .isEqualTo("\"(1,\\\")\"");
        }
    }

    @Test
    void anExtensionsTypeIsNotTheBuiltInOneOfThatName() {
        PgType own = new PgType(OID, "public", "int4", PgType.Kind.SCALAR, 0, -1, 0, ',');
        assertThat(Encoded.json(
                        mapping(List.of(own), column(OID, -1, 0), TypeOptions.DEFAULT)
                                .encoder(),
                        "1"))
                .isEqualTo("\"1\"");
        PgType citext = new PgType(OID, "extensions", "citext", PgType.Kind.SCALAR, 0, -1, 0, ',');
        assertThat(mapping(List.of(citext), column(OID, -1, 0), TypeOptions.DEFAULT)
                        .replicationKey())
                .isEqualTo(ReplicationKeyFit.PLAIN);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            hstore  | {'type':'object','additionalProperties':{'type':['null','string']}} | "a"=>"1" | {"a":"1"}
            vector  | {'type':'array','items':{'type':'number'}}                          | [1,2.5]  | [1,2.5]
            halfvec | {'type':'array','items':{'type':'number'}}                          | [1]      | [1]
            ltree   | {'type':'string'}                                                   | a.b      | "a.b"
            """)
    void typesOfExtensions(String name, String schema, String text, String json) {
        PgType type = new PgType(OID, "extensions", name, PgType.Kind.SCALAR, 0, -1, 0, ',');
        TypeMapping mapping = mapping(List.of(type), column(OID, -1, 0), TypeOptions.DEFAULT);
        assertThat(mapping.schema().get()).hasToString(schema.replace('\'', '"'));
        assertThat(Encoded.json(mapping.encoder(), text)).isEqualTo(json);
        assertThat(mapping.replicationKey()).isEqualTo(ReplicationKeyFit.NONE);
    }

    @Test
    void arraysNestToTheirDeclaredDimensions() {
        List<PgType> types = with(builtIn("varchar"), PgType.Kind.ARRAY, -1, 0);
        TypeMapping flat = mapping(types, column(OUTER, 14, 0), TypeOptions.DEFAULT);
        assertThat(flat.schema().get())
                .hasToString("{\"type\":\"array\",\"items\":{\"type\":[\"null\",\"string\"],\"maxLength\":10}}");
        assertThat(Encoded.json(flat.encoder(), "{a,NULL}")).isEqualTo("[\"a\",null]");
        assertThat(flat.replicationKey()).isEqualTo(ReplicationKeyFit.NONE);
        TypeMapping nested = mapping(types, column(OUTER, -1, 2), TypeOptions.DEFAULT);
        assertThat(nested.schema().get().path("items").path("items").path("type"))
                .hasToString("[\"null\",\"string\"]");
    }

    @Test
    void anArrayOfBoxesIsSplitAtItsOwnDelimiter() {
        PgType box = new PgType(OID, "pg_catalog", "box", PgType.Kind.SCALAR, 0, -1, 0, ';');
        PgType boxes = new PgType(OUTER, "pg_catalog", "_box", PgType.Kind.ARRAY, OID, -1, 0, ',');
        TypeMapping mapping = mapping(List.of(box, boxes), column(OUTER, -1, 1), TypeOptions.DEFAULT);
        assertThat(Encoded.json(mapping.encoder(), "{(1,1),(0,0);(2,2),(1,1)}"))
                .isEqualTo("[\"(1,1),(0,0)\",\"(2,2),(1,1)\"]");
    }

    @Test
    void domainsAreTheirBaseType() {
        TypeMapping code =
                mapping(with(builtIn("varchar"), PgType.Kind.DOMAIN, 14, 0), column(OUTER, -1, 0), TypeOptions.DEFAULT);
        assertThat(code.schema().get()).hasToString("{\"type\":\"string\",\"maxLength\":10}");
        assertThat(code.replicationKey()).isEqualTo(ReplicationKeyFit.PLAIN);
    }

    @Test
    void domainsOverArraysKeepTheirDimensions() {
        List<PgType> types = with(builtIn("int4"), PgType.Kind.ARRAY, -1, 0);
        types.add(new PgType(3, "public", "matrix", PgType.Kind.DOMAIN, OUTER, -1, 2, ','));
        TypeMapping matrix = mapping(types, column(3, -1, 0), TypeOptions.DEFAULT);
        assertThat(matrix.schema().get().path("items").path("items").has("minimum"))
                .isTrue();
        assertThat(Encoded.json(matrix.encoder(), "{{1,2},{3,4}}")).isEqualTo("[[1,2],[3,4]]");
    }

    @Test
    void byteaIsFoundBehindDomains() {
        List<PgType> types = with(builtIn("bytea"), PgType.Kind.DOMAIN, -1, 0);
        types.add(new PgType(3, "pg_catalog", "_bytea", PgType.Kind.ARRAY, OID, -1, 0, ','));
        types.add(new PgType(4, "public", "bytea", PgType.Kind.SCALAR, 0, -1, 0, ','));
        TypeMappings mappings = new TypeMappings(new TypeRegistry(types), TypeOptions.DEFAULT);
        assertThat(mappings.isBytea(OID)).isTrue();
        assertThat(mappings.isBytea(OUTER)).isTrue();
        assertThat(mappings.isBytea(3)).isFalse();
        assertThat(mappings.isBytea(4)).isFalse();
        assertThat(mappings.isBytea(99)).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "PLAIN, int2 int4 int8 oid xid8 time uuid varchar bpchar text name timetz pg_lsn",
        "WITH_INFINITY, float4 float8 numeric date timestamp timestamptz interval",
        "NONE, xid cid bool bit varbit bytea json jsonb inet money xml point tsvector char regclass"
    })
    void fitnessAsAReplicationKey(ReplicationKeyFit fit, String names) {
        for (String name : names.split(" ", -1)) {
            assertThat(mapping(builtIn(name), column(OID, -1, 0), TypeOptions.DEFAULT)
                            .replicationKey())
                    .as(name)
                    .isEqualTo(fit);
        }
    }

    @Test
    void aColumnTakesNullWhereAValueMayBecomeNull() {
        TypeMapping number = mapping(builtIn("float8"), column(OID, -1, 0), TypeOptions.DEFAULT);
        assertThat(Schemas.ofColumn(number, false, false)).hasToString("{\"type\":[\"null\",\"number\"]}");
        assertThat(Schemas.ofColumn(number, false, true)).hasToString("{\"type\":\"number\"}");
        TypeMapping integer = mapping(builtIn("xid8"), column(OID, -1, 0), TypeOptions.DEFAULT);
        assertThat(Schemas.ofColumn(integer, false, false)).hasToString("{\"type\":\"integer\",\"minimum\":0}");
        assertThat(Schemas.ofColumn(integer, true, true))
                .hasToString("{\"type\":[\"null\",\"integer\"],\"minimum\":0}");
        TypeMapping json = mapping(builtIn("jsonb"), column(OID, -1, 0), TypeOptions.DEFAULT);
        assertThat(Schemas.ofColumn(json, true, false)).hasToString(ANYTHING.replace('\'', '"'));
    }

    private static void assertMapping(String name, TypeOptions options, String schema, String text, String json) {
        TypeMapping mapping = mapping(builtIn(name), column(OID, -1, 0), options);
        assertThat(mapping.schema().get()).as(name).hasToString(schema.replace('\'', '"'));
        assertThat(Encoded.json(mapping.encoder(), text)).as(name).isEqualTo(json.replace('\'', '"'));
    }

    private static List<PgType> builtIn(String name) {
        return List.of(new PgType(OID, "pg_catalog", name, PgType.Kind.SCALAR, 0, -1, 0, ','));
    }

    private static List<PgType> with(List<PgType> base, PgType.Kind kind, int modifier, int dimensions) {
        List<PgType> types = new ArrayList<>(base);
        types.add(new PgType(OUTER, "public", "outer", kind, OID, modifier, dimensions, ','));
        return types;
    }

    private static ColumnType column(long oid, int modifier, int dimensions) {
        return new ColumnType(oid, modifier, dimensions, false);
    }

    private static TypeMapping mapping(List<PgType> types, ColumnType column, TypeOptions options) {
        return new TypeMappings(new TypeRegistry(types), options).of(column, new ColumnReport("c", false));
    }
}
