package com.tappostgres.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.tappostgres.testing.PostgresServer;
import com.tappostgres.testing.PostgresVersion;
import com.tappostgres.testing.Tap;
import com.tappostgres.testing.TapRun;
import com.tappostgres.testing.TestCatalog;
import com.tappostgres.testing.TestDatabase;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a role prefers must not show in the output: other consumers of it may have another role. */
final class RoleSettingsIT {
    private static final Map<String, String> ODD = Map.ofEntries(
            Map.entry("DateStyle", "'SQL, DMY'"),
            Map.entry("IntervalStyle", "'postgres_verbose'"),
            Map.entry("TimeZone", "'Asia/Kolkata'"),
            Map.entry("bytea_output", "'escape'"),
            Map.entry("extra_float_digits", "'-10'"),
            Map.entry("lc_monetary", "'C.UTF-8'"),
            Map.entry("lc_numeric", "'C.UTF-8'"),
            Map.entry("search_path", "'other'"),
            Map.entry("default_transaction_read_only", "'on'"),
            Map.entry("default_transaction_isolation", "'read uncommitted'"),
            Map.entry("standard_conforming_strings", "'off'"),
            Map.entry("quote_all_identifiers", "'on'"),
            Map.entry("statement_timeout", "'1ms'"),
            Map.entry("lock_timeout", "'1ms'"),
            Map.entry("client_encoding", "'LATIN1'"),
            Map.entry("xmloption", "'document'"),
            Map.entry("array_nulls", "'off'"),
            Map.entry("synchronize_seqscans", "'off'"));

    @ParameterizedTest
    @EnumSource(names = {"V9_3", "V12", "V18"})
    void leaveNoTraceInTheOutput(PostgresVersion version) {
        try (TestDatabase database = PostgresServer.shared(version).createDatabase()) {
            createTables(database);
            String plain = database.name() + "_plain";
            String odd = database.name() + "_odd";
            createRole(database, plain);
            createRole(database, odd);
            for (Map.Entry<String, String> setting : ODD.entrySet()) {
                if (!setting.getKey().equals("standard_conforming_strings") || hasEscapedStrings(version)) {
                    database.execute("alter role " + odd + " set " + setting.getKey() + " to " + setting.getValue());
                }
            }
            if (version != PostgresVersion.V9_3) {
                database.execute("alter role " + odd + " set row_security to off");
            }
            compare(Tap.of(database).as(plain, "p"), Tap.of(database).as(odd, "p"));
            database.execute(
                    "drop owned by " + plain, "drop owned by " + odd, "drop role " + plain, "drop role " + odd);
        }
    }

    /** PostgreSQL 19 takes the setting away. */
    private static boolean hasEscapedStrings(PostgresVersion version) {
        return version.number() < 190_000;
    }

    private static void createTables(TestDatabase database) {
        database.execute(
                "create type mood as enum ('it''s', 'back\\slash')",
                "create type pair as (d date, \"Q\" interval)",
                "create table v (id integer primary key, d date, ts timestamp, tz timestamptz, tt timetz, i interval,"
                        + " b bytea, r real, f float8, m money, t text, e mood, p pair, ds date[], bs bytea[], fs float8[],"
                        + " tr tsrange, u name)",
                "insert into v select n, date '2024-02-03' + n, timestamp '2024-02-03 04:05:06.7', timestamptz"
                        + " '2024-02-03 04:05:06+02', timetz '01:02:03.5+02', interval '-1 mon 2 days -3:04:05.6',"
                        + " '\\x00615cff', 1.0 / 3, 1.0 / 3, (-1234.56)::numeric::money, E'\\\\ ''\\n\\u00e9', 'back\\slash',"
                        + " row('2024-12-01', '1 day 2 hours')::pair, array[date '2024-02-03'], array['\\x5c'::bytea],"
                        + " array[0.1::float8, 1e100], '[2024-02-03 00:00,)', 'a\"b' from generate_series(1, 3) as g(n)",
                "create view w as select id, tz::text as shown, current_setting('TimeZone') as zone from v",
                "create schema other",
                "create table other.v (id integer primary key, wrong boolean)");
    }

    private static void createRole(TestDatabase database, String role) {
        database.execute(
                "create role " + role + " login password 'p'",
                "grant usage on schema public, other to " + role,
                "grant select on all tables in schema public, other to " + role);
    }

    private static void compare(Tap plain, Tap odd) {
        TestCatalog catalog = plain.catalog().selectAll().incremental("public-v", "tz");
        assertThat(odd.catalog().streams()).isEqualTo(plain.catalog().streams());
        List<String> outputs = new ArrayList<>();
        for (Tap tap : List.of(plain, odd)) {
            for (String method : List.of("copy", "cursor")) {
                Tap reader = tap.with("read_method", method);
                TapRun first = reader.sync(catalog).assertSucceeded();
                TapRun second = reader.sync(catalog, first.state()).assertSucceeded();
                assertThat(second.records("public-v")).hasSize(3);
                outputs.add(first.normalised() + second.normalised());
            }
        }
        assertThat(outputs).allMatch(outputs.get(0)::equals);
        assertThat(outputs.get(0))
                .contains(
                        "\"d\":\"2024-02-04\"",
                        "\"tz\":\"2024-02-03T02:05:06+00:00\"",
                        "\"i\":\"P-1M2DT-3H-4M-5.6S\"",
                        "\"b\":\"AGFc/w==\"",
                        "\"m\":\"-$1,234.56\"",
                        "\"zone\":\"UTC\"");
    }
}
