package com.tappostgres.preflight;

import com.tappostgres.config.TapConfig;
import com.tappostgres.discovery.Column;
import com.tappostgres.discovery.Table;
import com.tappostgres.postgres.Sql;
import com.tappostgres.sync.KeyIndex;
import com.tappostgres.sync.ReplicationMethod;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The key of a stream, and the replication key that an INCREMENTAL one is read by. */
final class KeyChecks {
    /** Types whose order depends on a collation. */
    private static final Set<String> TEXTS = Set.of("text", "character varying", "character", "citext", "name");

    /** Collations that order by code point, on every machine. */
    private static final Set<String> STABLE = Set.of("C", "POSIX", "ucs_basic", "C.UTF-8", "pg_c_utf8");

    private static final String OTHER_KEY = "Another \"replication-key\", or FULL_TABLE";
    private static final String LOOKBACK = "\"late-commits\": {\"lookback\": \"2 hours\"}";

    private static final Set<String> WITH_NAN = Set.of("real", "double precision", "numeric");

    private final CheckedStream stream;
    private final Table table;
    private final List<Finding> findings = new ArrayList<>();

    private KeyChecks(CheckedStream stream) {
        this.stream = stream;
        this.table = stream.table();
    }

    /**
     * What is to be said of a stream's keys.
     *
     * @param plan how the server reads it; null where it does not tell
     * @param key what is known of the replication key's values
     * @param hasNulls whether there are rows without one; empty where nobody knows
     */
    static List<Finding> of(CheckedStream stream, @Nullable Plan plan, ColumnFacts key, Optional<Boolean> hasNulls) {
        KeyChecks checks = new KeyChecks(stream);
        checks.key();
        stream.key().ifPresent(column -> {
            checks.index(column, plan);
            checks.nulls(column, key, hasNulls);
            checks.sequence(column, key);
            checks.timeZone(column);
            checks.collation(column, key);
            if (key.notANumber()) {
                checks.notANumber(column);
            }
        });
        return checks.findings;
    }

    /** Whether NaN can be among the values of a column, and has no form in its records. */
    static boolean mayBeNotANumber(Column column, TapConfig config) {
        boolean asText = config.values().decimalsAsText() && column.castType().equals("numeric");
        return WITH_NAN.contains(column.castType()) && !asText;
    }

    private String onTable() {
        return "ALTER TABLE " + table.name().quoted();
    }

    private void key() {
        if (!stream.shape().key().isEmpty()) {
            return;
        }
        String mend = table.kind() == Table.Kind.TABLE && !table.inherited()
                ? onTable() + " ADD PRIMARY KEY (...); -- or \"view-key-properties\" in the stream's metadata"
                : "\"view-key-properties\" in the stream's metadata: columns that together are different in each row";
        boolean incremental = stream.request().method() == ReplicationMethod.INCREMENTAL;
        findings.add(
                incremental
                        ? Finding.warning(
                                Check.NO_KEY,
                                stream.name(),
                                "no key: a loader cannot tell rows that are sent again, as the last ones of each run are,"
                                        + " from new ones",
                                mend)
                        : Finding.note(Check.NO_KEY, stream.name(), "no key: a load that is cut begins anew", mend));
    }

    private void index(Column column, @Nullable Plan plan) {
        if (plan == null || !plan.sorts()) {
            return;
        }
        String sorted =
                "no index serves the replication key \"" + column.name() + "\": each run reads and sorts all of it";
        String mend = stream.isStored()
                ? indexes(column)
                : "An index on what the " + table.kind().words() + " makes it of, or FULL_TABLE";
        findings.add(Finding.warning(Check.KEY_INDEX, stream.name(), sorted, mend));
    }

    /** An index on a parent is none on the tables that inherit from it. */
    private String indexes(Column column) {
        return KeyIndex.mend(table, column.name())
                + (table.inherited() ? " -- and the same for each table that inherits from it" : "");
    }

    private void nulls(Column column, ColumnFacts key, Optional<Boolean> hasNulls) {
        if (!column.type().nullable()) {
            return;
        }
        double fraction = key.nullFraction().orElse(0.0);
        boolean nulls = hasNulls.orElse(fraction > 0);
        String name = Sql.identifier(column.name());
        String notNull = onTable() + " ALTER COLUMN " + name + " SET NOT NULL;";
        if (nulls) {
            String many = stream.facts() != null
                            && fraction > 0
                            && stream.facts().rows().isPresent()
                    ? "about "
                            + Volume.rows(Math.max(
                                    1,
                                    Math.round(fraction * stream.facts().rows().getAsLong())))
                    : "some rows";
            findings.add(Finding.warning(
                    Check.KEY_NULLS,
                    stream.name(),
                    "the replication key \"" + column.name() + "\" is NULL in " + many
                            + ": the first load sends them, later runs never look at them",
                    stream.isTable()
                            ? "UPDATE " + table.name().quoted() + " SET " + name + " = ... WHERE " + name + " IS NULL; "
                                    + notNull
                            : OTHER_KEY));
        } else {
            findings.add(Finding.note(
                    Check.KEY_NULLABLE,
                    stream.name(),
                    "the replication key \"" + column.name() + "\" may be NULL; rows without one are only in the first"
                            + " load",
                    stream.isTable() ? notNull : OTHER_KEY));
        }
    }

    private void sequence(Column column, ColumnFacts key) {
        if (key.sequence()) {
            findings.add(Finding.warning(
                    Check.KEY_SEQUENCE,
                    stream.name(),
                    "the replication key \"" + column.name() + "\" is numbered by a sequence: new rows are found,"
                            + " changed ones are not, nor those that commit after a higher number",
                    UpdateColumn.of(table)
                                    .filter(better -> !better.equals(column.name()))
                                    .map(better -> "\"replication-key\": \"" + better + "\"")
                                    .orElse("A column that each change sets, or FULL_TABLE")
                            + "; where rows are only ever added, \"late-commits\": \"exact\" finds the late ones"));
        }
    }

    private void timeZone(Column column) {
        if (column.castType().equals("timestamp without time zone")) {
            findings.add(Finding.note(
                    Check.KEY_TIME_ZONE,
                    stream.name(),
                    "the replication key \"" + column.name() + "\" has no time zone: where it holds local time, an hour"
                            + " comes twice in autumn, and rows of the second one lie below the bookmark",
                    stream.isTable()
                            ? onTable() + " ALTER COLUMN " + Sql.identifier(column.name()) + " TYPE timestamptz USING "
                                    + Sql.identifier(column.name()) + " AT TIME ZONE '...'; -- or " + LOOKBACK
                            : LOOKBACK));
        }
    }

    private void collation(Column column, ColumnFacts key) {
        String collation = key.collation().orElse("C");
        if (TEXTS.contains(column.castType()) && !STABLE.contains(collation)) {
            findings.add(Finding.note(
                    Check.KEY_COLLATION,
                    stream.name(),
                    "the replication key \"" + column.name() + "\" is ordered by the collation \"" + collation
                            + "\", which an update of the server's system can change",
                    stream.isTable()
                            ? onTable() + " ALTER COLUMN " + Sql.identifier(column.name()) + " TYPE "
                                    + column.sqlDatatype() + " COLLATE \"C\";"
                            : OTHER_KEY));
        }
    }

    private void notANumber(Column column) {
        findings.add(Finding.warning(
                Check.NOT_A_NUMBER,
                stream.name(),
                "the replication key \"" + column.name() + "\" is NaN in some rows: each run sends them again",
                stream.isTable()
                        ? "UPDATE " + table.name().quoted() + " SET " + Sql.identifier(column.name()) + " = ... WHERE "
                                + Sql.identifier(column.name()) + " = 'NaN';"
                        : OTHER_KEY));
    }
}
