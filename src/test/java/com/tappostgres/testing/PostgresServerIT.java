package com.tappostgres.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class PostgresServerIT {
    @EachVersion
    void runsEachVersion(PostgresVersion version) throws SQLException {
        try (TestDatabase database = PostgresServer.shared(version).createDatabase();
                Connection connection = database.connect()) {
            assertThat(query(connection, "show server_version_num"))
                    .asInt()
                    .isBetween(version.number(), version.number() + 99);
            assertThat(query(connection, "show server_encoding")).isEqualTo("UTF8");
            assertThat(query(connection, "show lc_messages")).isEqualTo("C");
            assertThat(query(connection, "select current_database()")).isEqualTo(database.name());
        }
    }

    @EachVersion
    void refusesAWrongPassword(PostgresVersion version) throws SQLException {
        try (TestDatabase database = PostgresServer.shared(version).createDatabase()) {
            String role = database.name() + "_reader";
            database.execute("create role " + role + " login password 'right'");
            try (Connection connection = database.connect(role, "right")) {
                assertThat(query(connection, "select current_user")).isEqualTo(role);
            }
            assertThatThrownBy(() -> database.connect(role, "wrong"))
                    .isInstanceOfSatisfying(
                            SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("28P01"));
            database.execute("drop role " + role);
        }
    }

    @Test
    void dropsADatabaseThatIsStillInUse() throws SQLException {
        PostgresServer server = PostgresServer.shared(PostgresVersion.V18);
        TestDatabase database = server.createDatabase("a \"quoted\" name/?&=%20", "encoding 'LATIN1'");
        try (Connection connection = database.connect()) {
            assertThat(query(connection, "show server_encoding")).isEqualTo("LATIN1");
            assertThat(query(connection, "select current_database()")).isEqualTo(database.name());
            database.close();
            assertThatThrownBy(() -> query(connection, "select 1")).isInstanceOf(SQLException.class);
        }
    }

    @Test
    void startsAPrivateServerWithSettings() throws SQLException {
        PostgresServer server =
                PostgresServer.start(PostgresVersion.V18, Map.of("wal_level", "logical", "search_path", "'it''s'"));
        try (server;
                Connection connection = server.connect()) {
            assertThat(query(connection, "show wal_level")).isEqualTo("logical");
            assertThat(query(connection, "show search_path")).isEqualTo("'it''s'");
        }
        assertThatThrownBy(server::connect).isInstanceOf(SQLException.class);
    }

    @Test
    void showsTheLogOfAServerThatDoesNotStart() {
        assertThatThrownBy(() -> PostgresServer.start(PostgresVersion.V18, Map.of("wal_level", "loud")))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("invalid value for parameter \"wal_level\": \"loud\"");
    }

    private static String query(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(sql)) {
            result.next();
            return result.getString(1);
        }
    }

    @Test
    void aStandbyFollowsItsPrimary() throws SQLException {
        try (PostgresServer primary = PostgresServer.start(PostgresVersion.V18, Map.of("wal_keep_size", "64MB"));
                PostgresServer standby = primary.startStandby(Map.of())) {
            primary.execute("create table t as select 42 as answer");
            standby.awaitReplayed(primary);
            try (Connection connection = standby.connect()) {
                assertThat(query(connection, "select answer from t")).isEqualTo("42");
                assertThat(query(connection, "select pg_is_in_recovery()")).isEqualTo("t");
            }
        }
    }
}
