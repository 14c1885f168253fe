package com.tappostgres.discovery;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.tappostgres.config.TapConfig;
import com.tappostgres.error.ErrorKind;
import com.tappostgres.error.TapException;
import com.tappostgres.postgres.ConnectionFactory;
import com.tappostgres.postgres.ReadTransaction;
import com.tappostgres.postgres.Session;
import com.tappostgres.postgres.Sql;
import com.tappostgres.postgres.SqlErrors;
import com.tappostgres.postgres.TableName;
import com.tappostgres.singer.CatalogWriter;
import com.tappostgres.singer.StreamId;
import com.tappostgres.types.TypeMappings;
import com.tappostgres.types.TypeOptions;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Finds everything that the role may read in all databases it may connect to. */
public final class Discovery {
    private static final Logger LOG = LoggerFactory.getLogger(Discovery.class);

    private final Function<String, Session> connections;
    private final String firstDatabase;
    private final TapConfig config;
    private final TypeOptions options;
    private final ReadTransaction transaction;
    private final DatabaseList databaseList;

    public Discovery(ConnectionFactory connections, TapConfig config) {
        this(connections::open, connections.defaultDatabase(), config);
    }

    /**
     * @param connections opens one to a database
     * @param firstDatabase the one that lists the others
     */
    public Discovery(Function<String, Session> connections, String firstDatabase, TapConfig config) {
        this.connections = connections;
        this.firstDatabase = firstDatabase;
        this.config = config;
        this.transaction = new ReadTransaction(config.session());
        this.databaseList = new DatabaseList(config.discovery(), transaction);
        this.options = TypeChoices.of(config.values());
    }

    /**
     * Prints the catalog, once all of it is read.
     *
     * @throws TapException of kind SOURCE if the role may read nothing at all
     */
    public void run(CatalogWriter writer) {
        Map<String, Structure> structures = read(
                database -> true,
                database -> Set.of(),
                (database, e) -> LOG.warn("left out the database \"{}\": {}", database, e.getMessage()));
        if (structures.values().stream()
                .allMatch(structure -> structure.tables().isEmpty())) {
            throw nothingReadable(structures.keySet());
        }
        write(structures, writer::write);
        writer.finish();
    }

    /**
     * The catalog's stream objects, perhaps none.
     *
     * @param databases those to look at
     * @param named tables of a database that are listed even if the role may not read them
     * @param failed told of each that cannot be read, but for the first
     */
    public List<ObjectNode> find(
            Predicate<String> databases,
            Function<String, Set<TableName>> named,
            BiConsumer<String, TapException> failed) {
        List<ObjectNode> streams = new ArrayList<>();
        write(read(databases, named, failed), streams::add);
        return streams;
    }

    /** One connection at a time: a role may have a limit of one. */
    private Map<String, Structure> read(
            Predicate<String> wanted, Function<String, Set<TableName>> named, BiConsumer<String, TapException> failed) {
        Map<String, Structure> structures = new LinkedHashMap<>();
        List<String> databases;
        Structure ofFirst = null;
        try (Session first = connections.apply(firstDatabase)) {
            databases = databaseList.read(first).stream().filter(wanted).toList();
            if (databases.contains(first.database())) {
                ofFirst = read(first, named.apply(firstDatabase));
            }
        }
        for (String database : databases) {
            if (ofFirst != null && database.equals(firstDatabase)) {
                structures.put(database, ofFirst);
            } else {
                try (Session session = connections.apply(database)) {
                    structures.put(database, read(session, named.apply(database)));
                } catch (TapException e) {
                    failed.accept(database, e);
                }
            }
        }
        return structures;
    }

    private void write(Map<String, Structure> structures, Consumer<ObjectNode> streams) {
        Map<String, StreamId> names = new LinkedHashMap<>();
        structures.forEach((database, structure) -> write(database, structure, names, streams));
    }

    private void write(
            String database, Structure structure, Map<String, StreamId> names, Consumer<ObjectNode> streams) {
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
            streams.accept(CatalogEntry.of(table, id, mappings));
        }
    }

    private Structure read(Session session, Set<TableName> named) {
        try {
            session.execute(transaction.begin(session.version(), "discovery", false));
            Structure structure =
                    new StructureReader(session).readable(config.discovery().schemas(), named);
            session.rollback();
            long tables = structure.tables().stream().filter(Table::readable).count();
            LOG.info(
                    "database \"{}\" (PostgreSQL {}): {} {}",
                    session.database(),
                    session.version().text(),
                    tables,
                    tables == 1 ? "table or view" : "tables and views");
            return structure;
        } catch (SQLException e) {
            throw SqlErrors.failed(e, "reading the structure of database \"" + session.database() + "\"");
        }
    }

    /** The failure of a discovery in these databases that found nothing. */
    public TapException nothingReadable(Collection<String> databases) {
        String user = config.connection().login().user();
        String role = Sql.identifier(user);
        return new TapException(
                ErrorKind.SOURCE,
                "role \"" + user + "\" may read no table"
                        + (databases.isEmpty() ? ": no database is left" : " in " + String.join(", ", databases)),
                "As the owner, in each database: GRANT USAGE ON SCHEMA public TO " + role
                        + "; GRANT SELECT ON ALL TABLES IN SCHEMA public TO " + role
                        + "; and check \"filter_dbs\" and \"filter_schemas\".");
    }
}
