package com.tappostgres.preflight;

import com.tappostgres.discovery.ColumnAccess;
import com.tappostgres.discovery.DatabaseAccess;
import com.tappostgres.discovery.TableAccess;
import com.tappostgres.postgres.Sql;
import com.tappostgres.sync.StreamRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/** What a role needs in one database, collected table by table. */
final class GrantScriptPart {
    private final String database;
    private final Optional<DatabaseAccess> access;
    private final RequiredPrivileges required = new RequiredPrivileges();
    private final SortedSet<String> defaultPrivileges = new TreeSet<>();
    private boolean selected = true;
    private final List<String> filtered = new ArrayList<>();
    private final List<String> unknownColumns = new ArrayList<>();
    private boolean owned;

    /** @param access empty if the one who asks may not even connect */
    GrantScriptPart(String database, Optional<DatabaseAccess> access) {
        this.database = database;
        this.access = access;
    }

    void add(TableAccess table) {
        required.add(table);
        note(table);
        selected = false;
    }

    /** @param newColumns whether columns that the catalog does not know would be read */
    void add(StreamRequest request, TableAccess table, boolean newColumns) {
        required.add(request, table);
        note(table);
        List<String> unknown = table.columns().stream()
                .map(ColumnAccess::name)
                .filter(name -> !request.entry().knows(name) && request.wants(name, newColumns))
                .map(Sql::identifier)
                .toList();
        if (!unknown.isEmpty()) {
            unknownColumns.add(
                    "(" + String.join(", ", unknown) + ") of " + request.table().quoted());
        }
    }

    private void note(TableAccess table) {
        owned |= table.owned();
        if (table.filtered()) {
            filtered.add(table.name().quoted());
        }
        if (table.ownerCreates()) {
            table.owner()
                    .ifPresent(owner -> defaultPrivileges.add("ALTER DEFAULT PRIVILEGES FOR ROLE "
                            + Sql.identifier(owner) + " IN SCHEMA "
                            + Sql.identifier(table.name().schema()) + " GRANT SELECT ON TABLES TO "));
        }
    }

    String database() {
        return database;
    }

    Optional<DatabaseAccess> access() {
        return access;
    }

    int tables() {
        return required.tables();
    }

    /** Whether the role has the rights of an owner of one of the tables. */
    boolean isOwned() {
        return owned;
    }

    /** All privileges within the database, and the one to connect. */
    List<Grant> all() {
        return withConnect(required.all());
    }

    /** Those that the role lacks today. */
    List<Grant> missing() {
        boolean connect = access.isPresent() && access.get().connect();
        return connect ? required.missing() : withConnect(required.missing());
    }

    private List<Grant> withConnect(List<Grant> grants) {
        List<Grant> all = new ArrayList<>(grants);
        all.add(0, Grant.connect(database));
        return all;
    }

    /** The statements for tables that the owners of these will create, each without its grantee. */
    /** Whether certain streams are to be read, and not whatever there is. */
    boolean isOfSelected() {
        return selected;
    }

    SortedSet<String> defaultPrivileges() {
        return defaultPrivileges;
    }

    /** The tables of which row-level policies hide rows from the role. */
    List<String> filtered() {
        return filtered;
    }

    /** Columns that are left out as the catalog does not know them. */
    List<String> unknownColumns() {
        return unknownColumns;
    }
}
