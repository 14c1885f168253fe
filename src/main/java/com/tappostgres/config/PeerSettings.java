package com.tappostgres.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.tappostgres.json.Json;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Settings that users of other PostgreSQL taps have in their files. */
final class PeerSettings {
    private static final Logger LOG = LoggerFactory.getLogger(PeerSettings.class);

    /** Other names of our settings, but for those of which the values differ too. */
    static final Map<String, Setting> ALIASES = Map.ofEntries(
            Map.entry("database", Setting.DBNAME),
            Map.entry("ssl_mode", Setting.SSLMODE),
            Map.entry("ssl_certificate_authority", Setting.SSLROOTCERT),
            Map.entry("ssl_client_certificate", Setting.SSLCERT),
            Map.entry("ssl_client_private_key", Setting.SSLKEY),
            Map.entry("default-replication-method", Setting.DEFAULT_REPLICATION_METHOD),
            Map.entry("max_record_count", Setting.LIMIT));

    static final String URL = "sqlalchemy_url";

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

    private static final String SSL = "ssl_enable";
    private static final String CLIENT_CERTIFICATE = "ssl_client_certificate_enable";
    private static final String JSON_AS_OBJECT = "json_as_object";
    private static final String SCHEMA_IN_NAME = "include_schemas_in_destination_stream_name";
    private static final String REPLICA = "use_secondary";
    private static final String REPLICA_HOST = "secondary_host";
    private static final String REPLICA_PORT = "secondary_port";

    /** Other names of our settings of which the values differ too. */
    private static final Map<String, Setting> OTHERS = Map.ofEntries(
            Map.entry(URL, Setting.URL),
            Map.entry(PeerStreams.KEY, Setting.STREAMS),
            Map.entry(SSL, Setting.SSLMODE),
            Map.entry(CLIENT_CERTIFICATE, Setting.SSLCERT),
            Map.entry(JSON_AS_OBJECT, Setting.JSON),
            Map.entry(SCHEMA_IN_NAME, Setting.STREAM_NAME),
            Map.entry(REPLICA, Setting.REPLICA),
            Map.entry(REPLICA_HOST, Setting.REPLICA),
            Map.entry(REPLICA_PORT, Setting.REPLICA));

    private static final Set<Setting> OF_CLIENT_CERTIFICATE =
            Collections.unmodifiableSet(EnumSet.of(Setting.SSLCERT, Setting.SSLKEY));

    private final JsonNode document;
    private final Layer layer;
    private final String source;
    private final Problems problems;

    /** @param layer gets what the document says in the words of other taps */
    PeerSettings(JsonNode document, Layer layer, String source, Problems problems) {
        this.document = document;
        this.layer = layer;
        this.source = source;
        this.problems = problems;
    }

    static boolean isKnown(String key) {
        return ALIASES.containsKey(key) || ADVICE.containsKey(key) || OTHERS.containsKey(key);
    }

    /** All names, each with what to use in its place. */
    static SortedMap<String, String> notes() {
        SortedMap<String, String> notes = new TreeMap<>();
        ALIASES.forEach((name, ours) -> notes.put(name, "another tap's name of \"" + ours.key() + "\""));
        OTHERS.forEach((name, ours) -> notes.put(name, "another tap's setting; here it is \"" + ours.key() + "\""));
        ADVICE.forEach((name, advice) -> notes.put(name, "another tap's setting, which does nothing here: " + advice));
        return notes;
    }

    /** Hands over what is known by another name here, with a warning that names ours. */
    void read() {
        readSsl();
        readReplica();
        new PeerStreams(document, layer, source, problems).read();
        document.properties().forEach(field -> read(field.getKey(), field.getValue()));
    }

    /** The URL by its other name; missing or null where there is none. */
    JsonNode url() {
        return document.path(URL);
    }

    private void read(String key, JsonNode value) {
        if (value.isNull()) {
            return;
        }
        Setting ours = ALIASES.get(key);
        if (ours != null && OF_CLIENT_CERTIFICATE.contains(ours) && isFalse(document.path(CLIENT_CERTIFICATE))) {
            LOG.warn("the setting \"{}\" does nothing here, as \"{}\" is false", key, CLIENT_CERTIFICATE);
        } else if (ours != null) {
            LOG.warn("the setting \"{}\" is called \"{}\" here; it is used as that", key, ours.key());
            layer.put(ours, value, source);
        } else if (key.equals(SCHEMA_IN_NAME)) {
            LOG.warn("the setting \"{}\" is called \"stream_name\" here; true is used as \"{schema}_{table}\"", key);
            if (isTrue(value)) {
                layer.put(Setting.STREAM_NAME, Json.NODES.textNode("{schema}_{table}"), source);
            }
        } else if (key.equals(JSON_AS_OBJECT)) {
            String json = isTrue(value) ? "embedded" : "string";
            LOG.warn("the setting \"{}\" is called \"json\" here; it is used as \"{}\"", key, json);
            layer.put(Setting.JSON, Json.NODES.textNode(json), source);
        } else if (key.equals(CLIENT_CERTIFICATE) && isTrue(value)) {
            LOG.warn("the setting \"{}\" is not needed here: \"sslcert\" says it", key);
        } else if (key.equals(URL)) {
            LOG.warn(
                    "the setting \"{}\" is called \"url\" here; keys beside it, such as \"port\", are used in place of"
                            + " its parts",
                    key);
        } else if (ADVICE.containsKey(key)) {
            LOG.warn("the setting \"{}\" does nothing here: {}", key, ADVICE.get(key));
        }
    }

    /** Theirs verifies the server unless their ssl_mode says otherwise. */
    private void readSsl() {
        if (!document.hasNonNull(SSL)) {
            return;
        }
        boolean enabled = isTrue(document.path(SSL));
        boolean hasMode = document.hasNonNull("ssl_mode") || document.hasNonNull(Setting.SSLMODE.key());
        if (hasMode) {
            LOG.warn("the setting \"{}\" does nothing here: \"sslmode\" says all of it, and is used", SSL);
        } else {
            LOG.warn(
                    "the setting \"{}\" is called \"sslmode\" here; {}",
                    SSL,
                    enabled ? "true is used as \"verify-full\"" : "it is left at its default");
        }
        if (enabled && !hasMode) {
            layer.put(Setting.SSLMODE, Json.NODES.textNode("verify-full"), source);
        }
    }

    private void readReplica() {
        boolean used = isTrue(document.path(REPLICA));
        if (Stream.of(REPLICA, REPLICA_HOST, REPLICA_PORT).anyMatch(document::hasNonNull)) {
            LOG.warn(
                    "the settings \"{}\", \"{}\" and \"{}\" are called \"replica\" here; {}",
                    REPLICA,
                    REPLICA_HOST,
                    REPLICA_PORT,
                    used ? "they are used as its host and port" : "they do nothing without \"use_secondary\": true");
        }
        if (!used) {
            return;
        }
        if (!document.hasNonNull(REPLICA_HOST)) {
            problems.add("\"use_secondary\" needs \"secondary_host\"");
            return;
        }
        ObjectNode replica = Json.NODES.objectNode();
        replica.set("host", document.get(REPLICA_HOST));
        if (document.hasNonNull(REPLICA_PORT)) {
            replica.set("port", document.get(REPLICA_PORT));
        }
        layer.put(Setting.REPLICA, replica, source);
    }

    private static boolean isTrue(JsonNode value) {
        return value.asText().equalsIgnoreCase("true");
    }

    private static boolean isFalse(JsonNode value) {
        return value.asText().equalsIgnoreCase("false");
    }
}
