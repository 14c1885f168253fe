package com.tappostgres.types;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class CompositeEncoderTest {
    private static final PgType INT4 = scalar(1, "int4");
    private static final PgType TEXT = scalar(2, "text");
    private static final PgType INTS = new PgType(3, "pg_catalog", "_int4", PgType.Kind.ARRAY, 1, -1, 0, ',');

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            (1,a)            | {"a":1,"b\\"c":"a"}
            (,)              | {"a":null,"b\\"c":null}
            (-5,"")          | {"a":-5,"b\\"c":""}
            (1,"a,b")        | {"a":1,"b\\"c":"a,b"}
            (1,"a""b\\\\c")  | {"a":1,"b\\"c":"a\\"b\\\\c"}
            (1,"(x)")        | {"a":1,"b\\"c":"(x)"}
            (1,NULL)         | {"a":1,"b\\"c":"NULL"}
            (1,größe)        | {"a":1,"b\\"c":"größe"}
            """)
    void rows(String text, String json) {
        assertThat(Encoded.json(mapping(INT4, TEXT).encoder(), text)).isEqualTo(json);
    }

    @Test
    void everyAttributeTakesNull() {
        assertThat(mapping(INT4, TEXT).schema().get())
                .hasToString(
                        "{\"type\":\"object\",\"properties\":{\"a\":{\"type\":[\"null\",\"integer\"],"
                                + "\"minimum\":-2147483648,\"maximum\":2147483647},\"b\\\"c\":{\"type\":[\"null\",\"string\"]}}}");
    }

    @Test
    void attributesMayNest() {
        TypeMapping mapping = mapping(INTS, TEXT);
        assertThat(Encoded.json(mapping.encoder(), "(\"{1,NULL}\",x)")).isEqualTo("{\"a\":[1,null],\"b\\\"c\":\"x\"}");
        assertThat(Encoded.json(mapping.encoder(), "({1},)")).isEqualTo("{\"a\":[1],\"b\\\"c\":null}");
    }

    @Test
    void aLongAttribute() {
        String text = "x\\\\".repeat(1_000);
        assertThat(Encoded.json(mapping(INT4, TEXT).encoder(), "(1,\"" + text + "\")"))
                .isEqualTo("{\"a\":1,\"b\\\"c\":\"" + text + "\"}");
    }

    @Test
    void aTypeWithoutAttributes() {
        assertThat(Encoded.json(mapping().encoder(), "()")).isEqualTo("{}");
    }

    @Test
    void anotherNumberOfAttributesIsRefused() {
        for (String text : new String[] {"(1)", "(1,a,b)"}) {
            assertThatThrownBy(() -> Encoded.json(mapping(INT4, TEXT).encoder(), text))
                    .as(text)
                    .hasMessage("a value of the composite type \"pair\" has not 2 attributes");
        }
    }

    @Test
    void hstoreIsAnObject() {
        HstoreEncoder encoder = new HstoreEncoder();
        assertThat(Encoded.json(encoder, "")).isEqualTo("{}");
        assertThat(Encoded.json(encoder, "\"a\"=>\"1\", \"b\"=>NULL, \"\"=>\"\""))
                .isEqualTo("{\"a\":\"1\",\"b\":null,\"\":\"\"}");
        assertThat(Encoded.json(encoder, "\"a\\\"=>\"=>\"NULL\", \"ü\"=>\"\\\\\n, \""))
                .isEqualTo("{\"a\\\"=>\":\"NULL\",\"ü\":\"\\\\\\n, \"}");
        String text = "x".repeat(1_000);
        assertThat(Encoded.json(encoder, "\"k\"=>\"" + text + "\"")).isEqualTo("{\"k\":\"" + text + "\"}");
    }

    private static PgType scalar(long oid, String name) {
        return new PgType(oid, "pg_catalog", name, PgType.Kind.SCALAR, 0, -1, 0, ',');
    }

    private static TypeMapping mapping(PgType... attributes) {
        List<PgType.Attribute> all = new ArrayList<>();
        String[] names = {"a", "b\"c"};
        for (PgType attribute : attributes) {
            all.add(new PgType.Attribute(names[all.size()], new ColumnType(attribute.oid(), -1, 0, true)));
        }
        PgType pair = new PgType(9, "public", "pair", PgType.Kind.COMPOSITE, 0, -1, 0, ',', all);
        return new TypeMappings(new TypeRegistry(List.of(INT4, TEXT, INTS, pair)), TypeOptions.DEFAULT)
                .of(new ColumnType(9, -1, 0, false), new ColumnReport("c", false));
    }
}
