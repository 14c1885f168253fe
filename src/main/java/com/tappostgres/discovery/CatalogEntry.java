package com.tappostgres.discovery;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.tappostgres.json.Json;
import com.tappostgres.singer.StreamId;
import com.tappostgres.types.ColumnReport;
import com.tappostgres.types.ReplicationKeyFit;
import com.tappostgres.types.Schemas;
import com.tappostgres.types.TypeMapping;
import com.tappostgres.types.TypeMappings;
import java.util.ArrayList;
import java.util.List;

/** What discovery prints for one table. */
final class CatalogEntry {
    private final Table table;
    private final StreamId id;
    private final TypeMappings mappings;

    private final ObjectNode properties = Json.NODES.objectNode();
    private final ArrayNode columnMetadata = Json.NODES.arrayNode();
    private final List<String> indexedKeys = new ArrayList<>();
    private final List<String> otherKeys = new ArrayList<>();

    private CatalogEntry(Table table, StreamId id, TypeMappings mappings) {
        this.table = table;
        this.id = id;
        this.mappings = mappings;
    }

    /** The stream object of a catalog, its keys in the documented order. */
    static ObjectNode of(Table table, StreamId id, TypeMappings mappings) {
        CatalogEntry entry = new CatalogEntry(table, id, mappings);
        table.columns().forEach(entry::add);
        return entry.toJson();
    }

    private void add(Column column) {
        boolean key = table.key().contains(column.name());
        TypeMapping mapping = mappings.of(column.type(), new ColumnReport(column.name(), key));
        properties.set(column.name(), Schemas.ofColumn(mapping, column.type().nullable(), key));
        ObjectNode metadata = Json.NODES
                .objectNode()
                .put("inclusion", key ? "automatic" : "available")
                .put("selected-by-default", true)
                .put("sql-datatype", column.sqlDatatype());
        ObjectNode node = columnMetadata.addObject();
        node.putArray("breadcrumb").add("properties").add(column.name());
        node.set("metadata", metadata);
        if (mapping.replicationKey() != ReplicationKeyFit.NONE) {
            (table.indexed().contains(column.name()) ? indexedKeys : otherKeys).add(column.name());
        }
    }

    private ObjectNode toJson() {
        ObjectNode root = Json.NODES.objectNode().put("inclusion", "available").put("selected-by-default", false);
        table.key().forEach(root.putArray("table-key-properties")::add);
        root.put("database-name", id.database())
                .put("schema-name", id.schema())
                .put("is-view", table.kind().isView());
        table.rowCount().ifPresent(rows -> root.put("row-count", rows));
        ArrayNode replicationKeys = root.putArray("valid-replication-keys");
        indexedKeys.forEach(replicationKeys::add);
        otherKeys.forEach(replicationKeys::add);
        indexedKeys.forEach(root.putArray("indexed-replication-keys")::add);

        ObjectNode stream = Json.NODES
                .objectNode()
                .put("tap_stream_id", id.toString())
                .put("stream", id.streamName())
                .put("table_name", id.table());
        stream.putObject("schema").put("type", "object").set("properties", properties);
        ArrayNode metadata = stream.putArray("metadata");
        ObjectNode rootEntry = metadata.addObject();
        rootEntry.putArray("breadcrumb");
        rootEntry.set("metadata", root);
        metadata.addAll(columnMetadata);
        return stream;
    }
}
