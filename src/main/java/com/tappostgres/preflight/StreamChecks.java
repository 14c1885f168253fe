package com.tappostgres.preflight;

import com.tappostgres.discovery.Column;
import com.tappostgres.discovery.TableAccess;
import com.tappostgres.error.TapException;
import com.tappostgres.postgres.Sql;
import com.tappostgres.sync.ReplicationMethod;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** All that is found of a stream that the role may read, what it brings first. */
final class StreamChecks {
    /** What a full load may cost before another method is worth a word. */
    private static final long SMALL_BYTES = 1_000_000;

    private final ServerFacts server;
    private final Map<CheckedStream, Plan> plans;
    private final Map<FactQueries.KeyColumn, ColumnFacts> columns;
    private final Map<CheckedStream, Boolean> nulls;
    private final Summary.Builder summary;

    StreamChecks(
            ServerFacts server,
            Map<CheckedStream, Plan> plans,
            Map<FactQueries.KeyColumn, ColumnFacts> columns,
            Map<CheckedStream, Boolean> nulls,
            Summary.Builder summary) {
        this.server = server;
        this.plans = plans;
        this.columns = columns;
        this.nulls = nulls;
        this.summary = summary;
    }

    List<Finding> of(CheckedStream stream, @Nullable TableAccess access) {
        Plan plan = plans.get(stream);
        Estimate estimate = Estimate.of(stream, plan, summary.rate());
        summary.add(estimate);
        List<Finding> findings = new ArrayList<>();
        findings.add(Finding.ok(Check.LOAD, stream.name(), how(stream) + ": " + estimate));
        if (plan != null) {
            planned(stream, plan).ifPresent(findings::add);
        }
        if (access != null && access.filtered()) {
            findings.add(Finding.note(
                    Check.ROW_SECURITY,
                    stream.name(),
                    "only the rows that its policies show (\"row_security\": \"on\")",
                    "ALTER ROLE " + Sql.identifier(server.role().name()) + " BYPASSRLS; -- where all are wanted"));
        }
        findings.addAll(DriftChecks.of(stream));
        findings.addAll(KeyChecks.of(stream, plan, key(stream), Optional.ofNullable(nulls.get(stream))));
        method(stream, estimate).ifPresent(findings::add);
        findings.addAll(TableChecks.of(stream, server, columns));
        return findings;
    }

    private static Optional<Finding> planned(CheckedStream stream, Plan plan) {
        TapException failure = plan.failure();
        if (failure == null) {
            return Optional.empty();
        }
        String mend = failure.hint();
        return Optional.of(
                plan.passing() && mend != null
                        ? Finding.warning(Check.PLAN, stream.name(), failure.getMessage(), mend)
                        : Finding.problem(Check.PLAN, stream.name(), failure));
    }

    private ColumnFacts key(CheckedStream stream) {
        return stream.key()
                .map(column ->
                        columns.get(new FactQueries.KeyColumn(stream.table().name(), column.name())))
                .orElse(ColumnFacts.UNKNOWN);
    }

    private static String how(CheckedStream stream) {
        if (stream.request().method() == ReplicationMethod.FULL_TABLE) {
            return "FULL_TABLE";
        }
        Optional<Column> key = stream.key();
        return "INCREMENTAL by "
                + key.map(column -> '"' + column.name() + "\" (" + column.sqlDatatype() + ")")
                        .orElse("xmin");
    }

    /** What else could be chosen, where each run reads all of a large table. */
    private Optional<Finding> method(CheckedStream stream, Estimate estimate) {
        if (stream.request().method() != ReplicationMethod.FULL_TABLE
                || estimate.bytes().orElse(0) < SMALL_BYTES
                || stream.shape().key().isEmpty()) {
            return Optional.empty();
        }
        return UpdateColumn.of(stream.table())
                .map(column -> Finding.note(
                        Check.METHOD,
                        stream.name(),
                        "each run reads all of it; where each change sets \"" + column
                                + "\", only what changed could be read (rows that are deleted are not noticed then)",
                        stream.choices().incremental(stream.request(), column)));
    }
}
