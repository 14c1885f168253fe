package com.tappostgres.preflight;

import com.tappostgres.config.TapConfig;
import com.tappostgres.discovery.AccessReader;
import com.tappostgres.discovery.Column;
import com.tappostgres.discovery.DatabaseAccess;
import com.tappostgres.discovery.Structure;
import com.tappostgres.discovery.StructureReader;
import com.tappostgres.discovery.TableAccess;
import com.tappostgres.error.TapException;
import com.tappostgres.postgres.Session;
import com.tappostgres.postgres.Sql;
import com.tappostgres.postgres.SqlErrors;
import com.tappostgres.postgres.TableName;
import com.tappostgres.sync.IncrementalCheck;
import com.tappostgres.sync.RowSource;
import com.tappostgres.sync.StreamRequest;
import com.tappostgres.sync.StreamShape;
import com.tappostgres.sync.StructureSync;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The selected streams of one database, within a transaction that is open. */
final class DatabaseChecks {
    private final TapConfig config;
    private final StructureSync structureSync;
    private final Choices choices;
    private final Session session;
    private final ServerFacts server;
    private final Probe probe;

    /** What is wrong with streams that a sync would not read. */
    private final Map<StreamRequest, Finding> unreadable = new HashMap<>();

    private final Map<StreamRequest, CheckedStream> readable = new LinkedHashMap<>();

    DatabaseChecks(TapConfig config, StructureSync structureSync, Choices choices, ServerFacts server) {
        this.choices = choices;
        this.config = config;
        this.structureSync = structureSync;
        this.server = server;
        this.session = server.session();
        this.probe = new Probe(session);
    }

    /**
     * Looks at each stream.
     *
     * @param access what the role may do with their tables
     * @param summary gets what each brings; it knows how fast tables are read, or is told
     */
    List<Finding> streams(List<StreamRequest> requests, DatabaseAccess access, Summary.Builder summary)
            throws SQLException {
        List<TableName> names = requests.stream().map(StreamRequest::table).toList();
        Structure structure = probe.within(Probe.LONG, () -> new StructureReader(session).named(names));
        FactReader reader = new FactReader(session, probe);
        Map<TableName, TableFacts> facts = reader.tables(names);
        for (StreamRequest request : requests) {
            sort(request, access, structure, facts);
        }
        List<CheckedStream> streams = List.copyOf(readable.values());
        Map<FactQueries.KeyColumn, ColumnFacts> columns = reader.columns(columns(streams), keys(streams));
        Map<CheckedStream, Plan> plans = new Planner(session, probe).plans(streams);
        Map<CheckedStream, Boolean> nulls = new NullSearch(session, probe).among(streams, columns);
        measure(streams, summary);

        StreamChecks checks = new StreamChecks(server, plans, columns, nulls, summary);
        List<Finding> findings = new ArrayList<>();
        for (StreamRequest request : requests) {
            CheckedStream stream = readable.get(request);
            if (stream == null) {
                findings.add(unreadable.get(request));
                summary.addUnknown();
            } else {
                findings.addAll(checks.of(stream, access.tables().get(request.table())));
            }
        }
        return findings;
    }

    private void sort(
            StreamRequest request, DatabaseAccess access, Structure structure, Map<TableName, TableFacts> facts)
            throws SQLException {
        TableAccess table = access.tables().get(request.table());
        String role = access.role().name();
        if (table != null) {
            List<Grant> missing = RequiredPrivileges.of(request, table).missing();
            if (!missing.isEmpty()) {
                unreadable.put(request, Finding.missing(Check.PRIVILEGES, request.name(), missing, role));
                return;
            }
            if (table.filtered() && !config.session().rowSecurity()) {
                unreadable.put(
                        request,
                        Finding.problem(
                                Check.ROW_SECURITY,
                                request.name(),
                                "missing: the rows that row-level policies hide from the role",
                                "ALTER ROLE " + Sql.identifier(role) + " BYPASSRLS; -- as a superuser; or"
                                        + " \"row_security\": \"on\" reads what the policies show"));
                return;
            }
        }
        StreamShape shape;
        try {
            shape = structureSync.shape(request, structure);
            IncrementalCheck.requireFit(request, shape, config.sync().lateCommits(), session);
        } catch (TapException e) {
            unreadable.put(request, Finding.problem(Check.STRUCTURE, request.name(), e));
            return;
        }
        try {
            Optional<RowSource> source =
                    probe.within(Probe.SHORT, () -> Optional.of(RowSource.of(request, shape, session)), failure -> {
                        unreadable.put(
                                request,
                                Finding.problem(
                                        Check.SHAPING,
                                        request.name(),
                                        SqlErrors.failed(
                                                failure, "asking for the rows of \"" + request.table() + "\"")));
                        return Optional.empty();
                    });
            source.ifPresent(rows -> readable.put(
                    request, new CheckedStream(request, shape, rows, facts.get(request.table()), choices)));
        } catch (TapException e) {
            unreadable.put(request, Finding.problem(Check.SHAPING, request.name(), e));
        }
    }

    /** The columns whose values are worth asking about. */
    private List<FactQueries.KeyColumn> columns(List<CheckedStream> streams) {
        List<FactQueries.KeyColumn> columns = new ArrayList<>();
        for (CheckedStream stream : streams) {
            Optional<Column> key = stream.key();
            for (Column column : stream.shape().columns()) {
                if (key.equals(Optional.of(column)) || KeyChecks.mayBeNotANumber(column, config)) {
                    columns.add(new FactQueries.KeyColumn(stream.table().name(), column.name()));
                }
            }
        }
        return columns;
    }

    private static List<FactQueries.Numbered> keys(List<CheckedStream> streams) {
        return streams.stream()
                .flatMap(stream ->
                        stream
                                .key()
                                .map(column ->
                                        new FactQueries.Numbered(stream.table().oid(), column.number()))
                                .stream())
                .toList();
    }

    /** Reads a little of the largest table, unless that was done in another database. */
    private void measure(List<CheckedStream> streams, Summary.Builder summary) throws SQLException {
        Optional<CheckedStream> largest = streams.stream()
                .filter(stream -> stream.isStored() && stream.facts() != null)
                .max(Comparator.comparingLong(DatabaseChecks::bytes));
        if (!summary.rate().measured() && largest.isPresent()) {
            summary.setRate(ReadRate.of(largest.get(), session, probe)
                    .atMost(config.load().maxRate()));
        }
    }

    private static long bytes(CheckedStream stream) {
        TableFacts facts = stream.facts();
        return facts == null ? 0 : facts.bytes();
    }

    /** What the role may do with these tables. */
    static DatabaseAccess access(Session session, List<TableName> names) throws SQLException {
        return new Probe(session).within(Probe.LONG, () -> new AccessReader(session, Optional.empty()).named(names));
    }
}
