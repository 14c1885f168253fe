package com.tappostgres.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.tappostgres.error.ErrorKind;
import com.tappostgres.error.TapException;
import com.tappostgres.picker.Preview;
import com.tappostgres.testing.EachVersion;
import com.tappostgres.testing.PostgresServer;
import com.tappostgres.testing.PostgresVersion;
import com.tappostgres.testing.StatementLog;
import com.tappostgres.testing.Tap;
import com.tappostgres.testing.TestDatabase;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a preview reads, with what privileges, and what it says where it cannot. */
final class TablePreviewIT {
    private static final String ROLE = "viewer";

    @TempDir
    private Path folder;

    private TablePreview preview(TestDatabase database) throws IOException {
        Path config = Path.of(
                Tap.write(folder, "config.json", Tap.of(database).as(ROLE, "r").config()));
        return new TablePreview(List.of(config), Map.of("TAP_POSTGRES_RETRY_MAX_SECONDS", "0"));
    }

    private static Preview.Table table(TestDatabase database, String name) {
        return new Preview.Table(database.name(), "Shop \"A\"", name);
    }

    @EachVersion
    void readsFiveRowsAndNothingElse(PostgresVersion version) throws IOException {
        try (PostgresServer server = PostgresServer.start(version, StatementLog.SETTINGS)) {
            TestDatabase database = server.createDatabase("shop", "encoding 'UTF8'");
            database.execute(
                    "create role viewer login password 'r'",
                    "create schema \"Shop \"\"A\"\"\"",
                    "create table \"Shop \"\"A\"\"\".orders (id integer, \"a \"\"b\"\"\" text, secret text, huge bytea)",
                    "insert into \"Shop \"\"A\"\"\".orders select n, case when n > 1 then 'é' end, 'hidden',"
                            + " convert_to(repeat('x', 1000000), 'UTF8') from generate_series(1, 9) as g(n)",
                    "create table \"Shop \"\"A\"\"\".closed (id integer)",
                    "create table \"Shop \"\"A\"\"\".empty (id integer)",
                    "grant usage on schema \"Shop \"\"A\"\"\" to viewer",
                    "grant select (id, \"a \"\"b\"\"\", huge) on \"Shop \"\"A\"\"\".orders to viewer",
                    "grant select on \"Shop \"\"A\"\"\".empty to viewer");
            try (TablePreview preview = preview(database)) {
                List<List<String>> rows = preview.rows(
                                table(database, "orders"), List.of("id", "a \"b\"", "huge"), null)
                        .values();
                assertThat(rows).hasSize(5);
                assertThat(rows.get(0).subList(0, 2)).isEqualTo(Arrays.asList("1", null));
                assertThat(rows.get(1).subList(0, 2)).containsExactly("2", "é");
                assertThat(rows.get(0).get(2)).startsWith("\\x78").hasSize(200);
                assertThat(preview.rows(table(database, "empty"), List.of(), null)
                                .values())
                        .isEmpty();

                assertThat(preview.rows(table(database, "orders"), List.of("id"), "orders.id > 7 -- late")
                                .values())
                        .containsExactlyInAnyOrder(List.of("8"), List.of("9"));

                assertThatThrownBy(() -> preview.rows(table(database, "orders"), List.of(), "id > 1) or (true"))
                        .isInstanceOf(TapException.class)
                        .hasMessageContaining("\"where\"");
                assertThatThrownBy(() -> preview.rows(
                                table(database, "orders"), List.of("id"), "\"a \"\"b\"\"\"::date > '2026-01-01'"))
                        .isInstanceOf(TapException.class)
                        .hasMessageContaining("SQLSTATE 22007")
                        .hasMessageNotContaining("é");
                assertFails(preview, table(database, "closed"), "id", "permission denied");
                assertFails(preview, table(database, "orders"), "secret", "permission denied");
                assertFails(preview, table(database, "gone"), "id", "does not exist");
                assertFails(preview, new Preview.Table("nowhere", "s", "t"), "id", "nowhere");
            }
            StatementLog log = StatementLog.of(server.log(), ROLE);
            assertThat(log.offences()).isEmpty();
            assertThat(log.statements()).anyMatch(statement -> statement.startsWith("select pg_catalog.left("));
        }
    }

    private static void assertFails(TablePreview preview, Preview.Table table, String column, String why) {
        assertThatThrownBy(() -> preview.rows(table, List.of(column), null))
                .isInstanceOf(TapException.class)
                .hasMessageContaining(why);
    }

    @Test
    void saysHowToGetAConnection() {
        try (TablePreview preview = new TablePreview(List.of(), Map.of("PATH", "/bin"))) {
            assertThatThrownBy(() -> preview.rows(new Preview.Table("d", "s", "t"), List.of(), null))
                    .isInstanceOfSatisfying(TapException.class, failure -> {
                        assertThat(failure.kind()).isEqualTo(ErrorKind.USAGE);
                        assertThat(failure.hint()).contains("--config config.json");
                    });
        }
    }
}
