package com.tappostgres.sync;

import com.tappostgres.discovery.Column;
import com.tappostgres.discovery.Structure;
import com.tappostgres.discovery.Table;
import com.tappostgres.error.ErrorKind;
import com.tappostgres.error.TapException;
import com.tappostgres.postgres.Sql;
import com.tappostgres.singer.CatalogStream;
import com.tappostgres.types.ReplicationKeyFit;
import com.tappostgres.types.TypeMappings;
import com.tappostgres.types.TypeOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Brings what the catalog file says of a stream together with what its table looks like now. */
public final class StructureSync {
    private static final Logger LOG = LoggerFactory.getLogger(StructureSync.class);

    private static final int MOST_NAMES = 5;

    private final TypeOptions options;
    private final boolean newColumns;

    /** @param newColumns whether columns that the catalog does not know are read */
    public StructureSync(TypeOptions options, boolean newColumns) {
        this.options = options;
        this.newColumns = newColumns;
    }

    /**
     * The shape of a stream now.
     *
     * @throws TapException if the table vanished, or its key or replication key does not serve
     */
    public StreamShape shape(StreamRequest request, Structure structure) {
        Table table = structure
                .table(request.table())
                .orElseThrow(() -> new TapException(
                        ErrorKind.SOURCE,
                        "there is no table \"" + request.table() + "\" in database \"" + request.database()
                                + "\" any more",
                        "Run --discover again, or deselect the stream."));
        if (!table.readable()) {
            throw new TapException(
                    ErrorKind.SOURCE,
                    "the role may not read \"" + request.table() + "\"",
                    "GRANT USAGE ON SCHEMA " + Sql.identifier(request.table().schema()) + " and GRANT SELECT ON "
                            + request.table().quoted()
                            + " to the role; tap-postgres check, with the same options, says all that is"
                            + " missing, and check --grants prints the SQL.");
        }
        List<String> key = key(request.entry(), table);
        boolean byColumn = request.method() == ReplicationMethod.INCREMENTAL && !ReplicationKey.isXmin(request);
        Optional<String> replicationKey = byColumn ? Optional.of(replicationKey(request, table)) : Optional.empty();
        MaskCheck.requireFit(request, table, key, replicationKey);
        List<Column> columns = new ArrayList<>();
        for (Column column : table.columns()) {
            boolean needed = key.contains(column.name()) || replicationKey.equals(Optional.of(column.name()));
            if (needed || request.wants(column.name(), newColumns)) {
                columns.add(column);
            }
        }
        if (columns.isEmpty() && !table.columns().isEmpty()) {
            throw new TapException(
                    ErrorKind.CONFIGURATION,
                    "no column of \"" + request.table() + "\" is selected",
                    "Select at least one column, or deselect the stream.");
        }
        StreamShape shape = new StreamShape(
                table,
                columns,
                key,
                new TypeMappings(structure.types(), options),
                request.shaping().masks());
        replicationKey.ifPresent(column -> requireFit(column, request, shape));
        return shape;
    }

    /** Says in one line each what changed since the catalog was made. */
    void report(StreamRequest request, StreamShape shape) {
        for (StructureChange change : changes(request, shape)) {
            if (change.kind() == StructureChange.Kind.NEW_COLUMN
                    && !request.shaping().masks().isEmpty()) {
                LOG.warn("{}: {}", request.name(), change.text());
            } else {
                LOG.info("{}: {}", request.name(), change.text());
            }
        }
        if (shape.table().inherited() && shape.key().isEmpty()) {
            LOG.warn(
                    "{}: tables inherit from it, so that no key of it is unique over all rows; where one is all the same,"
                            + " set {}",
                    request.name(),
                    ChoiceName.KEY_PROPERTIES.words());
        }
    }

    /** What changed since the catalog was made: columns in table order, then those that are gone, then the key. */
    public static List<StructureChange> changes(StreamRequest request, StreamShape shape) {
        Table table = shape.table();
        CatalogStream entry = request.entry();
        List<StructureChange> changes = new ArrayList<>();
        for (Column column : table.columns()) {
            String name = "the column \"" + column.name() + "\"";
            Optional<String> before = entry.sqlDatatype(column.name());
            if (!entry.knows(column.name())) {
                changes.add(new StructureChange(
                        StructureChange.Kind.NEW_COLUMN,
                        name + " (" + column.sqlDatatype() + ") is new; it is " + fateOfNew(column, request, shape)));
            } else if (before.isPresent() && !before.get().equals(column.sqlDatatype())) {
                changes.add(new StructureChange(
                        StructureChange.Kind.OTHER_TYPE,
                        name + " was " + before.get() + " and is now " + column.sqlDatatype()));
            }
        }
        for (String name : entry.columnNames()) {
            if (entry.isSelected(name) && table.column(name).isEmpty()) {
                changes.add(new StructureChange(
                        StructureChange.Kind.LOST_COLUMN,
                        "the column \"" + name + "\" is gone or not readable any more; it is left out"));
            }
        }
        List<String> discovered = entry.discoveredKey();
        if (discovered != null && !discovered.equals(table.key())) {
            changes.add(new StructureChange(
                    StructureChange.Kind.OTHER_KEY, "the key was " + discovered + " and is now " + table.key()));
        }
        return changes;
    }

    private static String fateOfNew(Column column, StreamRequest request, StreamShape shape) {
        if (shape.indexOf(column.name()) >= 0) {
            return "read too";
        }
        return request.shaping().masks().isEmpty()
                ? "left out"
                : "left out until the catalog knows it, as it may hold values of a column that is masked";
    }

    private static List<String> key(CatalogStream entry, Table table) {
        List<String> key = entry.viewKey();
        if (key.isEmpty()) {
            key = table.key().isEmpty() ? entry.keyProperties() : table.key();
        }
        for (String name : key) {
            if (table.column(name).isEmpty()) {
                throw new TapException(
                        ErrorKind.CONFIGURATION,
                        "the key column \"" + name + "\" of \"" + table.name() + "\" does not exist or is not readable",
                        "Set " + ChoiceName.KEY_PROPERTIES.words() + " to columns of the "
                                + table.kind().words() + ".");
            }
        }
        return key;
    }

    private static String replicationKey(StreamRequest request, Table table) {
        String name = request.entry()
                .replicationKey()
                .orElseThrow(() -> new TapException(
                        ErrorKind.CONFIGURATION,
                        "INCREMENTAL needs a replication key, and \"" + request.table() + "\" has none chosen",
                        replicationKeyHint(request)));
        if (table.column(name).isEmpty()) {
            throw new TapException(
                    ErrorKind.CONFIGURATION,
                    "the replication key \"" + name + "\" of \"" + request.table() + "\" does not exist or is not"
                            + " readable",
                    replicationKeyHint(request));
        }
        return name;
    }

    private static String replicationKeyHint(StreamRequest request) {
        List<String> valid = request.entry().validReplicationKeys().orElse(List.of());
        return "Set " + ChoiceName.REPLICATION_KEY.words() + " to one of its valid-replication-keys"
                + (valid.isEmpty()
                        ? "."
                        : ": " + String.join(", ", valid.subList(0, Math.min(MOST_NAMES, valid.size())))
                                + (valid.size() > MOST_NAMES ? " and others." : "."));
    }

    private static void requireFit(String name, StreamRequest request, StreamShape shape) {
        int index = shape.indexOf(name);
        if (shape.mapping(index).replicationKey() == ReplicationKeyFit.NONE) {
            throw new TapException(
                    ErrorKind.CONFIGURATION,
                    "the replication key \"" + name + "\" of \"" + request.table() + "\" is "
                            + shape.columns().get(index).sqlDatatype() + ", which has no order to go on from",
                    replicationKeyHint(request));
        }
    }
}
