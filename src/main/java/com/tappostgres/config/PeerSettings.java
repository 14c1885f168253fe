package com.tappostgres.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.tappostgres.json.Json;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Settings that users of other PostgreSQL taps have in their files. */
final class PeerSettings {
    private static final Logger LOG = LoggerFactory.getLogger(PeerSettings.class);

    /** Other names of our settings. */
    static final Map<String, Setting> ALIASES = Map.of(
            "database", Setting.DBNAME,
            "ssl_mode", Setting.SSLMODE,
            "ssl_certificate_authority", Setting.SSLROOTCERT,
            "default-replication-method", Setting.DEFAULT_REPLICATION_METHOD);

    /** What this tap does not do, and what to use instead. */
    static final Map<String, String> ADVICE = Map.ofEntries(
            Map.entry("stream_maps", "choose columns in the catalog, or transform in the loader"),
            Map.entry("stream_map_config", "choose columns in the catalog, or transform in the loader"),
            Map.entry("faker_config", "choose columns in the catalog, or transform in the loader"),
            Map.entry("flattening_enabled", "flatten in the loader"),
            Map.entry("flattening_max_depth", "flatten in the loader"),
            Map.entry("dates_as_string", "set \"out_of_range\": \"text\""),
            Map.entry("log_based_single_connection", "leave it out"),
            Map.entry("auto_bootstrap_log_based", "leave it out"),
            Map.entry("ssl_storage_directory", "leave it out: nothing is stored"),
            Map.entry("use_singer_decimal", "set \"decimals\": \"string\""),
            Map.entry("emit_activate_version_messages", "set \"activate_version\""),
            Map.entry("logical_poll_total_seconds", "leave it out until log-based replication exists"),
            Map.entry("break_at_end_lsn", "leave it out until log-based replication exists"),
            Map.entry("max_run_seconds", "leave it out until log-based replication exists"),
            Map.entry("debug_lsn", "leave it out until log-based replication exists"),
            Map.entry("tap_id", "leave it out until log-based replication exists"),
            Map.entry("replication_slot_name", "leave it out until log-based replication exists"),
            Map.entry("replication_max_run_seconds", "leave it out until log-based replication exists"),
            Map.entry("replication_idle_exit_seconds", "leave it out until log-based replication exists"),
            Map.entry("wal2json_message_format", "leave it out until log-based replication exists"));

    private static final String SSL = "ssl";
    private static final String SCHEMA_IN_NAME = "include_schemas_in_destination_stream_name";

    private final JsonNode document;
    private final Layer layer;
    private final String source;

    /** @param layer gets what the document says in the words of other taps */
    PeerSettings(JsonNode document, Layer layer, String source) {
        this.document = document;
        this.layer = layer;
        this.source = source;
    }

    static boolean isKnown(String key) {
        return ALIASES.containsKey(key) || ADVICE.containsKey(key) || key.equals(SSL) || key.equals(SCHEMA_IN_NAME);
    }

    /** Hands over what is known by another name here, with a warning that names ours. */
    void read() {
        document.properties().forEach(field -> read(field.getKey(), field.getValue()));
    }

    private void read(String key, JsonNode value) {
        if (ALIASES.containsKey(key)) {
            Setting ours = ALIASES.get(key);
            LOG.warn("the setting \"{}\" is called \"{}\" here; it is used as that", key, ours.key());
            layer.put(ours, value, source);
        } else if (key.equals(SSL)) {
            boolean required = value.asText().equalsIgnoreCase("true");
            LOG.warn(
                    "the setting \"ssl\" is called \"sslmode\" here; {}",
                    required ? "true is used as \"require\"" : "it is left at its default");
            if (required) {
                layer.put(Setting.SSLMODE, Json.NODES.textNode("require"), source);
            }
        } else if (key.equals(SCHEMA_IN_NAME)) {
            LOG.warn("the setting \"{}\" is called \"stream_name\" here; true is used as \"{schema}_{table}\"", key);
            if (value.asText().equalsIgnoreCase("true")) {
                layer.put(Setting.STREAM_NAME, Json.NODES.textNode("{schema}_{table}"), source);
            }
        } else if (ADVICE.containsKey(key)) {
            LOG.warn("the setting \"{}\" does nothing here: {}", key, ADVICE.get(key));
        }
    }
}
