package com.tappostgres.preflight;

import static org.assertj.core.api.Assertions.assertThat;

import com.tappostgres.discovery.ColumnAccess;
import com.tappostgres.discovery.DatabaseAccess;
import com.tappostgres.discovery.Role;
import com.tappostgres.discovery.TableAccess;
import com.tappostgres.postgres.TableName;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class GrantScriptTextTest {
    private static final Role READER = new Role("reader", true, true, false, false);

    private static TableAccess table(boolean held, boolean filtered, Optional<String> owner) {
        return new TableAccess(
                new TableName("public", "t"),
                owner,
                owner.isPresent(),
                false,
                held,
                held,
                filtered,
                List.of(new ColumnAccess("id", held, "pg_catalog", true)),
                List.of());
    }

    private static String print(Role role, boolean standby, boolean allRows, TableAccess table) {
        DatabaseAccess access = new DatabaseAccess(role, standby, true, Map.of());
        GrantScriptPart part = new GrantScriptPart("shop", Optional.of(access));
        part.add(table);
        return new GrantScriptText(role, allRows).print(List.of(part));
    }

    @Test
    void theWholeScript() {
        String text = print(READER, false, true, table(false, false, Optional.of("own\"er")));
        assertThat(text).isEqualTo("""
                -- What role "reader" needs for reading 1 table with tap-postgres.
                -- Run it with psql as a superuser, or as the owner of the databases, schemas and tables.
                -- CREATE ROLE "reader" LOGIN PASSWORD 'change-me'; -- exists already
                ALTER ROLE "reader" SET default_transaction_read_only = on;

                \\connect "shop"
                GRANT CONNECT ON DATABASE "shop" TO "reader";
                GRANT USAGE ON SCHEMA "public" TO "reader";
                GRANT SELECT ON "public"."t" TO "reader";
                -- Future tables that the owners of these create in the same schemas:
                ALTER DEFAULT PRIVILEGES FOR ROLE "own""er" IN SCHEMA "public" GRANT SELECT ON TABLES TO "reader";

                -- Missing today:
                -- \\connect "shop"
                -- GRANT USAGE ON SCHEMA "public" TO "reader";
                -- GRANT SELECT ON "public"."t" TO "reader";
                """);
    }

    @Test
    void nothingIsMissingWhereAllIsHeld() {
        assertThat(print(READER, false, true, table(true, false, Optional.empty())))
                .endsWith("-- Missing today: nothing.\n")
                .doesNotContain("Future tables");
    }

    @Test
    void aStandbyIsNoPlaceToGrant() {
        assertThat(print(READER, true, true, table(true, false, Optional.empty())))
                .contains("\n-- The server is a standby: run it on its primary.\n");
    }

    @Test
    void hiddenRowsAreMissingOnlyWhereAllAreWanted() {
        TableAccess table = table(true, true, Optional.empty());
        String bypass =
                "-- ALTER ROLE \"reader\" BYPASSRLS; -- as a superuser, or set \"row_security\": \"on\": policies hide"
                        + " rows of \"public\".\"t\"\n";
        assertThat(print(READER, false, true, table)).endsWith("-- Missing today:\n-- \\connect \"shop\"\n" + bypass);
        assertThat(print(READER, false, false, table)).contains(bypass).endsWith("-- Missing today: nothing.\n");
    }

    @Test
    void ofARoleThatIsNotThereAllIsMissing() {
        String text = print(Role.missing("a\nDROP TABLE t;"), false, true, table(false, false, Optional.empty()));
        assertThat(text)
                .contains("\nCREATE ROLE \"a\nDROP TABLE t;\" LOGIN PASSWORD 'change-me';\n")
                .startsWith("-- What role \"a\\nDROP TABLE t;\" needs")
                .endsWith("-- Missing today: all of it, as there is no role \"a\\nDROP TABLE t;\" yet.\n");
    }
}
