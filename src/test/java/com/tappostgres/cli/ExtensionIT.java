package com.tappostgres.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.tappostgres.testing.Tap;
import com.tappostgres.testing.TapRun;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.testcontainers.junit.jupiter.Testcontainers;
import org.testcontainers.postgresql.PostgreSQLContainer;
import org.testcontainers.utility.DockerImageName;

/** Types of extensions that the embedded servers lack; skipped where there is no Docker. */
@Testcontainers(disabledWithoutDocker = true)
final class ExtensionIT {
    @Test
    void vectorsAreArraysOfNumbers() throws SQLException {
        try (PostgreSQLContainer server = server("pgvector/pgvector:pg17")) {
            execute(
                    server,
                    "create extension vector",
                    "create table t (id integer primary key, v vector(3), h halfvec(2), s sparsevec(4))",
                    "insert into t values (1, '[1,2.5,-3e-7]', '[0,1]', '{1:2}/4'), (2, null, null, null)");

            TapRun run = sync(server);

            assertThat(run.values("public-t", "v")).containsExactly("[1,2.5,-3e-07]", "null");
            assertThat(run.values("public-t", "h")).containsExactly("[0,1]", "null");
            assertThat(run.values("public-t", "s")).containsExactly("\"{1:2}/4\"", "null");
        }
    }

    @Test
    void geometriesTravelAsTheirText() throws SQLException {
        try (PostgreSQLContainer server = server("postgis/postgis:17-3.5")) {
            execute(
                    server,
                    "create extension if not exists postgis",
                    "create table t (id integer primary key, g geometry(Point, 4326))",
                    "insert into t values (1, 'SRID=4326;POINT(1 2)')");

            TapRun run = sync(server);

            assertThat(run.values("public-t", "g"))
                    .containsExactly("\"0101000020E6100000000000000000F03F0000000000000040\"");
        }
    }

    private static PostgreSQLContainer server(String image) {
        PostgreSQLContainer server =
                new PostgreSQLContainer(DockerImageName.parse(image).asCompatibleSubstituteFor("postgres"));
        server.start();
        return server;
    }

    private static void execute(PostgreSQLContainer server, String... statements) throws SQLException {
        try (Connection connection =
                        DriverManager.getConnection(server.getJdbcUrl(), server.getUsername(), server.getPassword());
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }

    private static TapRun sync(PostgreSQLContainer server) {
        Tap tap = Tap.withoutConfig(Map.of())
                .with("host", server.getHost())
                .with("port", server.getMappedPort(PostgreSQLContainer.POSTGRESQL_PORT))
                .with("user", server.getUsername())
                .with("password", server.getPassword())
                .with("dbname", server.getDatabaseName());
        return tap.sync(tap.catalog().fullTable("public-t")).assertSucceeded();
    }
}
