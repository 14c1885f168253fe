package com.tappostgres.cli;

import static com.tappostgres.testing.PostgresVersion.V10;
import static com.tappostgres.testing.PostgresVersion.V11;
import static com.tappostgres.testing.PostgresVersion.V12;
import static com.tappostgres.testing.PostgresVersion.V13;
import static com.tappostgres.testing.PostgresVersion.V14;
import static com.tappostgres.testing.PostgresVersion.V15;
import static com.tappostgres.testing.PostgresVersion.V17;
import static com.tappostgres.testing.PostgresVersion.V9_5;

import com.tappostgres.testing.PostgresVersion;
import java.util.ArrayList;
import java.util.List;

/** Every type of the documentation's table with the values that go wrong elsewhere. */
final class TypeCases {
    /** What the cases need in their database. */
    private static final String[] SET_UP = {
        "create type mood as enum ('sad', 'it''s \"ok\"', '', 'tab\tand\\')",
        "create type pair as (a integer, b text)",
        "create type nest as (p pair, ps pair[], d date, j json, \"odd \"\"name\" text, gone integer)",
        "alter type nest drop attribute gone",
        "create extension hstore",
        "create extension citext",
        "create domain positive as integer check (value > 0)",
        "create domain more_positive as positive check (value > 1)",
        "create domain short as varchar(5)",
        "create domain blob as bytea",
        "create domain words as text[]",
        "create schema \"Odd.Types\"",
        "create domain \"Odd.Types\".\"a \"\"date\"\"\" as date"
    };

    private TypeCases() {}

    static String[] setUp(PostgresVersion version) {
        List<String> statements = new ArrayList<>(List.of(SET_UP));
        if (version.compareTo(V12) >= 0) {
            statements.add("create domain pair_domain as pair");
        }
        return statements.toArray(String[]::new);
    }

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
                .value("NaN", "null")
                .value("Infinity", "null")
                .value("-Infinity", "null");
        table.type("double precision")
                .value("0.5", "0.5")
                .value("0.1", "0.1", V12)
                .value("1.7976931348623157e308", "1.7976931348623157e+308", V12)
                .value("5e-324", "5e-324", V12)
                .value("NaN", "null")
                .value("-Infinity", "null");
        table.type("numeric")
                .value("0", "0")
                .value("0.00", "0.00")
                .value("-1.500", "-1.500")
                .value("1e30", "1000000000000000000000000000000")
                .value("1e-20", "0.00000000000000000001")
                .value("123456789012345678901234567890.1234567890", "123456789012345678901234567890.1234567890")
                .value("NaN", "null")
                .value("Infinity", "null", V14)
                .value("-Infinity", "null", V14);
        table.type("numeric(10,2)").value("1.5", "1.50").value("-99999999.99", "-99999999.99");
        table.type("numeric(3,-2)", V15).value("12345", "12300");
        table.type("boolean").value("t", "true").value("f", "false");
        table.type("bit(1)").value("1", "true").value("0", "false");
        table.type("bit").value("1", "true");
        table.type("bit(3)").same("101");
        table.type("bit varying(5)").same("101").same("").same("1");
        table.type("money").value("-1234.5", "\"-$1,234.50\"").value("0", "\"$0.00\"");
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
        table.type("inet").same("192.168.0.1").same("192.168.0.1/24").same("::1");
        table.type("cidr").same("10.0.0.0/8").same("2001:db8::/32");
        table.type("macaddr").same("08:00:2b:01:02:03");
        table.type("macaddr8", V10).same("08:00:2b:01:02:03:04:05");
        table.type("point").same("(1,2.5)");
        table.type("line", V9_5).same("{1,2,3}");
        table.type("lseg").same("[(1,2),(3,4)]");
        table.type("box").same("(3,4),(1,2)");
        table.type("path").same("[(1,2),(3,4)]").same("((1,2),(3,4))");
        table.type("polygon").same("((1,2),(3,4))");
        table.type("circle").same("<(1,2),3>");
        table.type("tsvector").same("'a':1 'it''s':2").same("");
        table.type("tsquery").same("'a' & 'b'");
        table.type("int4range").same("[1,5)").same("empty").same("(,)");
        table.type("numrange").same("[1.50,2.0]");
        table.type("tsrange").value("[2024-01-01,)", "\"[\\\"2024-01-01 00:00:00\\\",)\"");
        table.type("int4multirange", V14).same("{[1,3),[5,7)}").same("{}");
        table.type("jsonpath", V12).value("$.\"a\"", "\"$.\\\"a\\\"\"");
        table.type("pg_lsn", V9_5).same("16/B374D848");
        table.type("regclass").same("pg_class");
        table.type("regtype").same("integer");
        table.type("txid_snapshot").same("10:20:10,14");
        table.type("int2vector").same("1 2 3");
        table.type("oidvector").same("1 2");
        table.type("tid").same("(0,1)");
        table.type("refcursor").same("c");
        composites(table);
        table.type("positive").value("1", "1");
        table.type("more_positive").value("2", "2");
        table.type("short").same("abcde");
        table.type("blob").value("\\x00ff", "\"AP8=\"").value("\\x", "\"\"");
        table.type("words").value("{a,NULL,\"b c\"}", "[\"a\",null,\"b c\"]");
        table.type("\"Odd.Types\".\"a \"\"date\"\"\"").same("2024-02-29");
    }

    private static void composites(TypeTable table) {
        table.type("pair")
                .value("(1,\"a b\")", "{\"a\":1,\"b\":\"a b\"}")
                .value("(,)", "{\"a\":null,\"b\":null}")
                .value("(,\"\")", "{\"a\":null,\"b\":\"\"}")
                .value("(,\"say \"\"hi\"\" \\\\ (x,y)\n\")", "{\"a\":null,\"b\":\"say \\\"hi\\\" \\\\ (x,y)\\n\"}");
        table.type("nest")
                .value("(,,,,)", "{\"p\":null,\"ps\":null,\"d\":null,\"j\":null,\"odd \\\"name\":null}")
                .value(
                        "(\"(1,\"\"a \"\"\"\"b\"\")\",\"{\"\"(2,c)\"\",NULL}\",infinity,\"{\"\"k\"\": [1]}\",\"\\\\x\")",
                        "{\"p\":{\"a\":1,\"b\":\"a \\\"b\"},\"ps\":[{\"a\":2,\"b\":\"c\"},null],"
                                + "\"d\":\"9999-12-31\",\"j\":{\"k\": [1]},\"odd \\\"name\":\"\\\\x\"}");
        table.type("pair_domain", V12).value("(1,b)", "{\"a\":1,\"b\":\"b\"}");
        table.type("hstore")
                .value("", "{}")
                .value("a=>1,\"b c\"=>NULL", "{\"a\":\"1\",\"b c\":null}")
                .value("\"q\\\"\"=>\"\\\\,=>\"", "{\"q\\\"\":\"\\\\,=>\"}")
                .value("\"\"=>\"NULL\"", "{\"\":\"NULL\"}");
        table.type("citext").same("Ab C");
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
                .value("0044-03-15 BC", "\"0001-01-01\"");
        for (String type : new String[] {"timestamp", "timestamptz"}) {
            timestamps(table.type(type));
        }
        table.type("timestamp(0)").value("2024-01-31 12:00:00.6", "\"2024-01-31T12:00:01+00:00\"");
        table.type("timestamptz")
                .value("2024-01-31 12:00:00+02", "\"2024-01-31T10:00:00+00:00\"")
                .value("2024-01-31 12:00:00.1 America/New_York", "\"2024-01-31T17:00:00.1+00:00\"");
        table.type("time")
                .same("00:00:00")
                .same("12:00:00.5")
                .same("23:59:59.999999")
                .value("24:00:00", "\"23:59:59.999999\"");
        table.type("time with time zone")
                .same("12:00:00+02")
                .same("12:00:00.123456-03:30")
                .same("24:00:00+00");
        table.type("interval")
                .value("1 year 2 mons 3 days 04:05:06.7", "\"P1Y2M3DT4H5M6.7S\"")
                .value("0", "\"PT0S\"")
                .value("-1 mons +1 day -00:00:01", "\"P-1M1DT-1S\"")
                .value("infinity", "\"infinity\"", V17);
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
                .value("294276-12-31 23:59:59", "\"9999-12-31T23:59:59.999999+00:00\"")
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
                .value("\"é😀\u2028\"", "\"é😀\u2028\"");
        table.type("jsonb", V9_5)
                .value("{\"b\":[1,{\"c\":null}],\"a\":true}", "{\"a\": true, \"b\": [1, {\"c\": null}]}")
                .value("\"tab\\t\\\"quote\\\\\"", "\"tab\\t\\\"quote\\\\\"")
                .value("12345678901234567890.10", "12345678901234567890.10")
                .value("[]", "[]");
    }

    static TypeTable arrays() {
        TypeTable table = new TypeTable();
        table.type("integer[]")
                .value("{}", "[]")
                .value("{1,NULL,-3}", "[1,null,-3]")
                .value("[0:1]={1,2}", "[1,2]")
                .value("[-2:-1]={1,NULL}", "[1,null]");
        table.type("integer[3]").value("{1}", "[1]");
        table.type("integer[][]").value("{{1,2},{3,NULL}}", "[[1,2],[3,null]]").value("{}", "[]");
        table.type("integer[][][]").value("[1:1][2:2][3:4]={{{1,2}}}", "[[[1,2]]]");
        table.type("text[]")
                .value("{\"\",NULL,\"NULL\",null,\" \"}", "[\"\",null,\"NULL\",null,\" \"]")
                .value(
                        "{\"a,b\",\"{x}\",\"say \\\"hi\\\"\",\"back\\\\slash\"}",
                        "[\"a,b\",\"{x}\",\"say \\\"hi\\\"\",\"back\\\\slash\"]")
                .value("{\"tab\tline\nbreak\",é,😀}", "[\"tab\\tline\\nbreak\",\"é\",\"😀\"]");
        table.type("smallint[]").value("{1}", "[1]");
        table.type("bigint[]").value("{9223372036854775807}", "[9223372036854775807]");
        table.type("oid[]").value("{4294967295}", "[4294967295]");
        table.type("double precision[]").value("{0.5,NaN,-Infinity}", "[0.5,null,null]");
        table.type("numeric(10,2)[]").value("{1.5,NaN,NULL}", "[1.50,null,null]");
        table.type("boolean[]").value("{t,f,NULL}", "[true,false,null]");
        table.type("bit(1)[]").value("{1,0}", "[true,false]");
        table.type("bit(2)[]").value("{10,01}", "[\"10\",\"01\"]");
        table.type("char(3)[]").value("{a}", "[\"a  \"]");
        table.type("varchar(3)[]").value("{a}", "[\"a\"]");
        table.type("name[]").value("{a}", "[\"a\"]");
        table.type("bytea[]").value("{\"\\\\x00ff\",\"\\\\x\",NULL}", "[\"AP8=\",\"\",null]");
        table.type("uuid[]")
                .value("{a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11}", "[\"a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11\"]");
        table.type("money[]").value("{1000}", "[\"$1,000.00\"]");
        table.type("inet[]").value("{::1}", "[\"::1\"]");
        table.type("date[]").value("{2024-01-31,infinity,NULL}", "[\"2024-01-31\",\"9999-12-31\",null]");
        table.type("timestamp[]")
                .value(
                        "{\"2024-01-31 12:00:00.5\",-infinity}",
                        "[\"2024-01-31T12:00:00.5+00:00\",\"0001-01-01T00:00:00+00:00\"]");
        table.type("timestamptz[]").value("{\"2024-01-31 12:00:00+02\"}", "[\"2024-01-31T10:00:00+00:00\"]");
        table.type("time[]").value("{12:00:00,24:00:00}", "[\"12:00:00\",\"23:59:59.999999\"]");
        table.type("interval[]").value("{\"1 day\"}", "[\"P1D\"]");
        table.type("json[]").value("{\"{\\\"a\\\":\n[1]}\",\"null\",NULL}", "[{\"a\": [1]},null,null]");
        table.type("jsonb[]", V9_5).value("{\"{\\\"a\\\":\\\"b\\\\\\\\n\\\"}\"}", "[{\"a\": \"b\\\\n\"}]");
        table.type("box[]").value("{(1,1),(0,0);(2,2),(1,1)}", "[\"(1,1),(0,0)\",\"(2,2),(1,1)\"]");
        table.type("point[]").value("{\"(1,2)\"}", "[\"(1,2)\"]");
        table.type("mood[]").value("{sad,\"it's \\\"ok\\\"\",\"\"}", "[\"sad\",\"it's \\\"ok\\\"\",\"\"]");
        table.type("pair[]").value("{\"(1,\\\"a b\\\")\",NULL}", "[{\"a\":1,\"b\":\"a b\"},null]");
        table.type("int4range[]").value("{\"[1,5)\"}", "[\"[1,5)\"]");
        table.type("tsvector[]").value("{\"'a':1\"}", "[\"'a':1\"]");
        table.type("positive[]", V11).value("{1,2}", "[1,2]");
        table.type("words[]", V11).value("{\"{a,b}\",\"{}\"}", "[[\"a\",\"b\"],[]]");
        return table;
    }
}
