package com.tappostgres.cli;

import static com.tappostgres.testing.PostgresVersion.V11;
import static com.tappostgres.testing.PostgresVersion.V13;
import static com.tappostgres.testing.PostgresVersion.V14;
import static com.tappostgres.testing.PostgresVersion.V9_5;

/** What the SCHEMA says of a nullable column of each type; the text of a case is its sql-datatype here. */
final class TypeSchemas {
    private static final String TEXT = "{\"type\":[\"null\",\"string\"]}";
    private static final String INTEGER = integer("-2147483648", "2147483647");
    private static final String NUMBER = "{\"type\":[\"null\",\"number\"]}";
    private static final String ANYTHING =
            "{\"type\":[\"object\",\"array\",\"string\",\"number\",\"integer\",\"boolean\",\"null\"]}";

    private TypeSchemas() {}

    static TypeTable all() {
        TypeTable table = new TypeTable();
        table.type("smallint").value("smallint", integer("-32768", "32767"));
        table.type("integer").value("integer", integer("-2147483648", "2147483647"));
        table.type("bigint").value("bigint", integer("-9223372036854775808", "9223372036854775807"));
        table.type("oid").value("oid", integer("0", "4294967295"));
        table.type("xid8", V13).value("xid8", "{\"type\":[\"null\",\"integer\"],\"minimum\":0}");
        table.type("real").value("real", NUMBER);
        table.type("float8").value("double precision", NUMBER);
        table.type("numeric").value("numeric", NUMBER);
        table.type("numeric(10,2)").value("numeric(10,2)", NUMBER);
        table.type("bool").value("boolean", "{\"type\":[\"null\",\"boolean\"]}");
        table.type("bit").value("bit(1)", "{\"type\":[\"null\",\"boolean\"]}");
        table.type("bit(3)").value("bit(3)", TEXT);
        table.type("varbit(3)").value("bit varying(3)", TEXT);
        table.type("text").value("text", TEXT);
        table.type("varchar").value("character varying", TEXT);
        table.type("varchar(5)").value("character varying(5)", withMaxLength(5));
        table.type("char(5)").value("character(5)", withMaxLength(5));
        table.type("char").value("character(1)", withMaxLength(1));
        table.type("name").value("name", TEXT);
        table.type("\"char\"").value("\"char\"", TEXT);
        table.type("mood").value("mood", TEXT);
        table.type("pair")
                .value(
                        "pair",
                        "{\"type\":[\"null\",\"object\"],\"properties\":{\"a\":" + integer("-2147483648", "2147483647")
                                + ",\"b\":" + TEXT + "}}");
        table.type("positive").value("positive", integer("-2147483648", "2147483647"));
        table.type("short").value("short", withMaxLength(5));
        table.type("bytea").value("bytea", "{\"type\":[\"null\",\"string\"],\"contentEncoding\":\"base64\"}");
        table.type("uuid").value("uuid", withFormat("uuid"));
        table.type("date").value("date", withFormat("date"));
        table.type("timestamp(3)").value("timestamp(3) without time zone", withFormat("date-time"));
        table.type("timestamptz").value("timestamp with time zone", withFormat("date-time"));
        table.type("time").value("time without time zone", withFormat("time"));
        table.type("timetz").value("time with time zone", TEXT);
        table.type("interval").value("interval", TEXT);
        table.type("json").value("json", ANYTHING);
        table.type("jsonb", V9_5).value("jsonb", ANYTHING);
        table.type("integer[]").value("integer[]", array(integer("-2147483648", "2147483647")));
        table.type("text[][]").value("text[]", array("{\"type\":[\"null\",\"array\"],\"items\":" + TEXT + "}"));
        table.type("json[]").value("json[]", array(ANYTHING));
        table.type("words").value("words", array(TEXT));
        table.type("date[]").value("date[]", array(withFormat("date")));
        table.type("integer not null")
                .value(
                        "integer",
                        integer("-2147483648", "2147483647").replace("[\"null\",\"integer\"]", "\"integer\""));
        table.type("numeric not null").value("numeric", NUMBER);
        table.type("text[] not null").value("text[]", "{\"type\":\"array\",\"items\":" + TEXT + "}");
        table.type("json not null").value("json", ANYTHING);
        derived(table);
        return table;
    }

    private static void derived(TypeTable table) {
        String pair = object("\"a\":" + INTEGER + ",\"b\":" + TEXT);
        String hstore = "{\"type\":[\"null\",\"object\"],\"additionalProperties\":" + TEXT + "}";
        table.type("pair[]").value("pair[]", array(pair));
        table.type("pair[][]").value("pair[]", array(array(pair)));
        table.type("\"Kind of\"")
                .value("\"Kind of\"", object("\"the \\\"key\\\"\":" + TEXT + ",\"a,b\":" + TEXT + ",\"é\":" + INTEGER));
        table.type("line_item[] not null")
                .value(
                        "line_item[]",
                        array(object("\"sku\":" + TEXT + ",\"price\":" + NUMBER + ",\"tags\":" + array(TEXT)
                                        + ",\"kinds\":" + array(pair)))
                                .replaceFirst("\\[\"null\",\"array\"\\]", "\"array\""));
        table.type("dropped")
                .value("dropped", object("\"a\":" + INTEGER + ",\"c\":" + INTEGER + ",\"e\":" + withFormat("date")));
        table.type("nothing").value("nothing", object(""));
        table.type("ext.hstore").value("ext.hstore", hstore);
        table.type("ext.hstore[]").value("ext.hstore[]", array(hstore));
        table.type("settings").value("settings", hstore);
        table.type("mapped").value("mapped", object("\"h\":" + hstore + ",\"hs\":" + array(hstore)));
        table.type("checked_pair", V11).value("checked_pair", pair);
        table.type("words[]", V11).value("words[]", array(array(TEXT)));
        table.type("codes").value("codes", array(withMaxLength(3)));
        table.type("feeling").value("feeling", TEXT);
        table.type("document").value("document", ANYTHING);
        for (String type : new String[] {"int4range", "textrange", "citext", "ltree", "cube", "seg", "unheard"}) {
            table.type(type).value(type, TEXT);
            table.type(type + "[]").value(type + "[]", array(TEXT));
        }
        table.type("int4multirange", V14).value("int4multirange", TEXT);
        for (String type : new String[] {"money", "xml", "inet", "point", "box", "tsvector", "regclass", "tid"}) {
            table.type(type).value(type, TEXT);
        }
    }

    private static String object(String properties) {
        return "{\"type\":[\"null\",\"object\"],\"properties\":{" + properties + "}}";
    }

    private static String integer(String minimum, String maximum) {
        return "{\"type\":[\"null\",\"integer\"],\"minimum\":" + minimum + ",\"maximum\":" + maximum + "}";
    }

    private static String withMaxLength(int length) {
        return "{\"type\":[\"null\",\"string\"],\"maxLength\":" + length + "}";
    }

    private static String withFormat(String format) {
        return "{\"type\":[\"null\",\"string\"],\"format\":\"" + format + "\"}";
    }

    private static String array(String items) {
        return "{\"type\":[\"null\",\"array\"],\"items\":" + items + "}";
    }
}
