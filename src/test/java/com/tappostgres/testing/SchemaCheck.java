package com.tappostgres.testing;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.dialect.Dialects;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Validates every RECORD against the SCHEMA before it, as loaders of either generation do. */
public final class SchemaCheck {
    private static final SchemaRegistry DRAFT_4 = SchemaRegistry.withDialect(Dialects.getDraft4());
    private static final SchemaRegistry DRAFT_2020_12 = SchemaRegistry.withDialect(Dialects.getDraft202012());

    private final Map<String, List<Schema>> schemas = new HashMap<>();
    private final List<String> problems = new ArrayList<>();

    private SchemaCheck() {}

    /** Fails if a record does not fit the last SCHEMA of its stream, or has none. */
    public static void check(TapRun run) {
        SchemaCheck check = new SchemaCheck();
        run.messages().forEach(check::accept);
        assertThat(check.problems).isEmpty();
    }

    private void accept(JsonNode message) {
        String stream = message.path("stream").asText();
        switch (message.path("type").asText()) {
            case "SCHEMA" -> {
                JsonNode schema = message.get("schema");
                refuse(schema, "$ref");
                refuse(schema, "multipleOf");
                schemas.put(stream, List.of(DRAFT_4.getSchema(schema), DRAFT_2020_12.getSchema(schema)));
            }
            case "RECORD" -> {
                if (!schemas.containsKey(stream)) {
                    problems.add(stream + ": a record without a schema");
                }
                for (Schema schema : schemas.getOrDefault(stream, List.of())) {
                    validate(schema, message.get("record"));
                }
            }
            default -> {}
        }
    }

    /** Keywords that some loaders do not know, or take for a precision of their own. */
    private void refuse(JsonNode schema, String keyword) {
        for (JsonNode found : schema.findParents(keyword)) {
            problems.add("\"" + keyword + "\" in " + found);
        }
    }

    private void validate(Schema schema, JsonNode row) {
        List<Error> errors = schema.validate(
                row, context -> context.executionConfig(config -> config.formatAssertionsEnabled(true)));
        for (Error error : errors) {
            // JSON Schema's own "time" wants an offset, which the loaders that make a TIME of it do not.
            if (!isTime(error)) {
                problems.add(error + " in " + row);
            }
        }
    }

    private static boolean isTime(Error error) {
        return error.getKeyword().equals("format")
                && error.getSchemaNode() != null
                && error.getSchemaNode().asText().equals("time");
    }
}
