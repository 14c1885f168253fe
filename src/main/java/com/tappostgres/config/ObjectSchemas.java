package com.tappostgres.config;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.tappostgres.json.Json;
import java.util.List;

/** The JSON Schemas of the settings {@code streams} and {@code batch_config}. */
final class ObjectSchemas {
    private ObjectSchemas() {}

    static ObjectNode streams() {
        ObjectNode schema = SettingSchema.ofTypes("object", "string").put("pattern", SettingSchema.OBJECT);
        ObjectNode choices = closed(schema.putObject("additionalProperties"), "object", "null");
        ObjectNode fields = choices.putObject("properties");
        add(fields, StreamRules.METHOD, "FULL_TABLE or INCREMENTAL", SettingSchema.text())
                .put(
                        "pattern",
                        "^([Ff][Uu][Ll][Ll][_-][Tt][Aa][Bb][Ll][Ee]|[Ii][Nn][Cc][Rr][Ee][Mm][Ee][Nn][Tt][Aa][Ll])$");
        add(fields, StreamRules.KEY, "replication key: the column to go on by", SettingSchema.text());
        add(fields, StreamRules.WHERE, "SQL that holds of the rows to read", SettingSchema.text());
        add(fields, StreamRules.LIMIT, "most rows a run", SettingSchema.number(1, Long.MAX_VALUE));
        add(fields, StreamRules.COLUMNS, "the only columns to read", SettingSchema.names());
        add(fields, StreamRules.KEY_PROPERTIES, "the columns that tell rows apart", SettingSchema.names());
        add(fields, StreamRules.MASK, "what is sent in place of a column's values", masks());
        add(fields, StreamRules.LATE_COMMITS, "rows that commit behind the bookmark", SettingSchema.lateCommits());
        return schema;
    }

    private static ObjectNode masks() {
        ObjectNode schema = Json.NODES.objectNode();
        schema.putArray("type").add("object").add("null");
        ObjectNode mask = schema.putObject("additionalProperties");
        ObjectNode words = mask.putArray("anyOf").addObject();
        words.putArray("enum").add("null").add("sha256");
        ObjectNode fixed = closed(((ArrayNode) mask.get("anyOf")).addObject(), "object");
        fixed.putObject("properties").putObject("fixed").put("type", "string");
        fixed.putArray("required").add("fixed");
        return schema;
    }

    static ObjectNode batches() {
        ObjectNode schema =
                closed(Json.NODES.objectNode(), "object", "string", "null").put("pattern", SettingSchema.OBJECT);
        ObjectNode fields = schema.putObject("properties");
        ObjectNode encoding = add(fields, "encoding", "how the files are written", Json.NODES.objectNode());
        closed(encoding, "object", "null");
        ObjectNode encodingFields = encoding.putObject("properties");
        add(encodingFields, "format", "jsonl", SettingSchema.choice(List.of("jsonl")));
        add(encodingFields, "compression", "gzip by default", SettingSchema.choice(BatchBuilder.COMPRESSIONS));
        ObjectNode storage = add(fields, "storage", "where they are written", Json.NODES.objectNode());
        closed(storage, "object", "null");
        ObjectNode storageFields = storage.putObject("properties");
        add(storageFields, "root", "a local folder, such as file:///var/spool/tap-postgres", SettingSchema.text());
        add(storageFields, "prefix", "how their names begin", SettingSchema.text());
        add(fields, "batch_size", "most rows of a file", SettingSchema.number(1, Integer.MAX_VALUE))
                .put("default", BatchBuilder.DEFAULT_ROWS);
        return schema;
    }

    private static ObjectNode add(ObjectNode fields, String name, String description, ObjectNode value) {
        ObjectNode schema = fields.putObject(name).put("description", description);
        schema.setAll(value);
        return schema;
    }

    private static ObjectNode closed(ObjectNode schema, String... types) {
        ArrayNode list = schema.putArray("type");
        for (String type : types) {
            list.add(type);
        }
        return schema.put("additionalProperties", false);
    }
}
