package com.tappostgres.preflight;

import com.tappostgres.config.LateCommits;
import com.tappostgres.config.TapConfig;
import com.tappostgres.discovery.DatabaseAccess;
import com.tappostgres.discovery.TypeChoices;
import com.tappostgres.error.TapException;
import com.tappostgres.postgres.ConnectionFactory;
import com.tappostgres.postgres.ReadTransaction;
import com.tappostgres.postgres.Session;
import com.tappostgres.postgres.Sql;
import com.tappostgres.postgres.SqlErrors;
import com.tappostgres.postgres.TableName;
import com.tappostgres.sync.ConfiguredCatalog;
import com.tappostgres.sync.Selection;
import com.tappostgres.sync.StreamRequest;
import com.tappostgres.sync.StructureSync;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Looks, before any sync, whether one could do its work; each thing that it looked at is a finding. */
public final class Preflight {
    private static final Logger LOG = LoggerFactory.getLogger(Preflight.class);

    private final ConnectionFactory connections;
    private final TapConfig config;
    private final ReadTransaction transaction;
    private final StructureSync structureSync;
    private final @Nullable Path catalogFile;
    private final Consumer<Finding> findings;
    private final Summary.Builder summary = new Summary.Builder();
    private boolean serverSeen;

    /**
     * A preflight.
     *
     * @param catalogFile where streams are chosen; null where the config does it
     * @param findings gets each finding at once, as the next one may take a while
     */
    public Preflight(
            ConnectionFactory connections, TapConfig config, @Nullable Path catalogFile, Consumer<Finding> findings) {
        this.connections = connections;
        this.config = config;
        this.transaction = new ReadTransaction(config.session());
        this.structureSync =
                new StructureSync(TypeChoices.of(config.values()), config.sync().newColumns());
        this.catalogFile = catalogFile;
        this.findings = findings;
    }

    /** Looks at the configured database. */
    public Summary run() {
        database(connections.defaultDatabase(), List.of(), false);
        return summary.build();
    }

    /** Looks at the databases and the tables of the selected streams; without any, at the configured database. */
    public Summary run(ConfiguredCatalog catalog) {
        Selection selection = Selection.of(catalog.catalog(), config);
        lateCommits(selection);
        if (selection.requests().isEmpty()) {
            if (selection.failures().isEmpty()) {
                LOG.warn("no stream is selected: put \"selected\": true into the metadata of those to read");
            }
            run();
        }
        boolean several = selection.byDatabase().size() > 1;
        selection.byDatabase().forEach((database, requests) -> database(database, requests, several));
        catalog.unreadable()
                .forEach((database, failure) -> findings.accept(Finding.problem(Check.DATABASE, database, failure)));
        selection.failures().forEach(failure -> {
            findings.accept(Finding.problem(Check.CATALOG, failure.stream(), failure.cause()));
            summary.addUnknown();
        });
        return summary.build();
    }

    private void lateCommits(Selection selection) {
        LateCommits chosen = config.sync().lateCommits();
        long affected = selection.requests().stream()
                .filter(request -> request.keyColumn().isPresent()
                        && request.entry().lateCommits().isEmpty())
                .count();
        if (affected > 0 && !chosen.exact() && chosen.lookback() == null) {
            findings.accept(Finding.note(
                    Check.LATE_COMMITS,
                    "late_commits",
                    (affected == 1 ? "1 INCREMENTAL stream misses" : affected + " INCREMENTAL streams miss")
                            + " rows that commit after ones with a higher replication key were read",
                    "\"late_commits\": {\"lookback\": \"10 minutes\"}, where all keys are times; or \"exact\" for those that"
                            + " are plain tables (\"late-commits\" of each)"));
        }
    }

    private void database(String database, List<StreamRequest> requests, boolean several) {
        long start = System.nanoTime();
        try (Session session = connections.open(database)) {
            double connectMillis = (System.nanoTime() - start) / 1e6;
            session.execute(transaction.begin(session.version(), "check", false));
            List<TableName> names = requests.stream().map(StreamRequest::table).toList();
            DatabaseAccess access = DatabaseChecks.access(session, names);
            ServerFacts server = ServerFacts.read(session, access.role(), access.standby(), connectMillis);
            server(server);
            database(database, server, requests.size());
            if (!requests.isEmpty()) {
                new DatabaseChecks(config, structureSync, new Choices(catalogFile, several), server)
                        .streams(requests, access, summary)
                        .forEach(findings);
            }
            session.rollback();
        } catch (SQLException e) {
            failed(database, requests, SqlErrors.failed(e, "reading what there is in it"));
        } catch (TapException e) {
            failed(database, requests, e);
        }
    }

    private void failed(String database, List<StreamRequest> requests, TapException failure) {
        requests.forEach(request -> summary.addUnknown());
        if (SqlErrors.isRefusedDatabase(failure)) {
            findings.accept(Finding.missing(
                    Check.CONNECT,
                    database,
                    List.of(Grant.connect(database)),
                    config.connection().login().user()));
        } else {
            findings.accept(Finding.problem(serverSeen ? Check.DATABASE : Check.REACHABLE, database, failure));
        }
    }

    /** Once, as all databases are of one server. */
    private void server(ServerFacts server) throws SQLException {
        if (serverSeen) {
            return;
        }
        serverSeen = true;
        ConnectionChecks.of(server, config).forEach(findings);
        Probe probe = new Probe(server.session());
        if (server.standby()) {
            ask(Check.REPLAY, probe, server, () -> new StandbyChecks(server).findings());
        }
        ask(Check.CONNECTIONS, probe, server, () -> ServerChecks.of(server, config));
    }

    /** Not every provider lets its users ask for everything. */
    private void ask(Check check, Probe probe, ServerFacts server, Probe.Question<List<Finding>> question)
            throws SQLException {
        probe.within(
                        Probe.SHORT,
                        question,
                        failure -> List.of(Finding.note(
                                check,
                                "server",
                                "the server does not tell: "
                                        + SqlErrors.failed(failure, "asking it").getMessage(),
                                "GRANT pg_monitor TO "
                                        + Sql.identifier(server.role().name())
                                        + "; -- where this is a question of rights")))
                .forEach(findings);
    }

    private void database(String database, ServerFacts server, int streams) {
        findings.accept(Finding.ok(
                Check.DATABASE,
                database,
                "open to role \"" + server.role().name() + "\""
                        + (streams == 0 ? "" : ", " + streams + (streams == 1 ? " stream" : " streams"))));
        if (server.session().encoding().isEmpty()) {
            findings.accept(Finding.warning(
                    Check.ENCODING,
                    database,
                    "its encoding is SQL_ASCII, which checks nothing: what is no UTF-8 in it becomes U+FFFD",
                    "A dump with its real encoding (pg_dump -E), restored into a database of ENCODING 'UTF8'"));
        }
    }
}
