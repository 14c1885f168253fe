package com.tappostgres.sync;

import com.tappostgres.error.ErrorKind;
import com.tappostgres.error.TapException;
import com.tappostgres.postgres.ServerVersion;
import com.tappostgres.postgres.Session;
import com.tappostgres.postgres.Sql;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * How a server hashes: PostgreSQL 11 and newer by themselves, older ones with the extension pgcrypto.
 *
 * @param before what stands before the bytes to hash
 * @param after what stands behind them
 * @param encoding the one to hash a text in: UTF8, but for databases whose texts are in none
 */
record HashFunction(String before, String after, String encoding) {
    /** For streams that hash nothing. */
    static final HashFunction NONE = new HashFunction("", "", "");

    private static final int FIRST_WITH_SHA256 = 11;

    /**
     * Finds it, within a transaction.
     *
     * @throws TapException of kind CONFIGURATION if the server has none
     */
    static HashFunction of(Session session) throws SQLException {
        String encoding = session.encoding().isPresent() ? "UTF8" : "SQL_ASCII";
        ServerVersion version = session.version();
        if (version.isAtLeast(FIRST_WITH_SHA256, 0)) {
            return new HashFunction("pg_catalog.sha256(", ")", encoding);
        }
        String sql = """
                SELECT n.nspname FROM pg_catalog.pg_extension e
                JOIN pg_catalog.pg_namespace n ON n.oid = e.extnamespace
                WHERE e.extname = 'pgcrypto' AND pg_catalog.has_schema_privilege(n.oid, 'USAGE')""";
        try (Statement statement = session.connection().createStatement();
                ResultSet schema = statement.executeQuery(sql)) {
            if (schema.next()) {
                return new HashFunction(Sql.identifier(schema.getString(1)) + ".digest(", ", 'sha256')", encoding);
            }
        }
        throw new TapException(
                ErrorKind.CONFIGURATION,
                "\"mask\": \"sha256\" needs PostgreSQL 11 or the extension pgcrypto, and database \""
                        + session.database() + "\" on PostgreSQL " + version.text() + " has neither for this role",
                "CREATE EXTENSION pgcrypto; in that database as a superuser, with USAGE on its schema for the role; or set"
                        + " \"mask\" to \"null\" or {\"fixed\": \"a text\"}.");
    }

    /**
     * The SQL of the hexadecimal digits of a hash; NULL for NULL.
     *
     * @param salt in hexadecimal digits
     * @param text an expression of type text
     */
    String ofText(String salt, String text) {
        return "pg_catalog.encode(" + before + "pg_catalog.decode('" + salt + "', 'hex') || pg_catalog.convert_to("
                + text + ", '" + encoding + "')" + after + ", 'hex')";
    }
}
