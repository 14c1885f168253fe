package com.tappostgres.types;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.tappostgres.json.Json;
import org.junit.jupiter.api.Test;

final class ArrayEncoderTest {
    private final ColumnReport report = new ColumnReport("tags", false);

    @Test
    void flatArrays() {
        ArrayEncoder encoder = integers(1);
        assertThat(Encoded.json(encoder, "{1,2,3}")).isEqualTo("[1,2,3]");
        assertThat(Encoded.json(encoder, "{7}")).isEqualTo("[7]");
        assertThat(Encoded.json(encoder, "{}")).isEqualTo("[]");
        assertThat(report.reshapes()).isZero();
    }

    @Test
    void nullIsNotItsText() {
        assertThat(Encoded.json(texts(), "{NULL,\"NULL\",\"null\",nulls,NULLS,\"\",N}"))
                .isEqualTo("[null,\"NULL\",\"null\",\"nulls\",\"NULLS\",\"\",\"N\"]");
        assertThat(Encoded.json(integers(1), "{NULL}")).isEqualTo("[null]");
    }

    @Test
    void quotedElements() {
        assertThat(Encoded.json(texts(), "{\"a,b\",\"{c}\",\"d\\\"e\",\"f\\\\g\",\" \",h i}"))
                .isEqualTo("[\"a,b\",\"{c}\",\"d\\\"e\",\"f\\\\g\",\" \",\"h i\"]");
        assertThat(Encoded.json(texts(), "{Größe,\"\u2028\n\"}")).isEqualTo("[\"Größe\",\"\u2028\\n\"]");
        assertThat(report.reshapes()).isZero();
    }

    @Test
    void aQuotedElementLongerThanTheScratch() {
        String text = "x\\\\".repeat(1_000);
        assertThat(Encoded.json(texts(), "{\"" + text + "\",y}")).isEqualTo("[\"" + text + "\",\"y\"]");
    }

    @Test
    void lowerBoundsSayNothingOfTheElements() {
        assertThat(Encoded.json(integers(1), "[0:2]={1,2,3}")).isEqualTo("[1,2,3]");
        assertThat(Encoded.json(integers(2), "[-1:0][2:3]={{1,2},{3,NULL}}")).isEqualTo("[[1,2],[3,null]]");
        assertThat(report.reshapes()).isZero();
    }

    @Test
    void boxesAreSeparatedBySemicolons() {
        ArrayEncoder encoder = new ArrayEncoder(ScalarEncoders.TEXT, ';', 1, report);
        assertThat(Encoded.json(encoder, "{(1,1),(0,0);NULL;(2,2),(1,1)}"))
                .isEqualTo("[\"(1,1),(0,0)\",null,\"(2,2),(1,1)\"]");
    }

    @Test
    void nestedArrays() {
        assertThat(Encoded.json(integers(2), "{{1,2},{3,4}}")).isEqualTo("[[1,2],[3,4]]");
        assertThat(Encoded.json(integers(3), "{{{1}},{{NULL}}}")).isEqualTo("[[[1]],[[null]]]");
        assertThat(report.reshapes()).isZero();
    }

    @Test
    void anArrayOfADomainOverArraysHasItsElementsQuoted() {
        ArrayEncoder encoder = new ArrayEncoder(texts(), ',', 1, report);
        assertThat(Encoded.json(encoder, "{\"{a,\\\"b c\\\"}\",\"{NULL}\",{}}"))
                .isEqualTo("[[\"a\",\"b c\"],[null],[]]");
    }

    @Test
    void theSchemaNestsToTheDeclaredDepth() throws Exception {
        assertSchema(integers(1), "{'type':'array','items':{'type':['null','integer']}}");
        assertSchema(
                integers(2), "{'type':'array','items':{'type':['null','array'],'items':{'type':['null','integer']}}}");
    }

    @Test
    void anotherDepthWidensTheSchemaOnce() throws Exception {
        ArrayEncoder encoder = integers(1);
        Encoded.json(encoder, "{{1},{2}}");
        assertThat(report.reshapes()).isEqualTo(1);
        assertSchema(
                encoder,
                "{'type':'array','items':{'type':['null','array','integer'],'items':{'type':['null','integer']}}}");
        Encoded.json(encoder, "{{3}}");
        Encoded.json(encoder, "{4}");
        Encoded.json(encoder, "{}");
        assertThat(report.reshapes()).isEqualTo(1);
        Encoded.json(encoder, "{{{5}}}");
        assertThat(report.reshapes()).isEqualTo(2);
    }

    @Test
    void aLesserDepthThanDeclaredWidensToo() throws Exception {
        ArrayEncoder encoder = integers(2);
        Encoded.json(encoder, "{}");
        assertThat(report.reshapes()).isZero();
        Encoded.json(encoder, "{1}");
        assertThat(report.reshapes()).isEqualTo(1);
        assertSchema(
                encoder,
                "{'type':'array','items':{'type':['null','array','integer'],'items':{'type':['null','integer']}}}");
    }

    @Test
    void aMixedSchemaKeepsWhatBindsItsElements() throws Exception {
        ArrayEncoder encoder = new ArrayEncoder(ScalarEncoders.PLAIN, ',', 1, report);
        Encoded.json(encoder, "{{a}}");
        assertThat(encoder.schema(Schemas.stringOfFormat("uuid")))
                .isEqualTo(parse("{'type':'array','items':{'type':['null','array','string'],'format':'uuid',"
                        + "'items':{'type':['null','string'],'format':'uuid'}}}"));
    }

    @Test
    void aMixedSchemaOfJsonTakesEveryTypeOnce() throws Exception {
        ArrayEncoder encoder = new ArrayEncoder(ScalarEncoders.JSON, ',', 1, report);
        Encoded.json(encoder, "{{1}}");
        assertThat(encoder.schema(Schemas.anything()).path("items").path("type"))
                .isEqualTo(parse("['array','object','string','number','integer','boolean','null']"));
    }

    @Test
    void aMixedSchemaOfElementsThatAreArraysTakesBothKindsOfItems() throws Exception {
        ArrayEncoder encoder = new ArrayEncoder(texts(), ',', 1, report);
        Encoded.json(encoder, "{{\"{a}\"}}");
        ObjectNode words = (ObjectNode) parse("{'type':'array','items':{'type':['null','string']}}");
        assertThat(encoder.schema(words))
                .isEqualTo(parse("{'type':'array','items':{'type':['null','array'],'items':"
                        + "{'type':['null','array','string'],'items':{'type':['null','string']}}}}"));
    }

    private ArrayEncoder integers(int dimensions) {
        return new ArrayEncoder(ScalarEncoders.DIGITS, ',', dimensions, report);
    }

    private ArrayEncoder texts() {
        return new ArrayEncoder(ScalarEncoders.TEXT, ',', 1, report);
    }

    private static void assertSchema(ArrayEncoder encoder, String expected) throws Exception {
        assertThat(encoder.schema(Schemas.ofType("integer"))).isEqualTo(parse(expected));
    }

    private static JsonNode parse(String json) throws Exception {
        return Json.parse(json.replace('\'', '"'));
    }
}
