package com.tappostgres.testing;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class StatementLogTest {
    private static final String BEGIN = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY";

    private static StatementLog of(String... statements) {
        StringBuilder log = new StringBuilder("starting\n<other 1> LOG:  statement: drop table t\n");
        for (String statement : statements) {
            log.append("<tap 7> LOG:  statement: ")
                    .append(statement.replace("\n", "\n\t"))
                    .append('\n');
        }
        return StatementLog.of(log + "<tap 7> ERROR:  oh\n<tap 7> STATEMENT:  drop table t\n<> 8> LOG:  x\n", "tap");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SET LOCAL client_encoding TO 'UTF8';SET LOCAL extra_float_digits TO 3",
                "LOCK TABLE \"a;b\".\"c\"\"d\" IN ACCESS SHARE MODE",
                "COPY \"a\".\"b\" (\"insert\", \"d\") TO STDOUT",
                "COPY \"a\".\"b\" TO STDOUT",
                "COPY (SELECT \"a\" FROM \"s\".\"for update\" WHERE \"a\" >= E'\\'; drop table t --'::text ORDER BY \"a\") TO STDOUT",
                "DECLARE tap_postgres NO SCROLL CURSOR FOR SELECT \"a\"::text FROM \"b\".\"c\"",
                "FETCH FORWARD 100 FROM tap_postgres",
                "SELECT 1\nWHERE pg_catalog.has_table_privilege(1, 'SELECT') AND 'it''s' IN (SELECT w.s FROM (VALUES ('')) AS w(s))",
                "WITH RECURSIVE used(oid) AS (SELECT 1) SELECT 1 FROM used"
            })
    void whatTheTapAsksIsAllowed(String statement) {
        StatementLog log = of(BEGIN + ";", statement, "COMMIT");
        assertThat(log.offences()).isEmpty();
        assertThat(log.statements()).hasSizeGreaterThanOrEqualTo(3);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "INSERT INTO \"t\" VALUES (1)",
                "CREATE TEMP TABLE t (id integer)",
                "SELECT * INTO t FROM \"x\"",
                "SELECT 1 FROM \"x\" FOR SHARE",
                "SELECT pg_catalog.nextval('s')",
                "SELECT nextval('s')",
                "SELECT \"f\"(1)",
                "SELECT \"s\".\"f\" (1)",
                "SELECT f (1)",
                "SELECT pg_catalog.set_config('a', 'b', false)",
                "SELECT 1; DELETE FROM \"t\"",
                "WITH RECURSIVE x AS (DELETE FROM t RETURNING 1) SELECT 1 FROM x",
                "COPY (DELETE FROM t RETURNING 1) TO STDOUT",
                "COPY \"a\".\"b\" FROM STDIN",
                "COPY \"a\".\"b\" TO PROGRAM 'sh'",
                "COPY (SELECT nextval('s')) TO STDOUT",
                "SET search_path TO x",
                "SET SESSION CHARACTERISTICS AS TRANSACTION READ WRITE",
                "SET TRANSACTION READ WRITE",
                "SET LOCAL transaction_read_only TO off",
                "SET LOCAL role TO 'x'",
                "LOCK TABLE \"a\".\"b\" IN SHARE MODE",
                "DECLARE tap_postgres CURSOR WITH HOLD FOR SELECT 1",
                "PREPARE x AS SELECT 1",
                "ANALYZE",
                "BEGIN"
            })
    void anythingElseIsNot(String statement) {
        assertThat(of(BEGIN, statement, "ROLLBACK").offences()).isNotEmpty();
    }

    @Test
    void nothingIsAllowedOutsideATransactionThatOnlyReads() {
        assertThat(of("SELECT 1").offences()).containsExactly("select 1");
        assertThat(of("BEGIN", "SELECT 1", "COMMIT").offences()).containsExactly("begin", "select 1", "commit");
        assertThat(of("BEGIN ISOLATION LEVEL REPEATABLE READ").offences()).hasSize(1);
        assertThat(of(BEGIN, "COMMIT", "SELECT 1").offences()).containsExactly("select 1");
        assertThat(of(BEGIN, BEGIN).offences()).hasSize(1);
        assertThat(of("SET extra_float_digits = 3", "ROLLBACK").offences()).isEmpty();
        assertThat(of("SET extra_float_digits = 2").offences()).hasSize(1);
    }

    @Test
    void requestsOfOtherKindsAreOffences() {
        assertThat(StatementLog.of("<tap 7> LOG:  execute <unnamed>: SELECT 1\n", "tap")
                        .offences())
                .hasSize(1);
        assertThat(StatementLog.of("<tap 7> LOG:  fastpath function call: \"lo_creat\" (OID 957)", "tap")
                        .offences())
                .hasSize(1);
    }
}
