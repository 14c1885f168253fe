package com.tappostgres.postgres;

/** Quotes what becomes part of a statement: the only place that does. */
public final class Sql {
    private Sql() {}

    public static String identifier(String name) {
        return '"' + name.replace("\"", "\"\"") + '"';
    }

    /** The command by which psql goes on in another database. */
    public static String connectCommand(String database) {
        // psql takes what looks like a connection string for one, even where it is quoted as a name.
        if (database.indexOf('=') < 0 && !database.contains("://") && !database.startsWith("-")) {
            return "\\connect " + identifier(database);
        }
        String value = database.replace("\\", "\\\\").replace("'", "\\'");
        return "\\connect -reuse-previous=on " + identifier("dbname='" + value + "'");
    }

    /** A string literal that means the same whatever standard_conforming_strings says. */
    public static String literal(String text) {
        String doubled = text.replace("'", "''");
        return text.indexOf('\\') < 0 ? "'" + doubled + "'" : "E'" + doubled.replace("\\", "\\\\") + "'";
    }
}
