package com.tappostgres.copy;

import com.tappostgres.types.TextRow;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Reads rows through a server cursor, a batch of rows a round trip. */
public final class CursorReader implements RowReader {
    /** The driver holds a whole batch in memory. */
    private static final long BATCH_BYTES = 16L << 20;

    /** So many rows tell how wide they are. */
    private static final int FIRST_BATCH = 100;

    private static final String CURSOR = "tap_postgres";

    private final Statement statement;
    private final int batch;
    private @Nullable ResultSet rows;
    private int wanted;
    private int rowsInBatch;
    private long bytesInBatch;
    private byte[] bytes = new byte[1024];

    /**
     * Declares the cursor; the first row is fetched when it is asked for.
     *
     * @param query a SELECT; bytea columns must come as text, since the driver decodes them
     * @param batch rows a round trip, at most: wide rows come in smaller batches
     */
    public CursorReader(Connection connection, String query, int batch) throws SQLException {
        this.statement = connection.createStatement();
        this.batch = batch;
        // All rows will be fetched: plan for that, as COPY does, not for the first ones.
        statement.execute("SET LOCAL cursor_tuple_fraction TO 1; DECLARE " + CURSOR + " NO SCROLL CURSOR FOR " + query);
    }

    private ResultSet fetch() throws SQLException {
        wanted = rowsInBatch == 0
                ? Math.min(batch, FIRST_BATCH)
                : (int) Math.max(1, Math.min(batch, BATCH_BYTES * rowsInBatch / Math.max(1, bytesInBatch)));
        rowsInBatch = 0;
        bytesInBatch = 0;
        ResultSet fetched = statement.executeQuery("FETCH FORWARD " + wanted + " FROM " + CURSOR);
        rows = fetched;
        return fetched;
    }

    @Override
    public boolean next(TextRow row) throws SQLException {
        ResultSet current = rows == null ? fetch() : rows;
        while (!current.next()) {
            if (rowsInBatch < wanted) {
                // The next part of the table declares a cursor of the same name.
                statement.execute("CLOSE " + CURSOR);
                return false;
            }
            current = fetch();
        }
        rowsInBatch++;
        read(current, row);
        return true;
    }

    private void read(ResultSet current, TextRow row) throws SQLException {
        int position = 0;
        for (int field = 0; field < row.fields(); field++) {
            byte[] text = current.getBytes(field + 1);
            if (text == null) {
                row.set(field, position, TextRow.NULL);
                continue;
            }
            if (text.length > bytes.length - position) {
                bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, position + text.length));
            }
            System.arraycopy(text, 0, bytes, position, text.length);
            row.set(field, position, text.length);
            position += text.length;
        }
        row.start(bytes);
        bytesInBatch += position;
    }

    /** Between two batches the server has nothing to end, and the cursor goes with the transaction. */
    @Override
    public void cancel() throws SQLException {
        statement.close();
    }
}
