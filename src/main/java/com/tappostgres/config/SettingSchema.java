package com.tappostgres.config;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.tappostgres.json.Json;
import java.util.List;

/**
 * The JSON Schema of each setting, for editors and for tools that read what a tap can be told. Numbers and booleans may
 * be strings, since they are where a tool hands on what it has from an environment; the type to prefer stands first.
 */
final class SettingSchema {
    /** An object that comes as its text, as it does from an environment. */
    static final String OBJECT = "^\\s*\\{";

    private static final String TIME = "[0-9]{1,9} ?(ms|s|min|m|h|d)";
    private static final String SERVER_TIME = "^ *[0-9]{1,9} ?(us|ms|s|min|h|d)? *$";
    private static final String PORTS = "^ *[0-9]* *(, *[0-9]* *)*$";
    private static final String FLAG = "^(true|True|TRUE|false|False|FALSE)$";
    private static final String WHOLE_NUMBER = "^ *[0-9]+ *$";
    private static final String LATE_COMMITS = "^(off|exact|\\s*\\{[\\s\\S]*)$";
    private static final String DATE_OR_TIME = "^( *[0-9]{4}-[0-9]{2}-[0-9]{2}([T ][0-9:.]+(Z|[+-][0-9:]+)?)? *)?$";
    private static final int MOST_SERVER_TIME = 999_999_999;
    private static final int MOST_MEGABYTES = 1_000_000;

    private SettingSchema() {}

    static ObjectNode of(Setting setting) {
        ObjectNode schema = Json.NODES.objectNode();
        schema.put("description", setting.description());
        schema.setAll(value(setting));
        setting.defaultValue().ifPresent(value -> putDefault(schema, value));
        if (setting.isSecret() || setting == Setting.SSLKEY) {
            markSecret(schema);
        }
        return schema;
    }

    /** As the Meltano SDK marks a secret, and as JSON Schema does. */
    static void markSecret(ObjectNode schema) {
        schema.put("secret", true).put("writeOnly", true);
    }

    static ObjectNode text() {
        return ofTypes("string");
    }

    static ObjectNode flag() {
        return ofTypes("boolean", "string").put("pattern", FLAG);
    }

    static ObjectNode number(long least, long greatest) {
        return ofTypes("integer", "string")
                .put("minimum", least)
                .put("maximum", greatest)
                .put("pattern", WHOLE_NUMBER);
    }

    /** A schema of these types, or of null, which counts as left out. */
    static ObjectNode ofTypes(String... types) {
        ObjectNode schema = Json.NODES.objectNode();
        ArrayNode list = schema.putArray("type");
        for (String type : types) {
            list.add(type);
        }
        list.add("null");
        return schema;
    }

    private static ObjectNode value(Setting setting) {
        return switch (setting) {
            case URL,
                    SERVICE,
                    HOST,
                    HOSTADDR,
                    USER,
                    PASSWORD,
                    PASSWORD_COMMAND,
                    PASSFILE,
                    DBNAME,
                    OPTIONS,
                    SSLROOTCERT,
                    SSLCERT,
                    SSLKEY,
                    SSLPASSWORD,
                    SSLCRL,
                    MASK_SALT -> text();
            case STREAM_NAME -> text().put("pattern", "\\{table\\}");
            case TARGET_SESSION_ATTRS,
                    CHANNEL_BINDING,
                    SSLMODE,
                    DEFAULT_REPLICATION_METHOD,
                    READ_METHOD,
                    FULL_TABLE_RESUME,
                    NEW_COLUMNS,
                    DECIMALS,
                    JSON,
                    OUT_OF_RANGE,
                    ROW_SECURITY -> choice(setting.allowed());
            case SSL, CONSISTENT, ACTIVATE_VERSION -> flag();
            case FILTER_DBS, FILTER_SCHEMAS, SELECT -> names();
            case PORT -> number(1, WholeNumber.MAX_PORT).put("pattern", PORTS);
            case CONNECT_TIMEOUT -> number(0, ConnectionBuilder.MAX_TIMEOUT_SECONDS);
            case RETRY_MAX_SECONDS -> number(0, Integer.MAX_VALUE);
            case ITERSIZE -> number(1, Integer.MAX_VALUE);
            case STATE_INTERVAL_ROWS, LIMIT -> number(1, Long.MAX_VALUE);
            case CHUNK_SIZE_MB -> number(1, MOST_MEGABYTES);
            case MAX_RATE_MB_S -> number(1, MOST_MEGABYTES).put("pattern", "^ *[0-9]* *$");
            case PARALLEL -> number(1, ConfigBuilder.MOST_READERS);
            case RESUME_MAX_AGE -> text().put("pattern", "^ *" + TIME + " *$");
            case STALL_TIMEOUT, MAX_SNAPSHOT_AGE -> text().put("pattern", "^( *" + TIME + " *)?$");
            case LOCK_TIMEOUT,
                    STATEMENT_TIMEOUT,
                    IDLE_IN_TRANSACTION_SESSION_TIMEOUT,
                    IDLE_SESSION_TIMEOUT,
                    TRANSACTION_TIMEOUT -> serverTime();
            case TCP_USER_TIMEOUT ->
                ofTypes("string", "integer")
                        .put("minimum", 0)
                        .put("maximum", Integer.MAX_VALUE)
                        .put("pattern", "^ *([0-9]+|" + TIME + ") *$");
            case START_DATE -> text().put("pattern", DATE_OR_TIME);
            case LATE_COMMITS -> lateCommits();
            case SSH_TUNNEL -> TunnelSchema.tunnel();
            case REPLICA -> TunnelSchema.replica();
            case STREAMS -> ObjectSchemas.streams();
            case BATCH_CONFIG -> ObjectSchemas.batches();
        };
    }

    static ObjectNode choice(List<String> allowed) {
        ObjectNode schema = ofTypes("string");
        ArrayNode values = schema.putArray("enum");
        allowed.forEach(values::add);
        values.addNull();
        return schema;
    }

    static ObjectNode names() {
        ObjectNode schema = ofTypes("array", "string");
        schema.putObject("items").put("type", "string");
        return schema;
    }

    private static ObjectNode serverTime() {
        return ofTypes("string", "integer")
                .put("minimum", 0)
                .put("maximum", MOST_SERVER_TIME)
                .put("pattern", SERVER_TIME);
    }

    static ObjectNode lateCommits() {
        ObjectNode schema = ofTypes("string", "object").put("pattern", LATE_COMMITS);
        ObjectNode lookback = schema.putObject("properties").putObject("lookback");
        lookback.put("description", "how far below the bookmark each run begins: 10 minutes, or a number");
        lookback.putArray("type").add("string").add("number");
        schema.putArray("required").add("lookback");
        return schema.put("additionalProperties", false);
    }

    /** The default has the type that comes first. */
    private static void putDefault(ObjectNode schema, String value) {
        switch (schema.path("type").path(0).asText()) {
            case "integer" -> schema.put("default", Long.parseLong(value));
            case "boolean" -> schema.put("default", Boolean.parseBoolean(value));
            default -> schema.put("default", value);
        }
    }
}
