package com.tappostgres.copy;

import com.tappostgres.types.TextRow;
import java.sql.SQLException;

/** The rows of one query, one after the other; the query ends with its last row, or with its connection. */
public interface RowReader {
    /**
     * Reads the next row; its bytes are valid until the next call.
     *
     * @return false when there is none
     */
    boolean next(TextRow row) throws SQLException;

    /** Has the server end the query, and forgets the rows that are left of it. */
    void cancel() throws SQLException;
}
