package com.tappostgres.discovery;

import com.tappostgres.config.TapConfig;
import com.tappostgres.error.ErrorKind;
import com.tappostgres.error.TapException;
import com.tappostgres.postgres.ConnectionFactory;
import com.tappostgres.postgres.ReadTransaction;
import com.tappostgres.postgres.Session;
import com.tappostgres.postgres.Sql;
import com.tappostgres.postgres.SqlErrors;
import com.tappostgres.singer.CatalogWriter;
import com.tappostgres.singer.StreamId;
import com.tappostgres.types.TypeMappings;
import com.tappostgres.types.TypeOptions;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Finds everything that the role may read in all databases it may connect to. */
public final class Discovery {
    private static final Logger LOG = LoggerFactory.getLogger(Discovery.class);

    private final ConnectionFactory connections;
    private final TapConfig config;
    private final TypeOptions options;
    private final ReadTransaction transaction;

    public Discovery(ConnectionFactory connections, TapConfig config) {
        this.connections = connections;
        this.config = config;
        this.transaction = new ReadTransaction(config.session());
        this.options = TypeChoices.of(config.values());
    }

    /**
     * Prints the catalog, once all of it is read.
     *
     * @throws TapException of kind SOURCE if the role may read nothing at all
     */
    public void run(CatalogWriter writer) {
        Map<String, Structure> structures = new LinkedHashMap<>();
        try (Session first = connections.open(connections.defaultDatabase())) {
            for (String database : databases(first)) {
                if (database.equals(first.database())) {
                    structures.put(database, read(first));
                } else {
                    readOther(database, structures);
                }
            }
        }
        if (structures.values().stream()
                .allMatch(structure -> structure.tables().isEmpty())) {
            throw nothingReadable(structures);
        }
        Map<String, StreamId> names = new LinkedHashMap<>();
        structures.forEach((database, structure) -> write(database, structure, names, writer));
        writer.finish();
    }

    private void write(String database, Structure structure, Map<String, StreamId> names, CatalogWriter writer) {
        TypeMappings mappings = new TypeMappings(structure.types(), options);
        for (Table table : structure.tables()) {
            StreamId id = StreamId.of(
                    database,
                    table.name().schema(),
                    table.name().table(),
                    config.discovery().streamName());
            StreamId other = names.putIfAbsent(id.streamName(), id);
            if (other != null) {
                LOG.warn(
                        "{} and {} would both be the stream \"{}\": select one, or set \"stream_name\"",
                        other,
                        id,
                        id.streamName());
            }
            writer.write(CatalogEntry.of(table, id, mappings));
        }
    }

    private List<String> databases(Session session) {
        List<String> all = new ArrayList<>();
        try (Statement statement = session.connection().createStatement()) {
            session.execute(transaction.begin(session.version(), "discovery", false));
            ResultSet rows = statement.executeQuery("""
                    SELECT datname FROM pg_catalog.pg_database
                    WHERE datallowconn AND NOT datistemplate
                      AND pg_catalog.has_database_privilege(oid, 'CONNECT')
                    ORDER BY datname""");
            while (rows.next()) {
                all.add(rows.getString(1));
            }
            session.rollback();
        } catch (SQLException e) {
            throw SqlErrors.failed(e, "reading the list of databases");
        }
        List<String> wanted = config.discovery().databases();
        for (String name : wanted) {
            if (!all.contains(name)) {
                LOG.warn("\"filter_dbs\" names \"{}\", which is no database that the role may connect to", name);
            }
        }
        return wanted.isEmpty() ? all : all.stream().filter(wanted::contains).toList();
    }

    private void readOther(String database, Map<String, Structure> structures) {
        try (Session session = connections.open(database)) {
            structures.put(database, read(session));
        } catch (TapException e) {
            LOG.warn("left out the database \"{}\": {}", database, e.getMessage());
        }
    }

    private Structure read(Session session) {
        try {
            session.execute(transaction.begin(session.version(), "discovery", false));
            Structure structure =
                    new StructureReader(session).readable(config.discovery().schemas());
            session.rollback();
            LOG.info(
                    "database \"{}\" (PostgreSQL {}): {} tables and views",
                    session.database(),
                    session.version().text(),
                    structure.tables().size());
            return structure;
        } catch (SQLException e) {
            throw SqlErrors.failed(e, "reading the structure of database \"" + session.database() + "\"");
        }
    }

    private TapException nothingReadable(Map<String, Structure> structures) {
        String user = config.connection().login().user();
        String role = Sql.identifier(user);
        return new TapException(
                ErrorKind.SOURCE,
                "role \"" + user + "\" may read no table"
                        + (structures.isEmpty()
                                ? ": no database is left"
                                : " in " + String.join(", ", structures.keySet())),
                "As the owner, in each database: GRANT USAGE ON SCHEMA public TO " + role
                        + "; GRANT SELECT ON ALL TABLES IN SCHEMA public TO " + role
                        + "; and check \"filter_dbs\" and \"filter_schemas\".");
    }
}
