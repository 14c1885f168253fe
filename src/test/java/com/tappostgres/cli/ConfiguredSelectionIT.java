package com.tappostgres.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.tappostgres.json.Json;
import com.tappostgres.postgres.Sql;
import com.tappostgres.testing.PostgresServer;
import com.tappostgres.testing.PostgresVersion;
import com.tappostgres.testing.Tap;
import com.tappostgres.testing.TapRun;
import com.tappostgres.testing.TestCatalog;
import com.tappostgres.testing.TestDatabase;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Syncs whose streams the config chooses. */
final class ConfiguredSelectionIT {
    @TempDir
    private Path folder;

    private TestDatabase database;

    @BeforeEach
    void create() {
        database = PostgresServer.shared(PostgresVersion.V18).createDatabase();
        database.execute(
                "create table orders (id integer primary key, total integer, at integer)",
                "insert into orders values (1, 10, 5), (2, 20, 6), (3, 30, 7)",
                "create table users (id integer primary key, email text, password text)",
                "insert into users values (1, 'a@b', 'secret')",
                "create schema other",
                "create table other.t (id integer)");
    }

    @AfterEach
    void drop() {
        database.close();
    }

    private Tap tap(String settings) throws Exception {
        Tap tap = Tap.of(database);
        for (java.util.Map.Entry<String, JsonNode> setting :
                Json.parse(settings).properties()) {
            tap = tap.with(setting.getKey(), setting.getValue());
        }
        return tap;
    }

    private TapRun sync(String settings, JsonNode state) throws Exception {
        String config = Tap.write(folder, "config.json", tap(settings).config());
        if (state == null) {
            return Tap.run("--config", config);
        }
        return Tap.run("--config", config, "--state", Tap.write(folder, "state.json", state));
    }

    @Test
    void needsNoCatalog() throws Exception {
        String settings = "{\"select\": [\"public.*\", \"!public.*.password\"], \"streams\": {\"public.orders\":"
                + " {\"method\": \"incremental\", \"key\": \"at\", \"where\": \"total > 10\", \"columns\": [\"id\", \"at\"]}}}";

        TapRun run = sync(settings, null).assertSucceeded();

        assertThat(run.records("public-orders")).hasToString("[{\"id\":2,\"at\":6}, {\"id\":3,\"at\":7}]");
        assertThat(run.records("public-users")).hasToString("[{\"id\":1,\"email\":\"a@b\"}]");
        assertThat(run.messages("SCHEMA")).hasSize(2);
        database.execute(
                "insert into orders values (4, 40, 8)",
                "create table fresh (id integer primary key)",
                "insert into fresh values (9)",
                "drop table users");
        TapRun next = sync(settings, run.state()).assertSucceeded();
        assertThat(next.values("public-orders", "id")).containsExactly("3", "4");
        assertThat(next.values("public-fresh", "id")).containsExactly("9");
        assertThat(next.messages("SCHEMA", "public-users")).isEmpty();
    }

    /** A rule for several tables may name columns that only some have. */
    @Test
    void takesColumnsOfSomeTables() throws Exception {
        TapRun run = sync("{\"streams\": {\"public.*\": {\"columns\": [\"total\", \"email\"]}}}", null)
                .assertSucceeded();
        assertThat(run.records("public-orders").get(0)).hasToString("{\"id\":1,\"total\":10}");
        assertThat(run.records("public-users")).hasToString("[{\"id\":1,\"email\":\"a@b\"}]");
    }

    @Test
    void readsOfSeveralDatabases() throws Exception {
        try (TestDatabase second = database.server().createDatabase()) {
            second.execute("create table orders (id integer primary key)", "insert into orders values (42)");
            TapRun run = sync(
                            "{\"filter_dbs\": null, \"stream_name\": \"{database}-{table}\", \"select\": [\""
                                    + second.name() + "/*.*\", \"" + database.name() + "/public.users\"]}",
                            null)
                    .assertSucceeded();
            assertThat(run.values(second.name() + "-orders", "id")).containsExactly("42");
            assertThat(run.messages("SCHEMA")).hasSize(2);
        }
    }

    /** Rows that are missing without a word would be worse than an exit code. */
    @Test
    void failsForADatabaseThatCannotBeRead() throws Exception {
        try (TestDatabase second = database.server().createDatabase()) {
            String role = database.name() + "_reader";
            database.execute(
                    "create role " + role + " login password 'r'",
                    "grant select on users to " + role,
                    "alter database " + second.name() + " connection limit 0");
            try {
                String config = Tap.write(
                        folder,
                        "config.json",
                        tap("{\"select\": [\"public.users\", \"" + second.name() + "/*.*\"], \"filter_dbs\": null}")
                                .as(role, "r")
                                .config());
                TapRun run = Tap.run("--config", config);
                run.assertFailed(6, "1 of 2 streams failed: all of database \"" + second.name() + "\"");
                assertThat(run.records("public-users")).hasSize(1);
            } finally {
                database.execute("drop owned by " + role, "drop role " + role);
            }
        }
    }

    @Test
    void comesOnTopOfACatalog() throws Exception {
        TestCatalog catalog = Tap.of(database).catalog().fullTable("public-orders");
        TapRun run = tap("{\"select\": [\"!public.orders.total\", \"public.users\"]}")
                .sync(catalog)
                .assertSucceeded();
        assertThat(run.records("public-orders").get(0)).hasToString("{\"id\":1,\"at\":5}");
        assertThat(run.records("public-users")).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"select\": [\"public.order\"]} | orders",
                "{\"select\": [\"nowhere.*\"]} | nowhere",
                "{\"select\": [\"nodb/public.x\"]} | matches no database: there are ",
                "{\"streams\": {\"nodb/public.x\": {}}} | matches no database: there are ",
                "{\"select\": [\"!public.*\"]} | select",
                "{\"select\": []} | nothing is selected",
                "{\"streams\": {}} | nothing is selected",
                "{\"select\": [\"a.b.c.d\"]} | a.b.c.d",
                "{\"select\": [\"public.*\"], \"streams\": {\"public.users\": {\"mask\": {\"mail\": \"null\"}}}} | email",
                "{\"streams\": {\"public.*\": {\"columns\": [\"totl\"]}}} | did you mean \"total\"?",
                "{\"streams\": {\"public.users\": {\"methud\": \"x\"}}} | method",
                "{\"streams\": {\"public.users\": {\"method\": \"log\"}}} | INCREMENTAL",
                "{\"streams\": {\"public.users\": {\"limit\": 0}}} | limit",
                "{\"streams\": {\"!public.users\": {}}} | excludes",
                "{\"streams\": [1]} | object"
            })
    void refusesWhatSelectsNothingOrMakesNoSense(String settings, String named) throws Exception {
        TapRun run = sync(settings, null);
        run.assertFailed(3);
        assertThat(run.log()).contains(named);
        assertThat(run.text()).isEmpty();
        TapRun check =
                Tap.run("check", "--config", folder.resolve("config.json").toString());
        check.assertFailed(3);
        assertThat(check.log()).contains(named);
    }

    /** A missing privilege is no misspelt name. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"select\": [\"public.nogrant\"]} | GRANT SELECT ON \"public\".\"nogrant\" TO ROLE;",
                "{\"select\": [\"public-nogrant\"]} | GRANT SELECT ON \"public\".\"nogrant\" TO ROLE;",
                "{\"select\": [\"public.nogrant.id\"]} | GRANT SELECT (\"id\") ON \"public\".\"nogrant\" TO ROLE;",
                "{\"select\": [\"other.t\"]} | GRANT USAGE ON SCHEMA \"other\" TO ROLE;",
                "{\"streams\": {\"other.t\": {\"columns\": [\"id\"]}}} | GRANT USAGE ON SCHEMA \"other\" TO ROLE;",
            })
    void saysThatATableThatItNamesIsNotReadable(String settings, String grant) throws Exception {
        String role = database.name() + "_reader";
        database.execute(
                "create role " + role + " login password 'r'",
                "grant select on users to " + role,
                "create table nogrant (id integer primary key, at integer)");
        try {
            String config =
                    Tap.write(folder, "config.json", tap(settings).as(role, "r").config());
            TapRun run = Tap.run("--config", config);
            run.assertFailed(5, "the role may not read").assertHint("GRANT SELECT ON ");
            assertThat(run.text()).isEmpty();
            TapRun check = Tap.run("check", "--config", config);
            check.assertFailed(5);
            assertThat(check.text()).contains(grant.replace("ROLE", Sql.identifier(role)));

            String both = Tap.write(
                    folder,
                    "config.json",
                    tap("{\"select\": [\"public.users\", \"other.t\"]}")
                            .as(role, "r")
                            .config());
            TapRun partial = Tap.run("--config", both);
            partial.assertFailed(6, "1 of 2 streams failed: other-t");
            String rule = Tap.write(
                    folder,
                    "config.json",
                    tap("{\"select\": [\"public.*\"], \"streams\": {\"public.nogrant\": {\"key\": \"at\"}}}")
                            .as(role, "r")
                            .config());
            Tap.run("--config", rule).assertFailed(6, "1 of 2 streams failed: public-nogrant");
            assertThat(partial.records("public-users")).hasSize(1);
        } finally {
            database.execute("drop owned by " + role, "drop role " + role);
        }
    }

    /** Who has no catalog file could not do what a hint says of one. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"method\": \"incremental\"} | (\"key\" in \"streams\" of the config) to one of its"
                        + " valid-replication-keys: id, total, at.",
                "{\"key\": \"nothing\"} | (\"key\" in \"streams\" of the config)",
                "{\"key_properties\": [\"nothing\"]} | (\"key_properties\" in \"streams\" of the config)",
                "{\"where\": \"nothing = 1\"} | \"where\" in the stream's metadata or in \"streams\" of the config.",
                "{\"key\": \"at\", \"mask\": {\"at\": \"null\"}} | (\"key\" in \"streams\" of the config)",
                "{\"mask\": {\"id\": \"null\"}} | (\"key_properties\" in \"streams\" of the config)",
                "{\"key\": \"xmin\", \"limit\": 5} | (\"late_commits\" in \"streams\" of the config)",
            })
    void itsHintsNameTheSetting(String choices, String hint) throws Exception {
        TapRun run = sync("{\"streams\": {\"public.orders\": " + choices + "}}", null);
        run.assertFailed(3, "public-orders").assertHint(hint);
    }

    @Test
    void warnsOfAPatternThatMatchesNothing() throws Exception {
        TapRun run = sync("{\"select\": [\"public.users\", \"public.odrers\"]}", null)
                .assertSucceeded();
        assertThat(run.log("WARN")).singleElement().asString().contains("public.odrers", "\"orders\"");
        assertThat(run.records("public-users")).hasSize(1);
    }

    @Test
    void withoutAnyChoiceThereIsNothingToDo() throws Exception {
        sync("{}", null).assertFailed(2, "nothing to do").assertHint("\"select\"", "--discover");
    }

    @Test
    void theRunnerNeedsNoCatalogEither() throws Exception {
        String config = Tap.write(
                folder, "config.json", tap("{\"select\": [\"public.orders\"]}").config());
        Path state = folder.resolve("kept.json");
        String loader = "sed -n 's/^{\"type\":\"STATE\",\"value\":\\(.*\\)}$/\\1/p'";
        Tap.run("run", "--config", config, "--state", state.toString(), "--", "sh", "-c", loader)
                .assertSucceeded();
        assertThat(Files.readString(state)).contains("public-orders");
    }

    /** A setting of Meltano's tap. */
    @Test
    void takesConditionsOfAPeer() throws Exception {
        TapRun run = sync(
                        "{\"select\": [\"public.orders\"], \"stream_options\": {\"public-orders\":"
                                + " {\"custom_where_clauses\": [\"total > 10\", \"total < 30\"]}}}",
                        null)
                .assertSucceeded();
        assertThat(run.values("public-orders", "id")).containsExactly("2");
        assertThat(run.log("WARN")).anyMatch(line -> line.contains("stream_options") && line.contains("streams"));
    }
}
