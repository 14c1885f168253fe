package com.tappostgres.cli;

import static com.tappostgres.testing.PostgresVersion.V11;
import static com.tappostgres.testing.PostgresVersion.V14;
import static com.tappostgres.testing.PostgresVersion.V9_6;

/** Types that are made of others, or that extensions bring. */
final class DerivedTypeCases {
    private DerivedTypeCases() {}

    static TypeTable ranges() {
        TypeTable table = new TypeTable();
        table.type("int4range").same("[1,5)").same("empty").same("(,)").value("[1,5]", "\"[1,6)\"");
        table.type("int8range").same("[-9223372036854775808,9223372036854775807)");
        table.type("numrange").same("[1.50,2.0]");
        table.type("daterange").value("[2024-01-01,infinity]", "\"[2024-01-01,infinity]\"", V9_6);
        table.type("tsrange").value("[2024-01-01,)", "\"[\\\"2024-01-01 00:00:00\\\",)\"");
        table.type("tstzrange").value("[2024-01-01 00:00+02,)", "\"[\\\"2023-12-31 22:00:00+00\\\",)\"");
        table.type("textrange")
                .value("[\"a,b\",\"c\"\"d\")", "\"[\\\"a,b\\\",\\\"c\\\"\\\"d\\\")\"")
                .value("[\"\",é]", "\"[\\\"\\\",é]\"");
        table.type("int4multirange", V14).same("{[1,3),[5,7)}").same("{}");
        table.type("tsmultirange", V14).value("{[2024-01-01,)}", "\"{[\\\"2024-01-01 00:00:00\\\",)}\"");
        return table;
    }

    static TypeTable domains() {
        TypeTable table = new TypeTable();
        table.type("positive").value("1", "1");
        table.type("more_positive").value("2", "2");
        table.type("short").same("abcde");
        table.type("blob").value("\\x00ff", "\"AP8=\"").value("\\x", "\"\"");
        table.type("words").value("{a,NULL,\"b c\"}", "[\"a\",null,\"b c\"]").value("{}", "[]");
        table.type("codes").value("{abc,\"\"}", "[\"abc\",\"\"]");
        table.type("feeling").same("sad");
        table.type("document").value("{\"a\":\n1}", "{\"a\": 1}");
        table.type("settings").value("a=>1", "{\"a\":\"1\"}");
        table.type("\"Odd.Types\".\"a \"\"date\"\"\"").same("2024-02-29");
        table.type("checked_pair", V11).value("(1,)", "{\"a\":1,\"b\":null}");
        table.type("checked_pair[]", V11).value("{\"(1,\\\"x y\\\")\",NULL}", "[{\"a\":1,\"b\":\"x y\"},null]");
        return table;
    }

    static TypeTable composites() {
        TypeTable table = new TypeTable();
        table.type("pair")
                .value("(1,\"a b\")", "{\"a\":1,\"b\":\"a b\"}")
                .value("(,)", "{\"a\":null,\"b\":null}")
                .value("(,\"\")", "{\"a\":null,\"b\":\"\"}")
                .value("(1,NULL)", "{\"a\":1,\"b\":\"NULL\"}")
                .value("(1,\" \")", "{\"a\":1,\"b\":\" \"}")
                .value("(1,\"a,b(c)\")", "{\"a\":1,\"b\":\"a,b(c)\"}")
                .value("(1,\"\"\"\")", "{\"a\":1,\"b\":\"\\\"\"}")
                .value("(1,\"\\\\\")", "{\"a\":1,\"b\":\"\\\\\"}")
                .value("(1,\"a\"\"b\\\\c\")", "{\"a\":1,\"b\":\"a\\\"b\\\\c\"}")
                .value("(1,\"tab\tline\nbreak\")", "{\"a\":1,\"b\":\"tab\\tline\\nbreak\"}")
                .value("(1,{a})", "{\"a\":1,\"b\":\"{a}\"}")
                .value("(1,é😀)", "{\"a\":1,\"b\":\"é😀\"}");
        table.type("\"Kind of\"")
                .value("(x,\"\\\\\",1)", "{\"the \\\"key\\\"\":\"x\",\"a,b\":\"\\\\\",\"é\":1}")
                .value("(,,)", "{\"the \\\"key\\\"\":null,\"a,b\":null,\"é\":null}");
        table.type("single")
                .value("()", "{\"a\":null}")
                .value("(\"\")", "{\"a\":\"\"}")
                .value("(\"(,)\")", "{\"a\":\"(,)\"}");
        table.type("nothing").value("()", "{}");
        table.type("emptied").value("()", "{}");
        table.type("dropped").value("(1,2,2024-01-31)", "{\"a\":1,\"c\":2,\"e\":\"2024-01-31\"}");
        table.type("a_table").value("(1,x)", "{\"id\":1,\"note\":\"x\"}");
        table.type("pair[]")
                .value("{\"(1,\\\"a b\\\")\",NULL}", "[{\"a\":1,\"b\":\"a b\"},null]")
                .value("{\"(,\\\"\\\"\\\"\\\\\\\\\\\")\"}", "[{\"a\":null,\"b\":\"\\\"\\\\\"}]")
                .value("{}", "[]");
        table.type("pair[][]").value("{{\"(1,a)\"},{\"(,)\"}}", "[[{\"a\":1,\"b\":\"a\"}],[{\"a\":null,\"b\":null}]]");
        table.type("nothing[]").value("{(),NULL}", "[{},null]");
        nested(table);
        return table;
    }

    private static void nested(TypeTable table) {
        table.type("line_item")
                .value(
                        "(a,1.5,\"{x,\"\"y z\"\",NULL}\",\"{\"\"(1,p)\"\",NULL}\")",
                        "{\"sku\":\"a\",\"price\":1.50,"
                                + "\"tags\":[\"x\",\"y z\",null],\"kinds\":[{\"a\":1,\"b\":\"p\"},null]}")
                .value("(,NaN,{},)", "{\"sku\":null,\"price\":null,\"tags\":[],\"kinds\":null}");
        table.type("line_item[]")
                .value(
                        "{\"(,,\\\"{\\\"\\\"a,b\\\"\\\"}\\\",)\"}",
                        "[{\"sku\":null,\"price\":null,\"tags\":[\"a,b\"],\"kinds\":null}]");
        table.type("orders")
                .value(
                        "(7,\"{\"\"(a,1,{t},)\"\",\"\"(,,,)\"\"}\",\"(b,2.25,,)\",infinity,\"{\"\"k\"\":\n[1]}\",\"\\\\x00ff\")",
                        "{\"id\":7,\"items\":[{\"sku\":\"a\",\"price\":1.00,\"tags\":[\"t\"],\"kinds\":null},"
                                + "{\"sku\":null,\"price\":null,\"tags\":null,\"kinds\":null}],"
                                + "\"first\":{\"sku\":\"b\",\"price\":2.25,\"tags\":null,\"kinds\":null},"
                                + "\"at\":\"9999-12-31T23:59:59.999999+00:00\",\"doc\":{\"k\": [1]},\"b\":\"AP8=\"}");
        table.type("orders[]")
                .value(
                        "{\"(1,,,,,)\"}",
                        "[{\"id\":1,\"items\":null,\"first\":null,\"at\":null,\"doc\":null,\"b\":null}]");
    }

    static TypeTable extensions() {
        TypeTable table = new TypeTable();
        table.type("ext.hstore")
                .value("", "{}")
                .value("a=>1,b=>NULL,c=>\"NULL\"", "{\"a\":\"1\",\"b\":null,\"c\":\"NULL\"}")
                .value("\"k=>v\"=>\"x, \\\"y\\\"=>z\"", "{\"k=>v\":\"x, \\\"y\\\"=>z\"}")
                .value("\"\"=>\"\"", "{\"\":\"\"}")
                .value("\"a\\\\b\"=>\"c\\\\\"", "{\"a\\\\b\":\"c\\\\\"}")
                .value("\"é\n\"=>\"😀\t\"", "{\"é\\n\":\"😀\\t\"}");
        table.type("ext.hstore[]").value("{\"\\\"a\\\"=>\\\"b\\\"\",\"\",NULL}", "[{\"a\":\"b\"},{},null]");
        table.type("mapped").value("(\"\"\"a\"\"=>\"\"\\\\\"\"\"\"\",{})", "{\"h\":{\"a\":\"\\\"\"},\"hs\":[]}");
        table.type("citext").same("Mixed Case").same("");
        table.type("citext[]").value("{Ab}", "[\"Ab\"]");
        table.type("ltree").same("Top.Science").same("");
        table.type("ltree[]").value("{a.b}", "[\"a.b\"]");
        table.type("lquery").same("a.*.b");
        table.type("cube").same("(1, 2),(3, 4)").same("(0.5)");
        table.type("cube[]").value("{\"(1, 2)\"}", "[\"(1, 2)\"]");
        table.type("seg").same("1.50 .. 2").same("<3");
        table.type("isbn").same("0-393-04002-X");
        table.type("ean13").same("978-0-393-04002-9");
        table.type("unheard").same("").same("{any} (thing), \t".trim()).value("\"\\", "\"\\\"\\\\\"");
        table.type("unheard[]").value("{\"a,b\",NULL}", "[\"a,b\",null]");
        return table;
    }
}
