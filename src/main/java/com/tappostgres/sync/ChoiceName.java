package com.tappostgres.sync;

/** Says where a choice of a stream is made: in the metadata of a catalog file, or in the config. */
enum ChoiceName {
    KEY_PROPERTIES("view-key-properties", "key_properties"),
    LATE_COMMITS("late-commits", "late_commits"),
    MASK("mask", "mask"),
    REPLICATION_KEY("replication-key", "key"),
    WHERE("where", "where");

    private final String words;

    ChoiceName(String metadata, String setting) {
        this.words = metadata.equals(setting)
                ? "\"" + setting + "\" in the stream's metadata or in \"streams\" of the config"
                : "\"" + metadata + "\" in the stream's metadata (\"" + setting + "\" in \"streams\" of the config)";
    }

    /** For the hint of a failure. */
    String words() {
        return words;
    }
}
