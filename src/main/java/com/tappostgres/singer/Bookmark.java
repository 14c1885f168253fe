package com.tappostgres.singer;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.tappostgres.json.Json;
import org.jspecify.annotations.Nullable;

/**
 * How far one stream was read.
 *
 * @param method the replication method that made it; null in states of the Meltano SDK, which do not say
 * @param version the stream's version; null where another tap kept none, and then records carry none
 * @param replicationKey the key of an INCREMENTAL stream
 * @param value the greatest replication key value read, as PostgreSQL's text
 * @param keyType the key's SQL type when the value was read; null where another tap kept the bookmark
 * @param initialLoad whether the first load was cut: rows without a key value are still to be sent
 * @param activationPending whether the load that follows a reset is not complete, so that ACTIVATE_VERSION is still due
 * @param load how far a load came that is read in parts; null for none
 * @param snapshot what the last complete read saw; null where that is not kept
 */
public record Bookmark(
        @Nullable String method,
        @Nullable Long version,
        @Nullable String replicationKey,
        @Nullable String value,
        @Nullable String keyType,
        boolean initialLoad,
        boolean activationPending,
        @Nullable LoadProgress load,
        @Nullable SavedSnapshot snapshot) {
    /** The bookmark of a stream that was never read. */
    public static final Bookmark NONE = new Bookmark(null, null, null, null, null, false, false, null, null);

    static final String VALUE = "replication_key_value";
    private static final String METHOD = "last_replication_method";
    private static final String VERSION = "version";
    private static final String KEY = "replication_key";
    private static final String KEY_TYPE = "replication_key_type";
    private static final String INITIAL_LOAD = "initial_load";
    private static final String ACTIVATION_PENDING = "activation_pending";
    private static final String LOAD = "load";
    private static final String SNAPSHOT = "snapshot";

    static Bookmark of(JsonNode node) {
        JsonNode version = node.path(VERSION);
        JsonNode value = node.path(VALUE);
        boolean wholeNumber = version.canConvertToExactIntegral() && version.canConvertToLong();
        return new Bookmark(
                node.path(METHOD).textValue(),
                wholeNumber ? version.longValue() : null,
                node.path(KEY).textValue(),
                value.isNull() || value.isMissingNode() ? null : value.asText(),
                node.path(KEY_TYPE).textValue(),
                node.path(INITIAL_LOAD).asBoolean(),
                node.path(ACTIVATION_PENDING).asBoolean(),
                LoadProgress.of(node.path(LOAD)),
                SavedSnapshot.of(node.path(SNAPSHOT)));
    }

    ObjectNode toJson() {
        ObjectNode node = Json.NODES.objectNode();
        if (method != null) {
            node.put(METHOD, method);
        }
        if (version != null) {
            node.put(VERSION, version);
        }
        if (replicationKey != null) {
            node.put(KEY, replicationKey);
        }
        if (value != null) {
            node.put(VALUE, value);
        }
        if (keyType != null) {
            node.put(KEY_TYPE, keyType);
        }
        if (initialLoad) {
            node.put(INITIAL_LOAD, true);
        }
        if (activationPending) {
            node.put(ACTIVATION_PENDING, true);
        }
        if (load != null) {
            node.set(LOAD, load.toJson());
        }
        if (snapshot != null) {
            node.set(SNAPSHOT, snapshot.toJson());
        }
        return node;
    }

    public Bookmark withMethod(String newMethod) {
        return new Bookmark(
                newMethod, version, replicationKey, value, keyType, initialLoad, activationPending, load, snapshot);
    }

    public Bookmark withVersion(@Nullable Long newVersion) {
        return new Bookmark(
                method, newVersion, replicationKey, value, keyType, initialLoad, activationPending, load, snapshot);
    }

    public Bookmark withLoad(@Nullable LoadProgress newLoad) {
        return new Bookmark(
                method, version, replicationKey, value, keyType, initialLoad, activationPending, newLoad, snapshot);
    }

    public Bookmark withSnapshot(@Nullable SavedSnapshot newSnapshot) {
        return new Bookmark(
                method, version, replicationKey, value, keyType, initialLoad, activationPending, load, newSnapshot);
    }

    public Bookmark withValue(String newValue) {
        return new Bookmark(
                method, version, replicationKey, newValue, keyType, initialLoad, activationPending, load, snapshot);
    }

    /**
     * The same before the first load by a replication key.
     *
     * @param reset whether rows of another load are in the target, so that ACTIVATE_VERSION is due at the end
     */
    public Bookmark ofFirstLoad(String key, @Nullable String type, boolean reset) {
        return new Bookmark(method, version, key, null, type, true, reset, null, null);
    }

    /** The same after a load that was read to its end. */
    public Bookmark completed() {
        return new Bookmark(method, version, replicationKey, value, keyType, false, false, null, snapshot);
    }
}
