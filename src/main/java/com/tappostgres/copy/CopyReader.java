package com.tappostgres.copy;

import com.tappostgres.types.TextRow;
import java.sql.Connection;
import java.sql.SQLException;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyOut;

/** Reads rows through COPY ... TO STDOUT in text format. */
public final class CopyReader implements RowReader {
    /** To be kept in any case: pgjdbc closes a connection that nobody can reach, even while its COPY is read. */
    private final Connection connection;

    private final CopyOut copy;

    /** @param source a table with its columns, or a query in parentheses */
    public CopyReader(Connection connection, String source) throws SQLException {
        this.connection = connection;
        this.copy = connection.unwrap(PGConnection.class).getCopyAPI().copyOut("COPY " + source + " TO STDOUT");
    }

    @Override
    public boolean next(TextRow row) throws SQLException {
        // The protocol promises one row a message, in an array of its own.
        byte[] line = copy.readFromCopy();
        if (line == null) {
            return false;
        }
        CopyLine.split(line, row);
        return true;
    }

    /**
     * The driver's own cancelCopy does not read what the server still sends, so that it would be taken for the answer to the
     * next statement.
     */
    @Override
    public void cancel() throws SQLException {
        if (!copy.isActive()) {
            return;
        }
        connection.unwrap(PGConnection.class).cancelQuery();
        try {
            while (copy.readFromCopy() != null) {
                // Rows that were on their way.
            }
        } catch (SQLException e) {
            if (connection.isClosed() || copy.isActive()) {
                throw e;
            }
            // As it was asked to, the server ended it.
        }
    }
}
