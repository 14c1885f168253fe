package com.tappostgres.bench;

import com.tappostgres.testing.TestDatabase;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * How a table is cut into parts.
 *
 * @param bytes of its heap
 * @param blocks of its heap
 * @param partMegabytes how large a part is, as {@code chunk_size_mb} counts
 */
record Cut(long bytes, long blocks, int partMegabytes) {
    /** The default of {@code chunk_size_mb}. */
    private static final int USUAL_PART_MEGABYTES = 64;

    /** With fewer parts, what readers wait for the last one would pass for what they cost. */
    private static final int LEAST_PARTS = 8;

    private static final long MEGABYTE = 1 << 20;

    /** Parts of the usual size, or smaller ones where the table is too small for enough of them. */
    static Cut of(TestDatabase database, String table) {
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery("""
                        select pg_relation_size('%s'),
                               pg_relation_size('%1$s') / current_setting('block_size')::bigint
                        """.formatted(table))) {
            result.next();
            long bytes = result.getLong(1);
            long megabytes = Math.min(USUAL_PART_MEGABYTES, bytes / MEGABYTE / LEAST_PARTS);
            return new Cut(bytes, result.getLong(2), (int) Math.max(1, megabytes));
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    long parts() {
        long size = partMegabytes * MEGABYTE;
        return Math.max(1, (bytes + size - 1) / size);
    }

    /** A COPY for each part. */
    List<String> copies(String table) {
        List<String> copies = new ArrayList<>();
        for (long part = 0; part < parts(); part++) {
            copies.add("COPY (SELECT * FROM ONLY %s WHERE ctid >= '(%d,0)' AND ctid < '(%d,0)') TO STDOUT"
                    .formatted(table, blocks * part / parts(), blocks * (part + 1) / parts()));
        }
        return copies;
    }

    String describe() {
        return String.format(
                Locale.ROOT,
                "%,.0f MiB on %,d blocks, %d parts%s%s",
                (double) bytes / MEGABYTE,
                blocks,
                parts(),
                partMegabytes == USUAL_PART_MEGABYTES ? "" : " (chunk_size_mb " + partMegabytes + ")",
                parts() < LEAST_PARTS ? ", TOO FEW: use a larger --scale" : "");
    }
}
