package com.tappostgres.sync;

import com.tappostgres.config.TapConfig;
import com.tappostgres.discovery.AccessReader;
import com.tappostgres.discovery.DatabaseAccess;
import com.tappostgres.discovery.Structure;
import com.tappostgres.discovery.StructureReader;
import com.tappostgres.discovery.TableAccess;
import com.tappostgres.discovery.TypeChoices;
import com.tappostgres.error.ErrorKind;
import com.tappostgres.error.TapException;
import com.tappostgres.postgres.ConnectionFactory;
import com.tappostgres.postgres.ReadTransaction;
import com.tappostgres.postgres.Session;
import com.tappostgres.postgres.Sql;
import com.tappostgres.postgres.SqlErrors;
import com.tappostgres.postgres.TableName;
import com.tappostgres.singer.Catalog;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Looks, before any sync, whether one could do its work; each thing that it looked at is a finding. */
public final class Preflight {
    private static final Logger LOG = LoggerFactory.getLogger(Preflight.class);

    private final ConnectionFactory connections;
    private final TapConfig config;
    private final ReadTransaction transaction;
    private final StructureSync structureSync;
    private final Consumer<Finding> findings;

    /** @param findings gets each finding at once, as the next one may take a while */
    public Preflight(ConnectionFactory connections, TapConfig config, Consumer<Finding> findings) {
        this.connections = connections;
        this.config = config;
        this.transaction = new ReadTransaction(config.session());
        this.structureSync =
                new StructureSync(TypeChoices.of(config.values()), config.sync().newColumns());
        this.findings = findings;
    }

    /** Looks at the configured database. */
    public void run() {
        database(connections.defaultDatabase(), List.of());
    }

    /** Looks at the databases and the tables of the selected streams; without any, at the configured database. */
    public void run(Catalog catalog) {
        Selection selection = Selection.of(catalog, config);
        selection
                .failures()
                .forEach(failure -> findings.accept(Finding.failed(stream(failure.stream()), failure.cause())));
        if (selection.requests().isEmpty()) {
            if (selection.failures().isEmpty()) {
                LOG.warn("no stream is selected: put \"selected\": true into the metadata of those to read");
            }
            run();
        }
        selection.byDatabase().forEach(this::database);
    }

    private void database(String database, List<StreamRequest> requests) {
        String subject = "database \"" + database + "\"";
        try (Session session = connections.open(database)) {
            session.execute(transaction.begin(session.version(), "check", false));
            List<TableName> names = requests.stream().map(StreamRequest::table).toList();
            DatabaseAccess access = new AccessReader(session, Optional.empty()).named(names);
            findings.accept(Finding.ok(
                    subject,
                    "PostgreSQL " + session.version().text() + ", " + (access.standby() ? "standby" : "primary")
                            + ", role \"" + access.role().name() + "\"; " + session.transport()));
            if (!names.isEmpty()) {
                Structure structure = new StructureReader(session).named(names);
                requests.forEach(request -> findings.accept(stream(request, access, structure)));
            }
            session.rollback();
        } catch (SQLException e) {
            findings.accept(Finding.failed(subject, SqlErrors.failed(e, "reading its privileges")));
        } catch (TapException e) {
            findings.accept(
                    SqlErrors.isRefusedDatabase(e)
                            ? Finding.missing(
                                    subject,
                                    List.of(Grant.connect(database)),
                                    config.connection().login().user())
                            : Finding.failed(subject, e));
        }
    }

    private Finding stream(StreamRequest request, DatabaseAccess access, Structure structure) {
        String subject = stream(request.name());
        String role = access.role().name();
        TableAccess table = access.tables().get(request.table());
        if (table != null) {
            List<Grant> missing = RequiredPrivileges.of(request, table).missing();
            if (!missing.isEmpty()) {
                return Finding.missing(subject, missing, role);
            }
            if (table.filtered() && !config.session().rowSecurity()) {
                return Finding.failed(
                        subject,
                        new TapException(
                                ErrorKind.SOURCE,
                                "missing: the rows that row-level policies hide from the role",
                                "ALTER ROLE " + Sql.identifier(role) + " BYPASSRLS; as a superuser, or set"
                                        + " \"row_security\": \"on\" to read what the policies show."));
            }
        }
        try {
            structureSync.shape(request, structure);
        } catch (TapException e) {
            return Finding.failed(subject, e);
        }
        return Finding.ok(subject, table != null && table.filtered() ? "only the rows that its policies show" : "");
    }

    private static String stream(String name) {
        return "stream \"" + name + "\"";
    }
}
