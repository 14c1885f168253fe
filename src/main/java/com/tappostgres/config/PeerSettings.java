package com.tappostgres.config;

import java.util.Map;

/** Settings that users of other PostgreSQL taps have in their files. */
final class PeerSettings {
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

    private PeerSettings() {}
}
