package com.tappostgres.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.tappostgres.json.Json;
import com.tappostgres.testing.EachVersion;
import com.tappostgres.testing.FaultProxy;
import com.tappostgres.testing.PgBouncer;
import com.tappostgres.testing.PostgresServer;
import com.tappostgres.testing.PostgresVersion;
import com.tappostgres.testing.Tap;
import com.tappostgres.testing.TapRun;
import com.tappostgres.testing.TestCatalog;
import com.tappostgres.testing.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** {@code check}: what it finds of servers and tables beside privileges, and what it says mends it. */
final class PreflightIT {
    /** Whatever it finds, it says what mends it. */
    private static TapRun check(Tap tap, TestCatalog catalog) {
        TapRun run = tap.check(catalog, "--json");
        assertThat(run.findings())
                .filteredOn(finding -> !finding.get("severity").asText().equals("ok"))
                .allMatch(finding -> finding.get("mend").isTextual());
        return run;
    }

    /** The one finding of a sort. */
    private static String only(TapRun run, String check) {
        List<String> findings = run.findings(check);
        assertThat(findings).as(check + " in " + run.text() + run.log()).hasSize(1);
        return findings.get(0);
    }

    private static void severity(TapRun run, String check, String severity) {
        assertThat(run.findings())
                .filteredOn(finding -> finding.get("check").asText().equals(check))
                .isNotEmpty()
                .allMatch(finding -> finding.get("severity").asText().equals(severity));
    }

    @EachVersion
    void looksAtReplicationKeys(PostgresVersion version) {
        try (TestDatabase database = PostgresServer.shared(version).createDatabase()) {
            database.execute(
                    "create table sorted (id integer primary key, at timestamptz)",
                    "insert into sorted select i, case when i % 4 > 0 then now() end from generate_series(1, 1000) i",
                    "analyze sorted",
                    "create table searched (id integer primary key, at timestamptz)",
                    "insert into searched values (1, null)",
                    "create index on searched (at)",
                    "create table good (id integer primary key, at timestamptz not null)",
                    "create index on good (at)",
                    "create table serial (id serial primary key)",
                    "create table local (id integer primary key, at timestamp not null)",
                    "create index on local (at)",
                    "create collation other (locale = 'C')",
                    "create table texts (id integer, code text collate other primary key)",
                    "create table keyless (at timestamptz not null)",
                    "create index on keyless (at)",
                    "create table numbers (id integer primary key, n float8 not null)",
                    "create index on numbers (n)",
                    "insert into numbers select i, case when i < 9 then i::float8 else 'NaN' end from generate_series(1, 9) i",
                    "analyze numbers",
                    "create view shown as select * from good");
            Tap tap = Tap.of(database);
            TestCatalog catalog = tap.catalog();
            for (String table : List.of("sorted", "searched", "good", "local", "keyless", "shown")) {
                catalog.incremental("public-" + table, "at");
            }
            catalog.incremental("public-serial", "id").incremental("public-texts", "code");
            catalog.incremental("public-numbers", "n");

            TapRun run = check(tap, catalog).assertSucceeded();

            assertThat(only(run, "key-index"))
                    .startsWith("public-sorted: no index serves the replication key \"at\"")
                    .endsWith(" - CREATE INDEX CONCURRENTLY ON \"public\".\"sorted\" (\"at\");");
            severity(run, "key-index", "warning");
            assertThat(run.findings("key-nulls"))
                    .anyMatch(line ->
                            line.matches("public-sorted: .*\"at\" is NULL in about 2[45]\\d rows: .*SET NOT NULL;"))
                    .anyMatch(
                            line -> line.startsWith("public-searched: the replication key \"at\" is NULL in some rows"))
                    .hasSize(2);
            assertThat(only(run, "key-nullable")).startsWith("public-shown: ");
            assertThat(only(run, "key-sequence")).startsWith("public-serial: the replication key \"id\" is numbered");
            assertThat(only(run, "key-time-zone"))
                    .startsWith("public-local: ")
                    .contains("ALTER TABLE \"public\".\"local\" ALTER COLUMN \"at\" TYPE timestamptz");
            assertThat(only(run, "key-collation")).startsWith("public-texts: ").contains("\"other\"");
            assertThat(run.findings("no-key"))
                    .anyMatch(line -> line.startsWith("public-keyless: ") && line.contains("ADD PRIMARY KEY"))
                    .anyMatch(line -> line.startsWith("public-shown: ") && line.contains("\"view-key-properties\""))
                    .hasSize(2);
            assertThat(only(run, "not-a-number")).startsWith("public-numbers: the replication key \"n\" is NaN");
            assertThat(only(run, "view")).startsWith("public-shown: ");
            assertThat(only(run, "late-commits")).startsWith("late_commits: 9 INCREMENTAL streams miss");
            assertThat(run.findings("load"))
                    .contains("public-sorted: INCREMENTAL by \"at\" (timestamp with time zone): about 1,000 rows, "
                            + loadOf(run, "public-sorted"));
            assertThat(check(tap.with("late_commits", Json.NODES.objectNode().put("lookback", "1 minute")), catalog)
                            .findings("late-commits"))
                    .isEmpty();

            // What it says mends it.
            database.execute(
                    "create index concurrently on public.sorted (at)",
                    "update sorted set at = now() where at is null",
                    "alter table sorted alter column at set not null");
            TapRun mended = check(tap, catalog);
            assertThat(mended.findings("key-index")).isEmpty();
            assertThat(mended.findings("key-nulls")).singleElement().asString().startsWith("public-searched");
        }
    }

    /** What stands behind the rows, as the pages of a table differ from version to version. */
    private static String loadOf(TapRun run, String stream) {
        String line = run.findings("load").stream()
                .filter(each -> each.startsWith(stream + ": "))
                .findFirst()
                .orElseThrow();
        return line.substring(line.indexOf(" rows, ") + " rows, ".length());
    }

    @EachVersion
    void seesWhatTendsToSurprise(PostgresVersion version) {
        try (TestDatabase database = PostgresServer.shared(version).createDatabase()) {
            database.execute(
                    "create unlogged table cache (id integer primary key)",
                    "create table parent (id integer primary key)",
                    "create table child () inherits (parent)",
                    "create materialized view empty as select 1 as id with no data",
                    "create table files (id integer primary key, content bytea)",
                    "alter table files alter content set storage external",
                    "insert into files select i, decode(repeat('ab', 400000), 'hex') from generate_series(1, 5) i",
                    "analyze files",
                    "create table fresh (id integer primary key)",
                    "insert into fresh values (1)",
                    "create table bad_key (n numeric primary key, other float8)",
                    "insert into bad_key values (1, 'NaN'), ('NaN', 'NaN')",
                    "analyze bad_key",
                    "create table history (id integer primary key, filler text, modified_on timestamptz)",
                    "insert into history select i, repeat('x', 500), now() from generate_series(1, 4000) i",
                    "analyze history",
                    "create foreign data wrapper far",
                    "create server \"far away\" foreign data wrapper far",
                    "create foreign table outside (id integer) server \"far away\"");
            Tap tap = Tap.of(database);
            TapRun run = check(tap, tap.catalog().selectAll());

            run.assertFailed(5, "3 problems: ");
            assertThat(run.problems())
                    .anyMatch(line -> line.equals("public-empty: the materialized view was never filled, and the server"
                            + " refuses to read it - REFRESH MATERIALIZED VIEW \"public\".\"empty\";"))
                    .anyMatch(line -> line.startsWith("public-bad_key: the column \"n\" is part of the key and NaN"))
                    .anyMatch(line -> line.startsWith("public-outside: planning to read"));
            assertThat(run.findings("not-a-number"))
                    .anyMatch(line -> line.startsWith("public-bad_key: the column \"other\" is NaN"))
                    .hasSize(2);
            assertThat(only(run, "unlogged")).startsWith("public-cache: it is unlogged: after a crash");
            assertThat(only(run, "inheritance")).startsWith("public-parent: ").contains("(1)");
            assertThat(only(run, "huge-values"))
                    .startsWith("public-files: its rows hold 4")
                    .contains(" kB of large values each", "(\"content\")")
                    .containsPattern(" - tap-postgres select '/.*catalog.json' 'public.files' --exclude"
                            + " 'public.files.content'$");
            assertThat(run.findings("statistics"))
                    .containsExactly(
                            "public-fresh: never analysed: the number of its rows is not known, and the server plans"
                                    + " blindly - ANALYZE \"public\".\"fresh\";");
            assertThat(only(run, "method"))
                    .startsWith("public-history: each run reads all of it")
                    .containsPattern(" - tap-postgres select '/.*catalog.json' 'public.history' --method incremental"
                            + " --key 'modified_on'$");
            assertThat(only(run, "foreign"))
                    .startsWith("public-outside: ")
                    .contains("CREATE USER MAPPING FOR \"postgres\" SERVER \"far away\"");
            database.execute("create user mapping for public server \"far away\"");
            assertThat(only(check(tap, tap.catalog().fullTable("public-outside")), "foreign"))
                    .contains("they are not of the moment of the snapshot - ");
        }
    }

    @EachVersion(from = PostgresVersion.V12)
    void seesPartitionsAndComputedColumns(PostgresVersion version) {
        try (TestDatabase database = PostgresServer.shared(version).createDatabase()) {
            database.execute(
                    "create table parts (id integer not null, at timestamptz not null) partition by range (id)",
                    "create table parts_1 partition of parts for values from (0) to (100)",
                    "create table parts_2 partition of parts for values from (100) to (200)",
                    "insert into parts select i, now() from generate_series(0, 149) i",
                    "create foreign data wrapper far",
                    "create server far foreign data wrapper far",
                    "analyze parts_1",
                    "analyze parts_2",
                    "create table mixed (id integer) partition by range (id)",
                    "create foreign table mixed_1 partition of mixed for values from (0) to (10) server far",
                    "create table doubled (id integer primary key, twice integer generated always as (id * 2) stored)");
            Tap tap = Tap.of(database);
            TestCatalog catalog =
                    tap.catalog().incremental("public-parts", "at").fullTable("public-mixed", "public-doubled");

            TapRun run = check(tap, catalog).assertSucceeded();

            assertThat(run.findings("load"))
                    .anyMatch(line ->
                            line.startsWith("public-parts: INCREMENTAL") && line.contains(": about 150 rows, 16 kB"));
            assertThat(only(run, "key-index")).endsWith(" - CREATE INDEX ON \"public\".\"parts\" (\"at\");");
            assertThat(only(run, "foreign")).startsWith("public-mixed: \"public.mixed_1\" is a foreign table");
            assertThat(only(run, "computed")).startsWith("public-doubled: the server computes \"twice\"");
        }
    }

    @EachVersion
    void seesWhatChangedSinceTheCatalogWasMade(PostgresVersion version) {
        try (TestDatabase database = PostgresServer.shared(version).createDatabase()) {
            database.execute(
                    "create table t (id integer primary key, gone text, kind text)",
                    "create table filtered (id integer primary key)");
            Tap tap = Tap.of(database);
            TestCatalog catalog = tap.catalog().selectAll();
            catalog.root("public-filtered").put("where", "idd > 1");
            database.execute(
                    "alter table t drop gone, add fresh date, alter kind type varchar(9)",
                    "alter table t drop constraint t_pkey",
                    "alter table t add primary key (id, kind)");

            TapRun run = check(tap, catalog);

            run.assertFailed(3, "1 problem: stream \"public-filtered\": ", "idd");
            assertThat(only(run, "shaping")).contains("idd");
            assertThat(run.findings())
                    .anyMatch(finding -> finding.get("sqlstate").asText().equals("42703"));
            assertThat(only(run, "new-column")).contains("\"fresh\" (date) is new; it is read too", "\"new_columns\"");
            assertThat(only(run, "lost-column")).contains("\"gone\" is gone");
            assertThat(only(run, "other-type")).contains("\"kind\" was text and is now character varying(9)");
            assertThat(only(run, "other-key")).contains("the key was [id] and is now [id, kind]");
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"V9_3", "V18"})
    @Timeout(60)
    void goesOnBehindATableThatIsLocked(PostgresVersion version) throws SQLException {
        try (TestDatabase database = PostgresServer.shared(version).createDatabase();
                Connection other = database.connect();
                Statement statement = other.createStatement()) {
            database.execute(
                    "create table locked (id integer primary key, at timestamptz)",
                    "create table open (id integer primary key, at timestamptz not null)",
                    "insert into open values (1, now())",
                    "analyze");
            Tap tap = Tap.of(database);
            TestCatalog catalog =
                    tap.catalog().incremental("public-locked", "at").incremental("public-open", "at");
            statement.execute("begin; lock table locked in access exclusive mode");

            TapRun run = check(tap, catalog).assertSucceeded();

            assertThat(only(run, "plan")).startsWith("public-locked: ").contains("55P03");
            severity(run, "plan", "warning");
            assertThat(run.findings("load"))
                    .hasSize(2)
                    .anyMatch(line ->
                            line.startsWith("public-open: INCREMENTAL") && line.contains("about 1 row, 8.2 kB"));
            assertThat(only(run, "key-index")).startsWith("public-open: ");
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"V9_3", "V18"})
    void looksAtLimitsAndTimeOuts(PostgresVersion version) {
        try (TestDatabase database = PostgresServer.shared(version).createDatabase()) {
            String role = database.name() + "_reader";
            database.execute(
                    "create role " + role + " login password 'r' connection limit 2",
                    "alter role " + role + " set statement_timeout to '30s'");
            Tap tap = Tap.of(database).as(role, "r");

            TapRun run = check(tap, null).assertSucceeded();
            assertThat(only(run, "time-outs"))
                    .isEqualTo(
                            "server: no time-out ends a load; those of the role do not count: statement_timeout 30 s");
            assertThat(only(run, "connections")).isEqualTo("server: 1 connection reads, and the server has room");
            assertThat(only(run, "role")).isEqualTo("%1$s: role \"%1$s\"".formatted(role));

            TapRun limited = check(tap.with("parallel", 4).with("statement_timeout", "5min"), null);
            assertThat(only(limited.assertSucceeded(), "time-outs"))
                    .contains("end what takes longer: statement_timeout 5min");
            assertThat(only(limited, "connections"))
                    .endsWith("the role may have 2, of which others hold 0 now - ALTER ROLE \"" + role
                            + "\" CONNECTION LIMIT 4; -- or \"parallel\": 2");
            severity(limited, "connections", "warning");

            database.execute(
                    "alter database " + database.name() + " connection limit 3",
                    "alter role " + role + " connection limit -1");
            assertThat(only(check(tap.with("parallel", 4), null), "connections"))
                    .contains("the database may have 3", "ALTER DATABASE \"" + database.name() + "\" CONNECTION LIMIT");
            database.execute("alter database " + database.name() + " connection limit -1");
            assertThat(only(check(Tap.of(database), null).assertSucceeded(), "role"))
                    .contains("is a superuser", "check --grants --role");
            database.execute("drop role " + role);
        }
    }

    @Test
    void saysWhatAStandbyMeans() {
        try (PostgresServer primary = PostgresServer.start(PostgresVersion.V18, Map.of("wal_keep_size", "64MB"));
                PostgresServer standby = primary.startStandby(Map.of("superuser_reserved_connections", "80"))) {
            TestDatabase database = primary.createDatabase();
            database.execute(
                    "create role reader login password 'r'",
                    "create unlogged table cache (id integer primary key)",
                    "create table t (id integer primary key)");
            standby.awaitReplayed(primary);
            Tap tap = Tap.of(database).with("port", standby.port());
            Tap reader = tap.as("reader", "r");
            TestCatalog catalog = Tap.of(database).catalog().selectAll();

            TapRun run = check(tap, catalog);

            run.assertFailed(5, "1 problem: stream \"public-cache\": it is unlogged")
                    .assertHint("SET LOGGED");
            assertThat(only(run, "standby-cancels"))
                    .contains(
                            "hot_standby_feedback is off and replay waits for queries no longer than 30 s",
                            "ALTER SYSTEM SET hot_standby_feedback = on; SELECT pg_reload_conf();");
            severity(run, "standby-cancels", "warning");
            assertThat(only(run, "replay")).contains("all that it received is replayed", "less than 1 s old");
            tap.sync(catalog).assertFailed(6);

            standby.execute(
                    "alter system set hot_standby_feedback to on",
                    "select pg_reload_conf()",
                    "select pg_wal_replay_pause()");
            run = check(tap, null).assertSucceeded();
            assertThat(only(run, "standby-cancels")).contains("hot_standby_feedback is on");
            severity(run, "standby-cancels", "ok");
            assertThat(only(check(reader.with("parallel", 30), null), "connections"))
                    .contains("30 connections read (\"parallel\"), and the server may have 20, of which others hold ")
                    .contains("max_connections = ", "\"parallel\": ");
            assertThat(only(run, "replay"))
                    .endsWith(
                            "replay is paused: nothing new appears - SELECT pg_wal_replay_resume(); -- on the standby");

            standby.execute(
                    "alter system set hot_standby_feedback to off",
                    "alter system set max_standby_streaming_delay to -1",
                    "select pg_reload_conf()",
                    "select pg_wal_replay_resume()");
            assertThat(only(check(tap, null), "standby-cancels")).contains("as long as they take");
        }
    }

    @Test
    void seesAPooler() {
        try (TestDatabase database = PostgresServer.shared(PostgresVersion.V18).createDatabase();
                PgBouncer pooler = PgBouncer.before(database.server(), Map.of("pool_mode", "transaction"))) {
            Tap tap = Tap.of(database);
            assertThat(check(tap, null).findings("pooler")).isEmpty();
            Tap pooled = tap.with("port", pooler.port());
            assertThat(only(check(pooled, null).assertSucceeded(), "pooler"))
                    .contains("a pooler stands before the server");
            assertThat(only(check(pooled.with("parallel", 3), null), "pooler")).contains("default_pool_size");
        }
    }

    @Test
    void measuresTheWayAndHowFastTablesAreRead() {
        try (TestDatabase database = PostgresServer.shared(PostgresVersion.V18).createDatabase();
                FaultProxy proxy = FaultProxy.before(database.host(), database.port())) {
            database.execute(
                    "create table large (id integer primary key, secret text, filler text)",
                    "insert into large select i, 's', repeat('x', 900) from generate_series(1, 60000) i",
                    "analyze large");
            Tap tap = Tap.of(database);
            TestCatalog catalog = tap.catalog().selectAll();
            JsonNode near = summary(check(tap, catalog).assertSucceeded());
            assertThat(near.get("rate_measured").asBoolean()).isTrue();
            assertThat(near.get("rows").asLong()).isEqualTo(60_000);
            assertThat(near.get("bytes").asLong()).isBetween(55_000_000L, 65_000_000L);
            assertThat(summary(check(tap.with("max_rate_mb_s", 2), catalog))
                            .get("bytes_per_second")
                            .asLong())
                    .isEqualTo(2_000_000);

            proxy.setRate(5_000_000);
            JsonNode far = summary(check(proxy.between(tap), catalog).assertSucceeded());
            assertThat(far.get("bytes_per_second").asDouble()).isBetween(3e6, 8e6);
            assertThat(far.get("seconds").asDouble()).isBetween(7.0, 22.0);
            FaultProxy slow = FaultProxy.before(database.host(), database.port());
            slow.setLatency(Duration.ofMillis(15), Duration.ofMillis(15));
            assertThat(only(check(slow.between(tap).with("read_method", "cursor"), null), "reachable"))
                    .contains("a cursor waits for one every", "\"read_method\": \"copy\"");
            slow.close();
        }
    }

    private static JsonNode summary(TapRun run) {
        return run.messages().get(0).get("summary");
    }

    @ParameterizedTest
    @EnumSource(names = {"V9_3", "V18"})
    void aDatabaseWithoutEncodingIsNoObstacle(PostgresVersion version) {
        PostgresServer server = PostgresServer.shared(version);
        try (TestDatabase database =
                server.createDatabase("ascii_" + version.label(), "encoding 'SQL_ASCII' lc_collate 'C' lc_ctype 'C'")) {
            database.execute(
                    "create table t (id integer primary key)",
                    "create view slow as select id, pg_sleep(30)::text as s from t",
                    "insert into t values (1)");
            Tap tap = Tap.of(database);

            TapRun run = check(tap, tap.catalog().selectAll()).assertSucceeded();

            assertThat(only(run, "encoding")).contains("SQL_ASCII", "U+FFFD");
            assertThat(run.findings("load")).hasSize(2);
            assertThat(summary(run).get("rate_measured").asBoolean()).isFalse();
        }
    }

    @Test
    void looksAtWhatTheSettingsSelect() {
        try (TestDatabase database = PostgresServer.shared(PostgresVersion.V18).createDatabase()) {
            database.execute("create table a (id integer primary key)", "create table b (id integer primary key)");
            Tap tap = Tap.of(database).with("select", Json.NODES.arrayNode().add("public.a"));
            assertThat(check(tap, null).assertSucceeded().findings("load"))
                    .singleElement()
                    .asString()
                    .startsWith("public-a: ");
            TapRun none =
                    check(Tap.of(database).with("select", Json.NODES.arrayNode().add("public.none")), null);
            none.assertFailed(3);
            assertThat(none.problems()).singleElement().asString().contains("public.none");
        }
    }

    @Test
    void theDocumentHasTheFieldsThatAreDocumented() {
        try (TestDatabase database = PostgresServer.shared(PostgresVersion.V18).createDatabase()) {
            database.execute("create table a (id integer)");
            TestCatalog catalog = Tap.of(database).catalog().selectAll();
            database.execute("drop table a", "create table a (id integer primary key)", "analyze a");
            TapRun run = check(Tap.of(database), catalog).assertSucceeded();
            JsonNode document = run.messages().get(0);
            assertThat(document.fieldNames()).toIterable().containsExactly("settings", "findings", "summary");
            assertThat(document.get("settings").get(0).fieldNames())
                    .toIterable()
                    .containsExactly("key", "value", "source");
            assertThat(document.get("settings").toString())
                    .contains("\"key\":\"itersize\"")
                    .doesNotContain(database.password());
            StringBuilder lines = new StringBuilder();
            document.get("findings").forEach(finding -> lines.append(finding).append('\n'));
            assertThat(lines.toString()
                            .replace(database.name(), "DB")
                            .replaceAll("127\\.0\\.0\\.1:\\d+", "HOST")
                            .replaceAll("\\d+(\\.\\d+)? ms", "T ms")
                            .replaceAll("SQL 18\\.\\d+", "SQL 18"))
                    .isEqualTo("""
                    {"group":"connection","check":"reachable","subject":"postgres@HOST/DB","severity":"ok","message":"postgres@HOST/DB, connected in T ms, round trip T ms","mend":null,"sqlstate":null}
                    {"group":"connection","check":"encryption","subject":"postgres@HOST/DB","severity":"ok","message":"not encrypted","mend":null,"sqlstate":null}
                    {"group":"connection","check":"version","subject":"postgres@HOST/DB","severity":"ok","message":"PostgreSQL 18","mend":null,"sqlstate":null}
                    {"group":"connection","check":"role","subject":"postgres","severity":"note","message":"role \\"postgres\\" is a superuser, and reading takes much less","mend":"tap-postgres check --grants --role tap # with the same options: prints the SQL of a role that may only read","sqlstate":null}
                    {"group":"connection","check":"recovery","subject":"postgres@HOST/DB","severity":"ok","message":"primary","mend":null,"sqlstate":null}
                    {"group":"server","check":"time-outs","subject":"server","severity":"ok","message":"no time-out ends a load","mend":null,"sqlstate":null}
                    {"group":"server","check":"connections","subject":"server","severity":"ok","message":"1 connection reads, and the server has room","mend":null,"sqlstate":null}
                    {"group":"database","check":"database","subject":"DB","severity":"ok","message":"open to role \\"postgres\\", 1 stream","mend":null,"sqlstate":null}
                    {"group":"stream","check":"load","subject":"public-a","severity":"ok","message":"FULL_TABLE: about 0 rows, 0 bytes, less than 1 s","mend":null,"sqlstate":null}
                    {"group":"stream","check":"other-key","subject":"public-a","severity":"warning","message":"the key was [] and is now [id]","mend":"tap-postgres --discover # with the same --config, and the choices made again; the loader's table needs the same key","sqlstate":null}
                    """);
            assertThat(document.get("summary").toString()).isEqualTo("""
                    {"ok":8,"note":1,"warning":1,"problem":0,"streams":1,"streams_of_unknown_size":0,"streams_of_unknown_rows":0,"rows":0,"bytes":0,\
                    "seconds":0,"bytes_per_second":50000000,"rate_measured":false,"exit_code":0}""");

            TapRun wrong = Tap.of(database).with("hots", "x").check(null, "--json");
            wrong.assertFailed(3, "\"hots\"");
            assertThat(wrong.findings("config")).singleElement().asString().contains("\"hots\"");
            assertThat(summary(wrong).get("exit_code").asInt()).isEqualTo(3);
        }
    }
}
