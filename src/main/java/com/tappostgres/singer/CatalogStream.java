package com.tappostgres.singer;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.tappostgres.json.Json;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * One stream of a catalog file, read wherever tools write their choices: in the metadata, on the stream itself, or
 * inside the schema.
 *
 * <p>Facts: the Singer specification's discovery mode; Meltano writes {@code replication_method},
 * {@code replication_key} and {@code selected} on the stream as well, and booleans may be strings.
 */
public final class CatalogStream {
    private static final String MASK = "mask";

    private final ObjectNode node;
    private final ObjectNode root;
    private final Map<String, ObjectNode> columns = new HashMap<>();
    private boolean misplacedMask;

    CatalogStream(ObjectNode node) {
        this.node = node;
        ObjectNode found = Json.NODES.objectNode();
        for (JsonNode entry : node.path("metadata")) {
            JsonNode breadcrumb = entry.path("breadcrumb");
            if (!(entry.get("metadata") instanceof ObjectNode metadata)) {
                continue;
            }
            if (breadcrumb.size() == 2 && breadcrumb.get(0).asText().equals("properties")) {
                ObjectNode before = columns.put(breadcrumb.get(1).asText(), metadata);
                misplacedMask |= before != null && !before.path(MASK).equals(metadata.path(MASK));
            } else {
                found = breadcrumb.isEmpty() ? metadata : found;
                misplacedMask |= metadata.hasNonNull(MASK);
            }
        }
        this.root = found;
    }

    public String id() {
        return node.path("tap_stream_id").asText();
    }

    /**
     * The name in messages. PipelineWise's tap writes the bare table there, under an id without a database, and puts the
     * schema in front of it in its messages: the name by which a loader knows the table.
     */
    public String name() {
        String name = text(node, "stream").orElse(id());
        boolean bare = tableName().equals(Optional.of(name))
                && schemaName().map(schema -> schema + "-" + name).equals(Optional.of(id()));
        return bare ? id() : name;
    }

    public Optional<String> database() {
        return text(root, "database-name");
    }

    public Optional<String> schemaName() {
        return text(root, "schema-name");
    }

    public Optional<String> tableName() {
        return text(node, "table_name").or(() -> text(node, "table")).or(() -> text(root, "table-name"));
    }

    public boolean isSelected() {
        return flag(root, "selected")
                .or(() -> flag(node, "selected"))
                .or(() -> flag(node.path("schema"), "selected"))
                .or(() -> flag(root, "selected-by-default"))
                .orElse(false);
    }

    /** The replication method in capitals, if one is chosen. */
    public Optional<String> replicationMethod() {
        return text(root, "replication-method")
                .or(() -> text(root, "forced-replication-method"))
                .or(() -> text(node, "replication_method"))
                .map(method -> method.toUpperCase(Locale.ROOT).replace('-', '_'));
    }

    public Optional<String> replicationKey() {
        return text(root, "replication-key").or(() -> text(node, "replication_key"));
    }

    /** The columns that serve as replication key; empty if the catalog does not say. */
    public Optional<List<String>> validReplicationKeys() {
        String field = "valid-replication-keys";
        return root.has(field) ? Optional.of(texts(root.path(field))) : Optional.empty();
    }

    public boolean isView() {
        return flag(root, "is-view").orElse(false);
    }

    /** About how many rows it has; empty where nobody knows. */
    public OptionalLong rowCount() {
        JsonNode rows = root.path("row-count");
        return rows.canConvertToLong() ? OptionalLong.of(rows.asLong()) : OptionalLong.empty();
    }

    /** What is chosen about rows that commit late, as it is written; empty where nothing is. */
    public Optional<JsonNode> lateCommits() {
        return Optional.ofNullable(root.get("late-commits")).filter(chosen -> !chosen.isNull());
    }

    /** SQL that holds of the rows to read, whatever was written as that; empty for all. */
    public Optional<String> where() {
        JsonNode written = root.path("where");
        String sql = written.isTextual() ? written.asText() : written.toString();
        return written.isNull() || sql.isEmpty() ? Optional.empty() : Optional.of(sql);
    }

    /** How many rows a run reads, at most, as it is written; empty for all. */
    public Optional<JsonNode> limit() {
        return Optional.ofNullable(root.get("limit")).filter(chosen -> !chosen.isNull());
    }

    /** What is sent in place of a column's values, as it is written; empty for the values themselves. */
    public Optional<JsonNode> mask(String column) {
        return Optional.ofNullable(metadata(column).get(MASK)).filter(chosen -> !chosen.isNull());
    }

    /** Whether a mask stands where it means no column, or a column has two that differ. */
    public boolean hasMisplacedMask() {
        return misplacedMask;
    }

    /** The key that the user chose for a view; it counts more than a table's own. Empty where none is chosen. */
    public List<String> viewKey() {
        return texts(root.path("view-key-properties"));
    }

    /** The key as other tools write it on the stream, for tables that have none; empty where nothing is written. */
    public List<String> keyProperties() {
        return texts(node.path("key_properties"));
    }

    /** The table's key when the catalog was made; null if the catalog does not say. */
    public @Nullable List<String> discoveredKey() {
        return root.has("table-key-properties") ? texts(root.path("table-key-properties")) : null;
    }

    /** The JSON schema of each column when the catalog was made. */
    public Optional<JsonNode> columnSchema(String column) {
        return Optional.ofNullable(properties().get(column));
    }

    /** The columns that the catalog knows. */
    public List<String> columnNames() {
        List<String> names = new ArrayList<>();
        properties().fieldNames().forEachRemaining(names::add);
        for (String name : columns.keySet()) {
            if (!properties().has(name)) {
                names.add(name);
            }
        }
        return names;
    }

    public boolean knows(String column) {
        return columns.containsKey(column) || properties().has(column);
    }

    /** The column's PostgreSQL type when the catalog was made. */
    public Optional<String> sqlDatatype(String column) {
        return text(metadata(column), "sql-datatype");
    }

    /** Those of them that an index serves; empty if the catalog does not say, as those of other taps do not. */
    public Optional<List<String>> indexedReplicationKeys() {
        String field = "indexed-replication-keys";
        return root.has(field) ? Optional.of(texts(root.path(field))) : Optional.empty();
    }

    /** Whether a column cannot be read, as another tap says of it. */
    public boolean isUnsupported(String column) {
        return text(metadata(column), "inclusion").equals(Optional.of("unsupported"));
    }

    /** Whether a column is read whatever is chosen, as one of the key is. */
    public boolean isAutomatic(String column) {
        return text(metadata(column), "inclusion").equals(Optional.of("automatic"));
    }

    /** Whether a column is to be read; one that the catalog does not know is. */
    public boolean isSelected(String column) {
        JsonNode metadata = metadata(column);
        String inclusion = text(metadata, "inclusion").orElse("available");
        if (inclusion.equals("automatic")) {
            return true;
        }
        if (inclusion.equals("unsupported")) {
            return false;
        }
        return flag(metadata, "selected")
                .or(() -> flag(properties().path(column), "selected"))
                .or(() -> flag(metadata, "selected-by-default"))
                .orElse(true);
    }

    private JsonNode properties() {
        return node.path("schema").path("properties");
    }

    private JsonNode metadata(String column) {
        ObjectNode metadata = columns.get(column);
        return metadata != null ? metadata : Json.NODES.objectNode();
    }

    private static Optional<String> text(JsonNode node, String field) {
        JsonNode value = node.path(field);
        return value.isTextual() && !value.asText().isEmpty() ? Optional.of(value.asText()) : Optional.empty();
    }

    private static Optional<Boolean> flag(JsonNode node, String field) {
        JsonNode value = node.path(field);
        if (value.isBoolean()) {
            return Optional.of(value.asBoolean());
        }
        return value.isTextual() ? Optional.of(value.asText().equalsIgnoreCase("true")) : Optional.empty();
    }

    private static List<String> texts(JsonNode array) {
        List<String> texts = new ArrayList<>();
        array.forEach(each -> texts.add(each.asText()));
        return texts;
    }
}
