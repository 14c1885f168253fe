package com.tappostgres.types;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.tappostgres.json.Json;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** JSON schemas of single values. */
public final class Schemas {
    private Schemas() {}

    static ObjectNode ofType(String type) {
        return Json.NODES.objectNode().put("type", type);
    }

    static ObjectNode string() {
        return ofType("string");
    }

    static ObjectNode stringOfFormat(String format) {
        return string().put("format", format);
    }

    static ObjectNode integer(long minimum, long maximum) {
        return ofType("integer").put("minimum", minimum).put("maximum", maximum);
    }

    static ObjectNode hstore() {
        ObjectNode schema = ofType("object");
        schema.set("additionalProperties", nullable(string()));
        return schema;
    }

    static ObjectNode numbers() {
        ObjectNode schema = ofType("array");
        schema.set("items", ofType("number"));
        return schema;
    }

    static ObjectNode anything() {
        ObjectNode schema = Json.NODES.objectNode();
        ArrayNode types = schema.putArray("type");
        for (String type : new String[] {"object", "array", "string", "number", "integer", "boolean", "null"}) {
            types.add(type);
        }
        return schema;
    }

    /**
     * The schema of a column: takes null where the server lets it be NULL, or where a value may become null.
     *
     * @param key whether it is one of the stream's key, in which no value becomes null
     */
    public static ObjectNode ofColumn(TypeMapping mapping, boolean nullable, boolean key) {
        ObjectNode schema = mapping.schema().get();
        return nullable || (mapping.alwaysNullable() && !key) ? nullable(schema) : schema;
    }

    /** The schema that takes null beside what the given one takes. */
    static ObjectNode nullable(ObjectNode schema) {
        JsonNode type = schema.get("type");
        ArrayNode types = Json.NODES.arrayNode().add("null");
        if (type.isArray()) {
            for (JsonNode each : type) {
                if (each.asText().equals("null")) {
                    return schema;
                }
                types.add(each);
            }
        } else {
            types.add(type);
        }
        ObjectNode nullable = Json.NODES.objectNode();
        nullable.set("type", types);
        schema.properties().forEach(field -> {
            if (!field.getKey().equals("type")) {
                nullable.set(field.getKey(), field.getValue());
            }
        });
        return nullable;
    }

    /**
     * The schema of values that one of two takes: an array of some elements, or such an element, which may be an array
     * too. So what binds both is the same but for "type" and "items".
     */
    static ObjectNode either(ObjectNode array, ObjectNode element) {
        Set<String> types = types(array);
        types.addAll(types(element));
        ObjectNode either = Json.NODES.objectNode();
        if (types.size() == 1) {
            either.put("type", types.iterator().next());
        } else {
            types.forEach(either.putArray("type")::add);
        }
        element.properties().stream()
                .filter(field ->
                        !field.getKey().equals("type") && !field.getKey().equals("items"))
                .forEach(field -> either.set(field.getKey(), field.getValue()));
        JsonNode items = items(array, element);
        if (items != null) {
            either.set("items", items);
        }
        return either;
    }

    /** What both allow as the items of arrays; null for anything. */
    private static @Nullable JsonNode items(ObjectNode array, ObjectNode element) {
        JsonNode ofArray = array.get("items");
        if (!types(element).contains("array")) {
            return ofArray;
        }
        return ofArray instanceof ObjectNode one && element.get("items") instanceof ObjectNode other
                ? either(one, other)
                : null;
    }

    private static Set<String> types(ObjectNode schema) {
        JsonNode type = schema.get("type");
        Set<String> types = new LinkedHashSet<>();
        if (type.isArray()) {
            type.forEach(each -> types.add(each.asText()));
        } else {
            types.add(type.asText());
        }
        return types;
    }
}
