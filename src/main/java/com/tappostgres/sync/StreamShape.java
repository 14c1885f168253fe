package com.tappostgres.sync;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.tappostgres.discovery.Column;
import com.tappostgres.discovery.Table;
import com.tappostgres.error.ErrorKind;
import com.tappostgres.error.TapException;
import com.tappostgres.json.Json;
import com.tappostgres.types.ColumnReport;
import com.tappostgres.types.Masking;
import com.tappostgres.types.RowEncoder;
import com.tappostgres.types.Schemas;
import com.tappostgres.types.TypeMapping;
import com.tappostgres.types.TypeMappings;
import com.tappostgres.types.ValueEncoder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The columns of a stream as one snapshot shows them, with what each becomes. */
public final class StreamShape {
    private static final Logger LOG = LoggerFactory.getLogger(StreamShape.class);

    private final Table table;
    private final List<Column> columns;
    private final List<String> key;
    private final TypeMappings types;
    private final List<TypeMapping> mappings = new ArrayList<>();
    private final List<ColumnReport> reports = new ArrayList<>();
    private final Map<String, ColumnMask> masks;

    /**
     * The shape of a stream.
     *
     * @param columns the selected ones, in table order
     * @param key the names of its key columns, all of them selected
     * @param masks of those columns whose values must not be seen
     */
    StreamShape(
            Table table, List<Column> columns, List<String> key, TypeMappings types, Map<String, ColumnMask> masks) {
        this.table = table;
        this.columns = List.copyOf(columns);
        this.key = List.copyOf(key);
        this.types = types;
        this.masks = masks;
        for (Column column : columns) {
            ColumnReport report = new ColumnReport(column.name(), key.contains(column.name()));
            reports.add(report);
            ColumnMask mask = masks.get(column.name());
            mappings.add(
                    mask == null
                            ? types.of(column.type(), report)
                            : types.masked(mask.masking(), column.type(), report));
        }
    }

    /** The same shape as it is before any value, for another reader. */
    StreamShape twin() {
        return new StreamShape(table, columns, key, types, masks);
    }

    /**
     * Widens its schema by what that of a twin covers.
     *
     * @return whether it was not covered until now
     */
    boolean absorb(StreamShape twin) {
        boolean wider = false;
        for (int i = 0; i < mappings.size(); i++) {
            wider |= mappings.get(i).encoder().absorb(twin.mappings.get(i).encoder());
        }
        return wider;
    }

    /** Adds the values that a twin altered. */
    void addReports(StreamShape twin) {
        for (int i = 0; i < reports.size(); i++) {
            reports.get(i).add(twin.reports.get(i));
        }
    }

    public Table table() {
        return table;
    }

    public List<Column> columns() {
        return columns;
    }

    public List<String> key() {
        return key;
    }

    List<ColumnReport> reports() {
        return reports;
    }

    /** Whether a driver would decode its values. */
    boolean isBytea(int column) {
        return types.isBytea(columns.get(column).type().typeOid());
    }

    /** The position of a column among the selected ones, or -1. */
    public int indexOf(String column) {
        for (int i = 0; i < columns.size(); i++) {
            if (columns.get(i).name().equals(column)) {
                return i;
            }
        }
        return -1;
    }

    public TypeMapping mapping(int column) {
        return mappings.get(column);
    }

    /** Stands for the columns that are read and the key: rows of another shape do not go with those sent before. */
    String fingerprint() {
        StringBuilder text = new StringBuilder();
        for (Column column : columns) {
            // A column that was made anew under its name has another number.
            text.append(column.number()).append(' ').append(column.name()).append('\0');
            text.append(column.sqlDatatype()).append('\0');
            text.append(types.attributes(column.type().typeOid())).append('\0');
        }
        text.append(key);
        return Fingerprint.of(text.toString());
    }

    /** The oids of the composite types that its columns hold. */
    Set<Long> composites() {
        Set<Long> found = new TreeSet<>();
        columns.forEach(column -> found.addAll(types.composites(column.type().typeOid())));
        return found;
    }

    /** The schema that covers all values encoded so far. */
    ObjectNode schema() {
        ObjectNode schema = Json.NODES.objectNode().put("type", "object");
        ObjectNode properties = schema.putObject("properties");
        for (int i = 0; i < columns.size(); i++) {
            Column column = columns.get(i);
            properties.set(
                    column.name(), Schemas.ofColumn(mappings.get(i), isNullable(column), key.contains(column.name())));
        }
        return schema;
    }

    private boolean isNullable(Column column) {
        ColumnMask mask = masks.get(column.name());
        Masking masking = mask == null ? Masking.SHA256 : mask.masking();
        return switch (masking) {
            case NULL -> true;
            case FIXED -> false;
            // The hash of NULL is NULL.
            case SHA256 -> column.type().nullable();
        };
    }

    /**
     * Whether a stream of it holds all rows of one plain heap, which COPY can scan without a query. Where row-level
     * policies apply the server makes a query of it anyway, and 9.5.3 a wrong one of several columns.
     */
    boolean isWholeHeap() {
        return table.kind() == Table.Kind.TABLE
                && !table.inherited()
                && !table.rowSecurity()
                && columns.stream().noneMatch(Column::generated);
    }

    /**
     * Makes sure that it is a plain table, whose rows say by which transaction they were written.
     *
     * @param what asks for that
     * @param mend what else to choose
     * @throws TapException of kind CONFIGURATION if it is something else
     */
    void requirePlain(String what, String mend) {
        if (table.kind() != Table.Kind.TABLE || table.inherited()) {
            throw new TapException(
                    ErrorKind.CONFIGURATION,
                    what + " serves plain tables only, and \"" + table.name() + "\" is "
                            + (table.inherited()
                                    ? "inherited by others"
                                    : "a " + table.kind().words()),
                    mend);
        }
    }

    /** Warns of every column of which values had to be altered. */
    void reportValues(String stream) {
        for (ColumnReport report : reports) {
            if (report.clamped() > 0) {
                LOG.warn(
                        "{}: {} of the column \"{}\" {} beyond what JSON Schema's dates hold and moved to the nearest one"
                                + " (\"out_of_range\")",
                        stream,
                        values(report.clamped()),
                        report.column(),
                        report.clamped() == 1 ? "was" : "were");
            }
            if (report.repaired() > 0) {
                LOG.warn(
                        "{}: {} of the column \"{}\" {} no UTF-8 (the database's encoding is SQL_ASCII); what is none"
                                + " became U+FFFD",
                        stream,
                        values(report.repaired()),
                        report.column(),
                        report.repaired() == 1 ? "is" : "are");
            }
            if (report.nulled() > 0) {
                LOG.warn(
                        "{}: {} of the column \"{}\" {} no form in JSON (NaN, infinity) and became null",
                        stream,
                        values(report.nulled()),
                        report.column(),
                        report.nulled() == 1 ? "has" : "have");
            }
        }
    }

    private static String values(long number) {
        return number == 1 ? "1 value" : number + " values";
    }

    RowEncoder encoder() {
        List<String> names = columns.stream().map(Column::name).toList();
        List<ValueEncoder> encoders =
                mappings.stream().map(TypeMapping::encoder).toList();
        return new RowEncoder(names, encoders, reports);
    }
}
