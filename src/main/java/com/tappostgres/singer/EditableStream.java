package com.tappostgres.singer;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.tappostgres.json.Json;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One stream of a catalog, whose choices can be changed: all of them are written into its metadata. */
public final class EditableStream {
    private final ObjectNode node;

    /**
     * Edits a stream.
     *
     * @param node the stream object, which is changed
     */
    public EditableStream(ObjectNode node) {
        this.node = node;
    }

    /** What it says now. */
    public CatalogStream stream() {
        return new CatalogStream(node);
    }

    public void select(boolean selected) {
        metadata(List.of()).put("selected", selected);
    }

    /**
     * Chooses how it is read.
     *
     * @param method FULL_TABLE or INCREMENTAL; null for the default one
     */
    public void setReplicationMethod(@Nullable String method) {
        put(metadata(List.of()), "replication-method", method == null ? null : Json.NODES.textNode(method));
    }

    /**
     * Chooses by which column it goes on.
     *
     * @param column null for none
     */
    public void setReplicationKey(@Nullable String column) {
        put(metadata(List.of()), "replication-key", column == null ? null : Json.NODES.textNode(column));
    }

    /**
     * Chooses its key.
     *
     * @param columns those that tell its rows apart; empty for the table's own key
     */
    public void setKey(List<String> columns) {
        ArrayNode names = Json.NODES.arrayNode();
        columns.forEach(names::add);
        put(metadata(List.of()), "view-key-properties", columns.isEmpty() ? null : names);
    }

    /**
     * Chooses its rows.
     *
     * @param condition SQL that holds of the rows to read; null for all
     */
    public void setWhere(@Nullable String condition) {
        put(metadata(List.of()), "where", condition == null ? null : Json.NODES.textNode(condition));
    }

    /**
     * Chooses how many rows a run reads.
     *
     * @param rows how many a run reads, at most; null for all
     */
    public void setLimit(@Nullable Long rows) {
        put(metadata(List.of()), "limit", rows == null ? null : Json.NODES.numberNode(rows));
    }

    /**
     * Chooses what becomes of rows that commit late.
     *
     * @param choice as the setting "late_commits" has it; null for that setting
     */
    public void setLateCommits(@Nullable JsonNode choice) {
        put(metadata(List.of()), "late-commits", choice);
    }

    public void selectColumn(String column, boolean selected) {
        metadata(List.of("properties", column)).put("selected", selected);
    }

    /**
     * Chooses what is sent in place of a column's values.
     *
     * @param mask "null", "sha256" or an object of "fixed"; null for the value itself
     */
    public void setMask(String column, @Nullable JsonNode mask) {
        put(metadata(List.of("properties", column)), "mask", mask);
    }

    private static void put(ObjectNode metadata, String field, @Nullable JsonNode value) {
        if (value == null) {
            metadata.remove(field);
        } else {
            metadata.set(field, value);
        }
    }

    /** The metadata under a breadcrumb, made where there is none. */
    private ObjectNode metadata(List<String> breadcrumb) {
        ArrayNode path = Json.NODES.arrayNode();
        breadcrumb.forEach(path::add);
        ArrayNode all = node.get("metadata") instanceof ArrayNode array ? array : node.putArray("metadata");
        for (JsonNode entry : all) {
            if (entry.path("breadcrumb").equals(path)) {
                return entry.get("metadata") instanceof ObjectNode metadata
                        ? metadata
                        : ((ObjectNode) entry).putObject("metadata");
            }
        }
        ObjectNode entry = all.addObject();
        entry.set("breadcrumb", path);
        return entry.putObject("metadata");
    }
}
