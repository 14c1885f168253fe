package com.tappostgres.bench;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Arrays;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyOut;

/** The least that a Java client can do with COPY: reads every row, counts it and throws it away. */
final class DrainCopy {
    private DrainCopy() {}

    /** Takes a JDBC URL and COPY statements; prints the number of rows and of bytes. */
    public static void main(String[] args) throws SQLException {
        try (Connection connection = DriverManager.getConnection(args[0])) {
            long rows = 0;
            long bytes = 0;
            for (String statement : Arrays.asList(args).subList(1, args.length)) {
                CopyOut copy =
                        connection.unwrap(PGConnection.class).getCopyAPI().copyOut(statement);
                for (byte[] row = copy.readFromCopy(); row != null; row = copy.readFromCopy()) {
                    rows++;
                    bytes += row.length;
                }
            }
            System.out.println(rows + " " + bytes);
        }
    }
}
