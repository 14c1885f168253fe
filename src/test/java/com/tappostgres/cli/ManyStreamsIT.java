package com.tappostgres.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.tappostgres.testing.PostgresServer;
import com.tappostgres.testing.PostgresVersion;
import com.tappostgres.testing.Tap;
import com.tappostgres.testing.TapRun;
import com.tappostgres.testing.TestCatalog;
import com.tappostgres.testing.TestDatabase;
import org.junit.jupiter.api.Test;

/** A database of thousands of tables. */
final class ManyStreamsIT {
    private static final int TABLES = 5_000;

    @Test
    void itsStatesDoNotOutweighItsRecords() {
        try (TestDatabase database = PostgresServer.shared(PostgresVersion.V18).createDatabase()) {
            for (int from = 0; from < TABLES; from += 500) {
                // Each batch in a transaction of its own: the server can lock only so many tables at once.
                database.execute("do $$ begin for i in " + from + " .. " + (from + 499)
                        + " loop execute format('create table t%s (id integer)', i);"
                        + " execute format('insert into t%s values (%s)', i, i); end loop; end $$");
            }
            Tap tap = Tap.of(database);

            TestCatalog catalog = tap.catalog().selectAll();
            TapRun run = tap.sync(catalog).assertSucceeded();

            assertThat(run.messages("RECORD")).hasSize(TABLES);
            assertThat(run.state().get("bookmarks")).hasSize(TABLES);
            assertThat(run.state().get("currently_syncing").isNull()).isTrue();
            long states = run.lines().stream()
                    .filter(line -> line.startsWith("{\"type\":\"STATE\""))
                    .mapToLong(String::length)
                    .sum();
            // One behind each stream would be over a gigabyte.
            assertThat(states).isLessThan(50_000_000);
        }
    }
}
