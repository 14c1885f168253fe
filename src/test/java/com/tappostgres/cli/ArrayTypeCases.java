package com.tappostgres.cli;

import static com.tappostgres.testing.PostgresVersion.V11;
import static com.tappostgres.testing.PostgresVersion.V12;
import static com.tappostgres.testing.PostgresVersion.V13;
import static com.tappostgres.testing.PostgresVersion.V14;
import static com.tappostgres.testing.PostgresVersion.V9_5;

/** Arrays of every element type. */
final class ArrayTypeCases {
    private ArrayTypeCases() {}

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
        manyElementTypes(table);
        return table;
    }

    private static void manyElementTypes(TypeTable table) {
        table.type("xid[]").value("{4294967295}", "[4294967295]");
        table.type("xid8[]", V13).value("{18446744073709551615}", "[18446744073709551615]");
        table.type("real[]").value("{1.5,NaN,-0}", "[1.5,null,-0]");
        table.type("bit varying[]").value("{101,\"\"}", "[\"101\",\"\"]");
        table.type("\"char\"[]").value("{a,\"\",\"\\\\\"}", "[\"a\",\"\",\"\\\\\"]");
        table.type("timetz[]").value("{12:00:00+02}", "[\"12:00:00+02\"]");
        table.type("cidr[]").value("{10.0.0.0/8}", "[\"10.0.0.0/8\"]");
        table.type("macaddr[]").value("{08:00:2b:01:02:03}", "[\"08:00:2b:01:02:03\"]");
        table.type("xml[]").value("{\"<a b=\\\"c\\\"/>\"}", "[\"<a b=\\\"c\\\"/>\"]");
        table.type("polygon[]").value("{\"((1,2),(3,4))\"}", "[\"((1,2),(3,4))\"]");
        table.type("box[][]")
                .value("{{(1,1),(0,0);NULL};{NULL;(2,2),(1,1)}}", "[[\"(1,1),(0,0)\",null],[null,\"(2,2),(1,1)\"]]");
        table.type("box[]").value("[-1:-1]={(1,1),(0,0)}", "[\"(1,1),(0,0)\"]");
        table.type("tsquery[]").value("{\"'a' & 'b'\"}", "[\"'a' & 'b'\"]");
        table.type("pg_lsn[]", V9_5).value("{0/1}", "[\"0/1\"]");
        table.type("regtype[]").value("{integer,text}", "[\"integer\",\"text\"]");
        table.type("txid_snapshot[]").value("{\"10:20:10,14\"}", "[\"10:20:10,14\"]");
        table.type("aclitem[]").value("{=r/postgres}", "[\"=r/postgres\"]");
        table.type("int2vector[]").value("{\"1 2\",\"\"}", "[\"1 2\",\"\"]");
        table.type("jsonpath[]", V12).value("{\"$.\\\"a\\\"\"}", "[\"$.\\\"a\\\"\"]");
        table.type("mood[]").value("{sad,\"it's \\\"ok\\\"\",\"\"}", "[\"sad\",\"it's \\\"ok\\\"\",\"\"]");
        table.type("mood[][]").value("{{sad,NULL}}", "[[\"sad\",null]]");
        table.type("int4range[]").value("{\"[1,5)\",empty,NULL}", "[\"[1,5)\",\"empty\",null]");
        table.type("tstzrange[]")
                .value("{\"[\\\"2024-01-01 00:00:00+00\\\",)\"}", "[\"[\\\"2024-01-01 00:00:00+00\\\",)\"]");
        table.type("int4multirange[]", V14).value("{\"{[1,3),[5,7)}\",\"{}\"}", "[\"{[1,3),[5,7)}\",\"{}\"]");
        table.type("tsvector[]").value("{\"'a':1\"}", "[\"'a':1\"]");
        table.type("positive[]", V11).value("{1,2}", "[1,2]");
        table.type("words[]", V11).value("{\"{a,b}\",\"{}\",NULL}", "[[\"a\",\"b\"],[],null]");
        table.type("words[][]", V11).value("{{\"{a,\\\"b c\\\"}\"},{NULL}}", "[[[\"a\",\"b c\"]],[null]]");
        table.type("\"Odd.Types\".\"a \"\"date\"\"\"[]", V11)
                .value("{2024-02-29,infinity}", "[\"2024-02-29\",\"9999-12-31\"]");
    }
}
