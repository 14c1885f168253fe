package com.tappostgres.preflight;

import com.tappostgres.postgres.Sql;
import com.tappostgres.postgres.TableName;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A privilege on an object.
 *
 * @param privilege with its columns, where it is for some columns only
 * @param object as SQL names it
 */
record Grant(String privilege, String object) {
    static Grant connect(String database) {
        return new Grant("CONNECT", "DATABASE " + Sql.identifier(database));
    }

    static Grant usage(String schema) {
        return new Grant("USAGE", "SCHEMA " + Sql.identifier(schema));
    }

    static Grant select(TableName table) {
        return new Grant("SELECT", table.quoted());
    }

    static Grant select(TableName table, List<String> columns) {
        return new Grant(
                columns.stream().map(Sql::identifier).collect(Collectors.joining(", ", "SELECT (", ")")),
                table.quoted());
    }

    /** The statement that gives it. */
    String to(String role) {
        return "GRANT " + this + " TO " + Sql.identifier(role) + ";";
    }

    /** The statement's middle, which is short enough for people. */
    @Override
    public String toString() {
        return privilege + " ON " + object;
    }
}
