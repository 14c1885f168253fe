package com.tappostgres.cli;

import static com.tappostgres.testing.PostgresVersion.V10;
import static com.tappostgres.testing.PostgresVersion.V11;
import static com.tappostgres.testing.PostgresVersion.V12;
import static com.tappostgres.testing.PostgresVersion.V13;
import static com.tappostgres.testing.PostgresVersion.V14;
import static com.tappostgres.testing.PostgresVersion.V15;
import static com.tappostgres.testing.PostgresVersion.V17;
import static com.tappostgres.testing.PostgresVersion.V9_5;
import static com.tappostgres.testing.PostgresVersion.V9_6;

import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Every scalar type of the documentation's table with the values that go wrong elsewhere. */
final class TypeCases {
    /** What the cases need in their database. */
    static final String[] SET_UP = {
        "create type mood as enum ('sad', 'it''s \"ok\"', '', 'tab\tand\\')",
        "create type pair as (a integer, b text)",
        "create domain positive as integer check (value > 0)",
        "create domain more_positive as positive check (value > 1)",
        "create domain short as varchar(5)",
        "create domain blob as bytea",
        "create domain words as text[]",
        "create schema \"Odd.Types\"",
        "create domain \"Odd.Types\".\"a \"\"date\"\"\" as date",
        "create domain codes as varchar(3)[]",
        "create domain feeling as mood",
        "create domain document as json",
        "create type textrange as range (subtype = text)",
        "create type \"Kind of\" as (\"the \"\"key\"\"\" text, \"a,b\" \"char\", \"é\" positive)",
        "create type single as (a text)",
        "create type nothing as ()",
        "create type emptied as (a integer)",
        "alter type emptied drop attribute a",
        "create type dropped as (a integer, b text, c integer, d text)",
        "alter type dropped drop attribute b, drop attribute d, add attribute e date",
        "create type line_item as (sku text, price numeric(10,2), tags text[], kinds pair[])",
        "create type orders as (id bigint, items line_item[], first line_item, at timestamptz, doc json, b bytea)",
        "create table a_table (id integer, note text)",
        "create schema ext",
        "create extension hstore schema ext",
        "create extension citext",
        "create extension ltree",
        "create extension cube",
        "create extension seg",
        "create extension isn",
        "create domain settings as ext.hstore",
        "create type mapped as (h ext.hstore, hs ext.hstore[])",
        // A base type that no program knows. Only a superuser may make one.
        "create type unheard",
        "create function unheard_in(cstring) returns unheard language internal immutable strict as 'textin'",
        "create function unheard_out(unheard) returns cstring language internal immutable strict as 'textout'",
        "create type unheard (input = unheard_in, output = unheard_out, alignment = int4)",
        """
        do $$ begin
          if current_setting('server_version_num')::integer >= 110000 then
            create domain checked_pair as pair check ((value).a > 0);
          end if;
        end $$"""
    };

    static TypeTable all() {
        return scalars()
                .add(ArrayTypeCases.arrays())
                .add(DerivedTypeCases.ranges())
                .add(DerivedTypeCases.domains())
                .add(DerivedTypeCases.composites())
                .add(DerivedTypeCases.extensions());
    }

    /** As many digits as numeric can have behind the point, and 100,000 before it. */
    private static final String HUGE = "9".repeat(100_000) + "." + "01".repeat(8_000);

    private static final String CONTROLS = IntStream.rangeClosed(1, 31)
            .mapToObj(Character::toString)
            .collect(Collectors.joining("", "", "\u007f\u0080\u009f"));

    private static final String ESCAPED_CONTROLS = "\""
            + IntStream.rangeClosed(1, 31)
                    .mapToObj(control -> switch (control) {
                        case '\b' -> "\\b";
                        case '\t' -> "\\t";
                        case '\n' -> "\\n";
                        case '\f' -> "\\f";
                        case '\r' -> "\\r";
                        default -> String.format("\\u%04x", control);
                    })
                    .collect(Collectors.joining("", "", "\u007f\u0080\u009f\""));

    private TypeCases() {}

    static TypeTable scalars() {
        TypeTable table = new TypeTable();
        numbers(table);
        texts(table);
        named(table);
        times(table);
        documents(table);
        return table;
    }

    private static void numbers(TypeTable table) {
        table.type("smallint").value("-32768", "-32768").value("0", "0").value("32767", "32767");
        table.type("integer").value("-2147483648", "-2147483648").value("2147483647", "2147483647");
        table.type("bigint")
                .value("-9223372036854775808", "-9223372036854775808")
                .value("9223372036854775807", "9223372036854775807");
        table.type("oid").value("0", "0").value("4294967295", "4294967295");
        table.type("xid").value("4294967295", "4294967295");
        table.type("cid").value("7", "7");
        table.type("xid8", V13).value("18446744073709551615", "18446744073709551615");
        table.type("real")
                .value("1.5", "1.5")
                .value("-0", "-0")
                .value("0.1", "0.1", V12)
                .value("3.4028235e38", "3.4028235e+38", V12)
                .value("1e-45", "1e-45", V12)
                .old("0.1", "0.100000001", V11)
                .old("3.4028235e38", "3.40282347e+38", V11)
                .old("1e-45", "1.40129846e-45", V11)
                .value("16777216", "1.6777216e+07", V12)
                .value("NaN", "null")
                .value("Infinity", "null")
                .value("-Infinity", "null");
        table.type("double precision")
                .value("0.5", "0.5")
                .value("0.1", "0.1", V12)
                .value("1.7976931348623157e308", "1.7976931348623157e+308", V12)
                .value("5e-324", "5e-324", V12)
                .value("-2.2250738585072014e-308", "-2.2250738585072014e-308", V12)
                .value("0.30000000000000004", "0.30000000000000004", V12)
                .old("0.30000000000000004", "0.300000000000000044", V11)
                .old("0.1", "0.100000000000000006", V11)
                .old("1.7976931348623157e308", "1.79769313486231571e+308", V11)
                .old("5e-324", "4.94065645841246544e-324", V11)
                .value("-0", "-0")
                .value("NaN", "null")
                .value("-Infinity", "null");
        table.type("numeric")
                .value("0", "0")
                .value("0.00", "0.00")
                .value("-1.500", "-1.500")
                .value("1e30", "1000000000000000000000000000000")
                .value("1e-20", "0.00000000000000000001")
                .value("123456789012345678901234567890.1234567890", "123456789012345678901234567890.1234567890")
                .value(HUGE, HUGE)
                .value("-0.00", "0.00")
                .value("NaN", "null")
                .value("Infinity", "null", V14)
                .value("-Infinity", "null", V14);
        table.type("numeric(10,2)").value("1.5", "1.50").value("-99999999.99", "-99999999.99");
        table.type("numeric(3,-2)", V15).value("12345", "12300");
        table.type("numeric(5,-2)", V15).value("-1234567", "-1234600").value("NaN", "null");
        table.type("numeric(2,4)", V15).value("0.0012", "0.0012");
        table.type("boolean").value("t", "true").value("f", "false");
        table.type("bit(1)").value("1", "true").value("0", "false");
        table.type("bit").value("1", "true");
        table.type("bit(3)").same("101");
        table.type("bit varying(5)").same("101").same("").same("1");
        table.type("money").value("-1234.5", "\"-$1,234.50\"").value("0", "\"$0.00\"");
        table.type("money").value("92233720368547758.07", "\"$92,233,720,368,547,758.07\"");
        table.type("bit(64)").same("10".repeat(32));
    }

    private static void texts(TypeTable table) {
        table.type("text")
                .same("")
                .same(" ")
                .same("plain")
                .same("NULL")
                .same("it's")
                .same("é漢😀\u2028\u2029\ufeff")
                .value("say \"hi\"", "\"say \\\"hi\\\"\"")
                .value("\\N", "\"\\\\N\"")
                .value("\\.", "\"\\\\.\"")
                .value("\\", "\"\\\\\"")
                .value("C:\\new\\\\table\\", "\"C:\\\\new\\\\\\\\table\\\\\"")
                .value("a\tb\nc\rd\r\ne", "\"a\\tb\\nc\\rd\\r\\ne\"")
                .value("\t", "\"\\t\"")
                .value("\n", "\"\\n\"")
                .value(CONTROLS, ESCAPED_CONTROLS)
                .value("\b\f\u000b\u0001\u001f\u007f", "\"\\b\\f\\u000b\\u0001\\u001f\u007f\"")
                .value("{\"not\": \"json\"}", "\"{\\\"not\\\": \\\"json\\\"}\"")
                .same("x".repeat(5000));
        table.type("varchar").same("").same("v");
        table.type("varchar(5)").same("").same("ab😀 ");
        table.type("char(5)").value("ab", "\"ab   \"").value("", "\"     \"");
        table.type("char(3)").value("é\"", "\"é\\\" \"");
        table.type("char").same("x");
        table.type("name").same("").same("a_name").value("a\"b", "\"a\\\"b\"");
        table.type("\"char\"").same("x").same("").value("\\", "\"\\\\\"");
        table.type("bytea")
                .value("\\x", "\"\"")
                .value("\\x00", "\"AA==\"")
                .value("\\x00ff", "\"AP8=\"")
                .value("\\x5c785c", "\"XHhc\"")
                .value("\\x0a090d", "\"CgkN\"");
    }

    private static void named(TypeTable table) {
        table.type("mood").same("sad").same("").value("it's \"ok\"", "\"it's \\\"ok\\\"\"");
        table.type("mood").value("tab\tand\\", "\"tab\\tand\\\\\"");
        table.type("uuid").value("A0EEBC99-9C0B-4EF8-BB6D-6BB9BD380A11", "\"a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11\"");
        table.type("inet")
                .value("10.0.0.1/32", "\"10.0.0.1\"")
                .same("192.168.0.1")
                .same("192.168.0.1/24")
                .same("::1");
        table.type("cidr").same("10.0.0.0/8").same("2001:db8::/32");
        table.type("macaddr").same("08:00:2b:01:02:03");
        table.type("macaddr8", V10).same("08:00:2b:01:02:03:04:05");
        table.type("point")
                .same("(1,2.5)")
                .value("(1e+300,-0)", "\"(1e+300,-0)\"", V12)
                .value("(NaN,1)", "\"(NaN,1)\"", V9_6);
        table.type("line", V9_5).same("{1,2,3}");
        table.type("lseg").same("[(1,2),(3,4)]");
        table.type("box").same("(3,4),(1,2)");
        table.type("path").same("[(1,2),(3,4)]").same("((1,2),(3,4))");
        table.type("polygon").same("((1,2),(3,4))");
        table.type("circle").same("<(1,2),3>");
        table.type("tsvector").same("'a':1 'it''s':2").same("");
        table.type("tsquery").same("'a' & 'b'").same("!'a' | 'b c':*AB").value("", "\"\"");
        table.type("tsquery", V9_6).same("'a' <-> 'b'");
        table.type("jsonpath", V12).value("$.\"a\"", "\"$.\\\"a\\\"\"");
        table.type("pg_lsn", V9_5).same("16/B374D848").same("0/0").same("FFFFFFFF/FFFFFFFF");
        table.type("regclass").same("pg_class");
        table.type("regclass").same("-");
        table.type("regtype").same("integer");
        table.type("regproc").same("now");
        table.type("regprocedure").same("abs(integer)");
        table.type("regoper").same("||/");
        table.type("regoperator").same("+(integer,integer)");
        table.type("regconfig").same("english");
        table.type("regdictionary").same("simple");
        table.type("regnamespace", V9_5).same("pg_catalog");
        table.type("regrole", V9_5).same("postgres");
        table.type("regcollation", V13).value("\"C\"", "\"\\\"C\\\"\"");
        table.type("pg_snapshot", V13).same("10:20:10,14");
        table.type("aclitem").same("=r*w/postgres");
        table.type("xml")
                .value("<a b=\"c\">&lt;é\n</a>", "\"<a b=\\\"c\\\">&lt;é\\n</a>\"")
                .same("text <b/>");
        table.type("txid_snapshot").same("10:20:10,14");
        table.type("int2vector").same("1 2 3");
        table.type("oidvector").same("1 2");
        table.type("tid").same("(0,1)").same("(4294967295,65535)");
        table.type("refcursor").same("c");
    }

    private static void times(TypeTable table) {
        table.type("date")
                .same("2024-01-31")
                .same("0001-01-01")
                .same("9999-12-31")
                .value("infinity", "\"9999-12-31\"")
                .value("10000-01-01", "\"9999-12-31\"")
                .value("5874897-12-31", "\"9999-12-31\"")
                .value("-infinity", "\"0001-01-01\"")
                .value("0044-03-15 BC", "\"0001-01-01\"")
                .value("0001-12-31 BC", "\"0001-01-01\"")
                .value("4713-01-01 BC", "\"0001-01-01\"");
        for (String type : new String[] {"timestamp", "timestamptz"}) {
            timestamps(table.type(type));
        }
        table.type("timestamp(0)").value("2024-01-31 12:00:00.6", "\"2024-01-31T12:00:01+00:00\"");
        table.type("timestamptz")
                .value("2024-01-31 12:00:00+02", "\"2024-01-31T10:00:00+00:00\"")
                .value("2024-01-31 12:00:00.1 America/New_York", "\"2024-01-31T17:00:00.1+00:00\"");
        table.type("timestamptz")
                .value("0001-01-01 00:00:00+05", "\"0001-01-01T00:00:00+00:00\"")
                .value("9999-12-31 23:00:00-05", "\"9999-12-31T23:59:59.999999+00:00\"");
        table.type("time")
                .same("00:00:00")
                .same("12:00:00.5")
                .same("23:59:59.999999")
                .value("24:00:00", "\"23:59:59.999999\"");
        table.type("time with time zone")
                .same("12:00:00+02")
                .same("12:00:00.123456-03:30")
                .same("12:00:00+01:02:03")
                .same("00:00:00.000001-15:59:59")
                .same("24:00:00+00");
        table.type("interval")
                .value("1 year 2 mons 3 days 04:05:06.7", "\"P1Y2M3DT4H5M6.7S\"")
                .value("0", "\"PT0S\"")
                .value("-1 mons +1 day -00:00:01", "\"P-1M1DT-1S\"")
                .value("-1 year 2 mons -3 days 04:05:06.789", "\"P-10M-3DT4H5M6.789S\"")
                .value("1 mon -0.000001 sec", "\"P1MT-0.000001S\"")
                .value("178000000 years", "\"P178000000Y\"")
                .value("00:00:00.5", "\"PT0.5S\"")
                .value("infinity", "\"infinity\"", V17)
                .value("-infinity", "\"-infinity\"", V17);
    }

    private static void timestamps(TypeTable table) {
        table.value("2024-01-31 12:00:00", "\"2024-01-31T12:00:00+00:00\"")
                .value("2024-01-31 12:00:00.1", "\"2024-01-31T12:00:00.1+00:00\"")
                .value("2024-01-31 12:00:00.12", "\"2024-01-31T12:00:00.12+00:00\"")
                .value("2024-01-31 12:00:00.123", "\"2024-01-31T12:00:00.123+00:00\"")
                .value("2024-01-31 12:00:00.1234", "\"2024-01-31T12:00:00.1234+00:00\"")
                .value("2024-01-31 12:00:00.12345", "\"2024-01-31T12:00:00.12345+00:00\"")
                .value("2024-01-31 12:00:00.123456", "\"2024-01-31T12:00:00.123456+00:00\"")
                .value("0001-01-01 00:00:00", "\"0001-01-01T00:00:00+00:00\"")
                .value("9999-12-31 23:59:59.999999", "\"9999-12-31T23:59:59.999999+00:00\"")
                .value("10000-01-01 00:00:00", "\"9999-12-31T23:59:59.999999+00:00\"")
                .value("294276-12-31 23:59:59.999999", "\"9999-12-31T23:59:59.999999+00:00\"")
                .value("4713-01-01 00:00:00 BC", "\"0001-01-01T00:00:00+00:00\"")
                .value("infinity", "\"9999-12-31T23:59:59.999999+00:00\"")
                .value("-infinity", "\"0001-01-01T00:00:00+00:00\"")
                .value("0044-03-15 12:00:00 BC", "\"0001-01-01T00:00:00+00:00\"");
    }

    private static void documents(TypeTable table) {
        table.type("json")
                .value("{ \"a\" : 1.0, \"a\": 2 }", "{ \"a\" : 1.0, \"a\": 2 }")
                .value("{\n\t\"a\":\r\n[1,\n2]}\n", "{  \"a\":  [1, 2]} ")
                .value("null", "null")
                .value("\"\"", "\"\"")
                .value(" -0.10e5 ", " -0.10e5 ")
                .value("{\"\":\"\\u0000 \\ud83d\\ude00 \\n\\t\"}", "{\"\":\"\\u0000 \\ud83d\\ude00 \\n\\t\"}")
                .value("\"é😀\u2028\"", "\"é😀\u2028\"")
                .value("{\"a\":1,\"a\":{\"a\":[]},\"a\":null}", "{\"a\":1,\"a\":{\"a\":[]},\"a\":null}")
                .value("[1e400, -0, 0.10, " + "7".repeat(3_000) + "]", "[1e400, -0, 0.10, " + "7".repeat(3_000) + "]")
                .value("\"\\ud83d \\ude00\"", "\"\\ud83d \\ude00\"", V9_6)
                .value("[\r\n]\t", "[  ] ");
        table.type("jsonb", V9_5)
                .value("{\"b\":[1,{\"c\":null}],\"a\":true}", "{\"a\": true, \"b\": [1, {\"c\": null}]}")
                .value("\"tab\\t\\\"quote\\\\\"", "\"tab\\t\\\"quote\\\\\"")
                .value("12345678901234567890.10", "12345678901234567890.10")
                .value("[]", "[]");
    }
}
