package com.tappostgres.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.tappostgres.json.Json;
import com.tappostgres.testing.PostgresServer;
import com.tappostgres.testing.PostgresVersion;
import com.tappostgres.testing.Tap;
import com.tappostgres.testing.TapRun;
import com.tappostgres.testing.TestCatalog;
import com.tappostgres.testing.TestDatabase;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code check}: choices that a sync refuses are problems before it. */
final class PreflightChoicesIT {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "plain | at | {'late-commits': 'exact', 'limit': 5} | exclude each other",
                "plain | xmin | {'limit': 5} | exclude each other",
                "seen | at | {'late-commits': 'exact'} | serves plain tables only",
                "parts | at | {'late-commits': 'exact'} | serves plain tables only",
                "parent | at | {'late-commits': 'exact'} | is inherited by others",
                "seen | xmin | {} | serves plain tables only",
                "plain | at | {'late-commits': 'often'} | must be",
                "plain | at | {'late-commits': {'lookback': 100}} | does not fit the replication key",
                "plain | id | {'late-commits': {'lookback': '10 minutes'}} | does not fit the replication key",
                "plain | name | {'late-commits': {'lookback': 100}} | does not fit the replication key",
            })
    void refusesWhatASyncRefuses(String table, String key, String choices, String why) throws Exception {
        try (TestDatabase database = PostgresServer.shared(PostgresVersion.V18).createDatabase()) {
            database.execute(
                    "create table plain (id integer primary key, at timestamptz not null, name text not null)",
                    "insert into plain values (1, now(), 'a')",
                    "create view seen as select * from plain",
                    "create table parts (id integer, at timestamptz not null) partition by range (id)",
                    "create table parent (id integer primary key, at timestamptz not null)",
                    "create table child () inherits (parent)");
            TestCatalog catalog = Tap.of(database).catalog().incremental("public-" + table, key);
            catalog.root("public-" + table).setAll((ObjectNode) Json.parse(choices.replace('\'', '"')));

            TapRun run = Tap.of(database).check(catalog, "--json").assertFailed(3, why);

            assertThat(run.problems()).singleElement().asString().startsWith("public-" + table + ": ");
            Tap.of(database).sync(catalog).assertFailed(3, why);
        }
    }
}
