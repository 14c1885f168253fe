package com.tappostgres.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

final class FoodMartIT {
    @EachVersion
    void loadsEveryTable(PostgresVersion version) throws SQLException {
        try (TestDatabase database = PostgresServer.shared(version).createDatabase()) {
            Map<String, Long> rows = FoodMart.load(database);

            assertThat(rows).hasSize(FoodMart.TABLES);
            assertThat(rows.values().stream().mapToLong(Long::longValue).sum()).isEqualTo(FoodMart.ROWS);
            try (Connection connection = database.connect()) {
                for (Map.Entry<String, Long> table : rows.entrySet()) {
                    String count = "select count(*) from foodmart." + PostgresServer.quote(table.getKey());
                    assertThat(query(connection, count)).as(table.getKey()).isEqualTo(Long.toString(table.getValue()));
                }
                assertValues(connection);
            }
        }
    }

    /** Quotes, NULLs, booleans, fractions and times arrive as the script has them. */
    private static void assertValues(Connection connection) throws SQLException {
        String primaryKeys = "select count(*) from pg_constraint where contype = 'p' and conrelid >= 16384";
        assertThat(query(connection, primaryKeys)).isEqualTo("14");
        String category = "select c::text from foodmart.category c where category_id = 'ACTUAL'";
        assertThat(query(connection, category)).isEqualTo("(ACTUAL,,\"Current Year's Actuals\",)");
        String product = "select product_name, gross_weight = 8.39, low_fat from foodmart.product where product_id = 1";
        assertThat(query(connection, product)).isEqualTo("Washington Berry Juice|t|f");
        String salary = "select min(pay_date), sum(salary_paid) from foodmart.salary where employee_id = 1";
        assertThat(query(connection, salary)).isEqualTo("1997-01-01 00:00:00|1824.0000");
    }

    private static String query(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(sql)) {
            result.next();
            List<String> columns = new ArrayList<>();
            for (int column = 1; column <= result.getMetaData().getColumnCount(); column++) {
                columns.add(result.getString(column));
            }
            return String.join("|", columns);
        }
    }
}
