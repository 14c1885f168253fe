package com.tappostgres.json;

import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;

/** Makes nodes of what a parser reads, with every digit of a number. */
final class TreeReader {
    private final JsonParser parser;

    TreeReader(JsonParser parser) {
        this.parser = parser;
    }

    /** The value whose first token is the parser's current one. The parser itself limits how deep it may be nested. */
    JsonNode read() throws IOException {
        JsonToken token = parser.currentToken();
        return switch (token) {
            case START_OBJECT -> object();
            case START_ARRAY -> array();
            case VALUE_STRING -> Json.NODES.textNode(parser.getText());
            case VALUE_NUMBER_INT -> integer();
            case VALUE_NUMBER_FLOAT -> Json.NODES.numberNode(parser.getDecimalValue());
            case VALUE_TRUE, VALUE_FALSE -> Json.NODES.booleanNode(token == JsonToken.VALUE_TRUE);
            case VALUE_NULL -> Json.NODES.nullNode();
            case END_OBJECT, END_ARRAY, FIELD_NAME, NOT_AVAILABLE, VALUE_EMBEDDED_OBJECT ->
                throw new JsonParseException(parser, "a value is missing");
        };
    }

    private ObjectNode object() throws IOException {
        ObjectNode object = Json.NODES.objectNode();
        for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
            parser.nextToken();
            object.set(name, read());
        }
        return object;
    }

    private ArrayNode array() throws IOException {
        ArrayNode array = Json.NODES.arrayNode();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            array.add(read());
        }
        return array;
    }

    private JsonNode integer() throws IOException {
        return switch (parser.getNumberType()) {
            case INT -> Json.NODES.numberNode(parser.getIntValue());
            case LONG -> Json.NODES.numberNode(parser.getLongValue());
            case BIG_INTEGER, FLOAT, DOUBLE, BIG_DECIMAL -> Json.NODES.numberNode(parser.getBigIntegerValue());
        };
    }
}
