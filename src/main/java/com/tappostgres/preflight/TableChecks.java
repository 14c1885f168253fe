package com.tappostgres.preflight;

import com.tappostgres.discovery.Column;
import com.tappostgres.discovery.Table;
import com.tappostgres.postgres.Sql;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** What tends to surprise of a table: how it is kept, what it is made of, what its values are like. */
final class TableChecks {
    /** Of large values a row, on the average. */
    private static final long HUGE = 256_000;

    private static final Set<String> LARGE_TYPES =
            Set.of("bytea", "text", "character varying", "json", "jsonb", "xml", "bytea[]", "text[]");

    private final CheckedStream stream;
    private final Table table;
    private final boolean standby;
    private final String role;
    private final List<Finding> findings = new ArrayList<>();

    private TableChecks(CheckedStream stream, boolean standby, String role) {
        this.stream = stream;
        this.table = stream.table();
        this.standby = standby;
        this.role = role;
    }

    /** @param columns what is known of the values of columns that may be NaN */
    static List<Finding> of(CheckedStream stream, ServerFacts server, Map<FactQueries.KeyColumn, ColumnFacts> columns) {
        TableChecks checks =
                new TableChecks(stream, server.standby(), server.role().name());
        TableFacts facts = stream.facts();
        if (facts != null) {
            checks.storage(facts);
            checks.statistics(facts);
            checks.foreign(facts);
            checks.inheritance(facts);
            checks.hugeValues(facts);
        }
        checks.view();
        checks.computed();
        checks.notANumber(columns);
        return checks.findings;
    }

    private void storage(TableFacts facts) {
        String logged = "ALTER TABLE " + table.name().quoted() + " SET LOGGED;";
        if (facts.unlogged()) {
            findings.add(
                    standby
                            ? Finding.problem(
                                    Check.UNLOGGED,
                                    stream.name(),
                                    "it is unlogged: a standby has none of its rows and refuses to read it",
                                    logged + " -- on the primary; or read that one")
                            : Finding.note(
                                    Check.UNLOGGED,
                                    stream.name(),
                                    "it is unlogged: after a crash of the server it is empty, and the next full load"
                                            + " makes the target so",
                                    logged));
        }
        if (!facts.populated()) {
            findings.add(Finding.problem(
                    Check.NOT_POPULATED,
                    stream.name(),
                    "the materialized view was never filled, and the server refuses to read it",
                    "REFRESH MATERIALIZED VIEW " + table.name().quoted() + ";"));
        }
    }

    private void statistics(TableFacts facts) {
        if (facts.neverAnalysed()) {
            findings.add(Finding.note(
                    Check.STATISTICS,
                    stream.name(),
                    "never analysed: the number of its rows is not known, and the server plans blindly",
                    "ANALYZE " + table.name().quoted() + ";" + (standby ? " -- on the primary" : "")));
        }
    }

    private void foreign(TableFacts facts) {
        facts.foreign().ifPresent(foreign -> {
            String rows = table.kind() == Table.Kind.FOREIGN_TABLE
                    ? "its rows come from the foreign server \"" + foreign.server() + "\""
                    : "\"" + foreign.table() + "\" is a foreign table, whose rows come from the server \""
                            + foreign.server() + "\"";
            findings.add(
                    foreign.mapped()
                            ? Finding.note(
                                    Check.FOREIGN,
                                    stream.name(),
                                    rows + ": they are not of the moment of the snapshot",
                                    "\"host\" of the server \"" + foreign.server()
                                            + "\", in a sync of its own, where they" + " must be")
                            : Finding.warning(
                                    Check.FOREIGN,
                                    stream.name(),
                                    rows + ", which does not know as whom role \"" + role + "\" reads there",
                                    "CREATE USER MAPPING FOR " + Sql.identifier(role) + " SERVER "
                                            + Sql.identifier(foreign.server())
                                            + " OPTIONS (user '...', password '...'); -- unless it takes none"));
        });
    }

    private void inheritance(TableFacts facts) {
        if (table.inherited()) {
            findings.add(Finding.note(
                    Check.INHERITANCE,
                    stream.name(),
                    "it holds the rows of the tables that inherit from it, too (" + facts.children()
                            + "); no key is unique over all of them",
                    "Deselect either it or those tables, or their rows come twice; \"view-key-properties\" where columns"
                            + " tell all rows apart"));
        }
    }

    /** Statistics know of large values only how large the pointer to each is; where they lie tells more. */
    private void hugeValues(TableFacts facts) {
        long rows = facts.rows().orElse(0);
        if (rows == 0 || facts.toastBytes() / rows < HUGE) {
            return;
        }
        List<String> columns = stream.shape().columns().stream()
                .filter(column -> LARGE_TYPES.contains(column.castType()))
                .map(Column::name)
                .toList();
        if (!columns.isEmpty()) {
            findings.add(Finding.warning(
                    Check.HUGE_VALUES,
                    stream.name(),
                    "its rows hold " + Volume.bytes(facts.toastBytes() / rows)
                            + " of large values each, on the average ("
                            + quoted(columns)
                            + "): a record can be larger than the loader takes, and perhaps nobody needs them",
                    stream.choices().without(stream.request(), columns.get(0))));
        }
    }

    private static String quoted(List<String> columns) {
        return columns.stream().map(name -> '"' + name + '"').collect(Collectors.joining(", "));
    }

    private void view() {
        if (table.kind() == Table.Kind.VIEW) {
            findings.add(Finding.note(
                    Check.VIEW,
                    stream.name(),
                    "a view is read in one statement: no part of it by several readers, and all of it again after a cut",
                    "The tables that it is made of, or CREATE MATERIALIZED VIEW, where it is large"));
        }
    }

    private void computed() {
        List<String> names = stream.shape().columns().stream()
                .filter(Column::generated)
                .map(Column::name)
                .toList();
        if (!names.isEmpty()) {
            findings.add(Finding.note(
                    Check.COMPUTED,
                    stream.name(),
                    "the server computes " + quoted(names)
                            + ": COPY of a table leaves such columns out, so that it is read by a query",
                    stream.choices().without(stream.request(), names.get(0))));
        }
    }

    private void notANumber(Map<FactQueries.KeyColumn, ColumnFacts> columns) {
        for (Column column : stream.shape().columns()) {
            ColumnFacts facts = columns.get(new FactQueries.KeyColumn(table.name(), column.name()));
            boolean replicationKey = stream.key().filter(column::equals).isPresent();
            if (facts == null || !facts.notANumber() || replicationKey) {
                continue;
            }
            String name = "the column \"" + column.name() + "\"";
            findings.add(
                    stream.shape().key().contains(column.name())
                            ? Finding.problem(
                                    Check.NOT_A_NUMBER,
                                    stream.name(),
                                    name + " is part of the key and NaN in some rows, which JSON has no form of",
                                    stream.isTable()
                                            ? notANumberTo("...", column)
                                            : "\"view-key-properties\" in the stream's metadata: other columns")
                            : Finding.note(
                                    Check.NOT_A_NUMBER,
                                    stream.name(),
                                    name + " is NaN in some rows, which becomes null, as JSON has no form of it",
                                    becomesText(column)));
        }
    }

    private String becomesText(Column column) {
        if (column.castType().equals("numeric")) {
            return "\"decimals\": \"string\"";
        }
        return stream.isTable()
                ? notANumberTo("NULL", column) + " -- where it means no value"
                : stream.choices().without(stream.request(), column.name());
    }

    private String notANumberTo(String value, Column column) {
        String name = Sql.identifier(column.name());
        return "UPDATE " + table.name().quoted() + " SET " + name + " = " + value + " WHERE " + name + " = 'NaN';";
    }
}
