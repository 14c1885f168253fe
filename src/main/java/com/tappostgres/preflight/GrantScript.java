package com.tappostgres.preflight;

import com.tappostgres.config.TapConfig;
import com.tappostgres.discovery.AccessReader;
import com.tappostgres.discovery.DatabaseAccess;
import com.tappostgres.discovery.DatabaseList;
import com.tappostgres.discovery.Role;
import com.tappostgres.discovery.TableAccess;
import com.tappostgres.error.ErrorKind;
import com.tappostgres.error.TapException;
import com.tappostgres.postgres.ConnectionFactory;
import com.tappostgres.postgres.ReadTransaction;
import com.tappostgres.postgres.Session;
import com.tappostgres.postgres.SqlErrors;
import com.tappostgres.postgres.TableName;
import com.tappostgres.singer.Catalog;
import com.tappostgres.singer.CatalogStream;
import com.tappostgres.sync.Selection;
import com.tappostgres.sync.StreamFailure;
import com.tappostgres.sync.StreamRequest;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes the SQL that lets a role read the selected streams and nothing else, as a script for psql. */
public final class GrantScript {
    private static final Logger LOG = LoggerFactory.getLogger(GrantScript.class);

    private final ConnectionFactory connections;
    private final TapConfig config;
    private final ReadTransaction transaction;

    /** The role that is to read; empty for the one that logs in. */
    private final Optional<String> role;

    /** What each database takes, in the order of their names. */
    private final Map<String, GrantScriptPart> parts = new TreeMap<>();

    private GrantScript(ConnectionFactory connections, TapConfig config, Optional<String> role) {
        this.connections = connections;
        this.config = config;
        this.transaction = new ReadTransaction(config.session());
        this.role = role;
    }

    /**
     * The script for the selected streams of a catalog.
     *
     * @param role the role that is to read; empty for the one that logs in
     * @throws TapException of kind CONFIGURATION if none is selected
     */
    public static String ofSelected(
            Catalog catalog, ConnectionFactory connections, TapConfig config, Optional<String> role) {
        GrantScript script = new GrantScript(connections, config, role);
        Selection selection = Selection.of(catalog, config);
        for (StreamFailure failure : selection.failures()) {
            LOG.warn(
                    "left out the stream \"{}\": {}",
                    failure.stream(),
                    failure.cause().getMessage());
        }
        selection.byDatabase().forEach(script::readSelected);
        return script.print(
                ErrorKind.CONFIGURATION, "Select streams in the catalog: put \"selected\": true into their metadata.");
    }

    /**
     * The script for all tables and views of the schemas and databases that discovery looks into.
     *
     * @param role the role that is to read; empty for the one that logs in
     * @throws TapException of kind SOURCE if there is no table
     */
    public static String ofEverything(ConnectionFactory connections, TapConfig config, Optional<String> role) {
        GrantScript script = new GrantScript(connections, config, role);
        List<String> databases;
        try (Session session = connections.open(connections.defaultDatabase())) {
            databases = new DatabaseList(config.discovery(), script.transaction).read(session);
        }
        databases.forEach(script::readAll);
        return script.print(ErrorKind.SOURCE, "Check \"filter_dbs\" and \"filter_schemas\".");
    }

    private void readAll(String database) {
        try (Session session = connections.open(database)) {
            session.execute(transaction.begin(session.version(), "check", false));
            DatabaseAccess access = new AccessReader(session, role)
                    .everything(config.discovery().schemas());
            session.rollback();
            GrantScriptPart part = new GrantScriptPart(database, Optional.of(access));
            access.tables().values().forEach(part::add);
            keep(part);
        } catch (SQLException e) {
            throw failed(e, database);
        } catch (TapException e) {
            if (database.equals(connections.defaultDatabase())) {
                throw e;
            }
            LOG.warn("left out the database \"{}\": {}", database, e.getMessage());
        }
    }

    private void readSelected(String database, List<StreamRequest> requests) {
        List<TableName> names = requests.stream().map(StreamRequest::table).toList();
        Optional<DatabaseAccess> access;
        try (Session session = connections.open(database)) {
            session.execute(transaction.begin(session.version(), "check", false));
            access = Optional.of(new AccessReader(session, role).named(names));
            session.rollback();
        } catch (SQLException e) {
            throw failed(e, database);
        } catch (TapException e) {
            if (!SqlErrors.isRefusedDatabase(e)) {
                throw e;
            }
            LOG.warn(
                    "role \"{}\" may not connect to the database \"{}\" yet: its grants are what the catalog says",
                    config.connection().login().user(),
                    database);
            access = Optional.empty();
        }
        GrantScriptPart part = new GrantScriptPart(database, access);
        for (StreamRequest request : requests) {
            add(request, access, part);
        }
        keep(part);
    }

    private void add(StreamRequest request, Optional<DatabaseAccess> access, GrantScriptPart part) {
        CatalogStream entry = request.entry();
        TableAccess table = access.isPresent()
                ? access.get().tables().get(request.table())
                : TableAccess.unseen(request.table(), entry.columnNames());
        if (table == null) {
            LOG.warn(
                    "left out the stream \"{}\": there is no table \"{}\" in database \"{}\" any more",
                    request.name(),
                    request.table(),
                    request.database());
            return;
        }
        part.add(request, table, config.sync().newColumns());
    }

    private void keep(GrantScriptPart part) {
        if (part.database().indexOf('\n') >= 0 || part.database().indexOf('\r') >= 0) {
            LOG.warn("left out the database \"{}\": psql cannot connect to a name with a line break", part.database());
        } else if (part.tables() > 0) {
            parts.put(part.database(), part);
        }
    }

    private static TapException failed(SQLException e, String database) {
        return SqlErrors.failed(e, "reading the privileges in database \"" + database + "\"");
    }

    private String print(ErrorKind kindIfEmpty, String hintIfEmpty) {
        if (parts.isEmpty()) {
            throw new TapException(kindIfEmpty, "there is no table to grant anything on", hintIfEmpty);
        }
        String user = config.connection().login().user();
        Role found = parts.values().stream()
                .flatMap(part -> part.access().stream())
                .map(DatabaseAccess::role)
                .findFirst()
                // No database let the user in to ask; of one that logged in this much is known.
                .orElse(role.isEmpty() || role.get().equals(user) ? Role.loggedIn(user) : Role.missing(role.get()));
        return new GrantScriptText(found, !config.session().rowSecurity()).print(List.copyOf(parts.values()));
    }
}
