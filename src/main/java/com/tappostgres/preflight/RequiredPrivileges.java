package com.tappostgres.preflight;

import com.tappostgres.discovery.ColumnAccess;
import com.tappostgres.discovery.TableAccess;
import com.tappostgres.postgres.SqlCondition;
import com.tappostgres.postgres.TableName;
import com.tappostgres.singer.CatalogStream;
import com.tappostgres.sync.ReplicationMethod;
import com.tappostgres.sync.StreamRequest;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** The privileges within one database that reading tables takes, in the order of schema and name. */
final class RequiredPrivileges {
    private static final Comparator<TableName> ORDER =
            Comparator.comparing(TableName::schema).thenComparing(TableName::table);

    /** Schemas whose USAGE everybody has. */
    private static final Set<String> OPEN = Set.of("pg_catalog", "information_schema");

    /** Whether the role has USAGE. */
    private final SortedMap<String, Boolean> schemas = new TreeMap<>();

    private final SortedMap<TableName, Wanted> tables = new TreeMap<>(ORDER);

    /** What views with security_invoker read, and whether the role may. */
    private final SortedMap<TableName, Boolean> underlying = new TreeMap<>(ORDER);

    /** The names of the columns that are wanted of a table. */
    private record Wanted(TableAccess table, Set<String> names) {
        boolean isWhole() {
            return names.size() == table.columns().size();
        }

        List<String> columns() {
            return table.columns().stream()
                    .map(ColumnAccess::name)
                    .filter(names::contains)
                    .toList();
        }

        /** Those that the role may not read; none, not even an empty list, where nothing is missing. */
        Optional<List<String>> lacking() {
            List<String> lacking = table.columns().stream()
                    .filter(column -> names.contains(column.name()) && !column.select())
                    .map(ColumnAccess::name)
                    .toList();
            // Of a table without columns only SELECT on the table itself reads the rows.
            boolean complete =
                    table.select() || (lacking.isEmpty() && !table.columns().isEmpty());
            return complete ? Optional.empty() : Optional.of(lacking);
        }
    }

    /** What a selected stream takes of its table. */
    static RequiredPrivileges of(StreamRequest request, TableAccess table) {
        RequiredPrivileges required = new RequiredPrivileges();
        required.add(request, table);
        return required;
    }

    /**
     * Adds what a selected stream takes. A column that the catalog does not know is not wanted: a catalog that was made
     * with few privileges must not ask for more.
     */
    void add(StreamRequest request, TableAccess table) {
        CatalogStream entry = request.entry();
        Optional<String> replicationKey =
                request.method() == ReplicationMethod.INCREMENTAL ? entry.replicationKey() : Optional.empty();
        Set<String> needed = new HashSet<>(key(entry));
        replicationKey.ifPresent(needed::add);
        Set<String> columns = new HashSet<>();
        for (ColumnAccess column : table.columns()) {
            String name = column.name();
            SqlCondition where = request.shaping().where();
            boolean compared = where != null && where.mentions(name);
            if (needed.contains(name) || compared || (entry.knows(name) && entry.isSelected(name))) {
                columns.add(name);
            }
            // The literal that the bookmark becomes is cast to this type, by its name.
            if (replicationKey.equals(Optional.of(name)) && !OPEN.contains(column.typeSchema())) {
                schemas.merge(column.typeSchema(), column.typeUsable(), Boolean::logicalAnd);
            }
        }
        if (!columns.isEmpty() || table.columns().isEmpty()) {
            add(table, columns);
        }
    }

    private static List<String> key(CatalogStream entry) {
        if (!entry.viewKey().isEmpty()) {
            return entry.viewKey();
        }
        List<String> discovered = entry.discoveredKey();
        return discovered == null || discovered.isEmpty() ? entry.keyProperties() : discovered;
    }

    /** Adds what reading the whole table takes. */
    void add(TableAccess table) {
        Set<String> columns = new HashSet<>();
        table.columns().forEach(column -> columns.add(column.name()));
        add(table, columns);
    }

    private void add(TableAccess table, Set<String> columns) {
        schemas.merge(table.name().schema(), table.usage(), Boolean::logicalAnd);
        tables.computeIfAbsent(table.name(), name -> new Wanted(table, new HashSet<>()))
                .names()
                .addAll(columns);
        table.underlying().forEach(read -> underlying.merge(read.name(), read.select(), Boolean::logicalAnd));
    }

    int tables() {
        return tables.size();
    }

    /** All of them, whether the role has them or not. */
    List<Grant> all() {
        List<Grant> grants = new ArrayList<>();
        schemas.keySet().forEach(schema -> grants.add(Grant.usage(schema)));
        for (TableName name : names()) {
            Wanted wanted = tables.get(name);
            grants.add(
                    wanted == null || wanted.isWhole() || underlying.containsKey(name)
                            ? Grant.select(name)
                            : Grant.select(name, wanted.columns()));
        }
        return grants;
    }

    /** Those that the role lacks today. */
    List<Grant> missing() {
        List<Grant> grants = new ArrayList<>();
        schemas.forEach((schema, usage) -> {
            if (!usage) {
                grants.add(Grant.usage(schema));
            }
        });
        for (TableName name : names()) {
            if (!underlying.getOrDefault(name, true)) {
                grants.add(Grant.select(name));
                continue;
            }
            Wanted wanted = tables.get(name);
            if (wanted != null) {
                wanted.lacking()
                        .map(columns -> wanted.isWhole() ? Grant.select(name) : Grant.select(name, columns))
                        .ifPresent(grants::add);
            }
        }
        return grants;
    }

    private SortedSet<TableName> names() {
        SortedSet<TableName> names = new TreeSet<>(ORDER);
        names.addAll(tables.keySet());
        names.addAll(underlying.keySet());
        return names;
    }
}
