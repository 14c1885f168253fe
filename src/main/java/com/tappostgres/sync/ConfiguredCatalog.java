package com.tappostgres.sync;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.tappostgres.config.TapConfig;
import com.tappostgres.discovery.Discovery;
import com.tappostgres.error.ErrorKind;
import com.tappostgres.error.TapException;
import com.tappostgres.postgres.ConnectionFactory;
import com.tappostgres.postgres.Session;
import com.tappostgres.postgres.SqlErrors;
import com.tappostgres.selection.ConfiguredSelection;
import com.tappostgres.selection.DiscoveryScope;
import com.tappostgres.selection.SelectionReport;
import com.tappostgres.singer.Catalog;
import com.tappostgres.singer.CatalogFile;
import com.tappostgres.singer.EditableStream;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The catalog of a run, with what the settings {@code select} and {@code streams} choose.
 *
 * @param unreadable databases of which streams may be wanted that could not be looked at
 */
public record ConfiguredCatalog(Catalog catalog, Map<String, TapException> unreadable) {
    private static final Logger LOG = LoggerFactory.getLogger(ConfiguredCatalog.class);

    public ConfiguredCatalog {
        unreadable = Collections.unmodifiableMap(new LinkedHashMap<>(unreadable));
    }

    /**
     * That of a file.
     *
     * @throws TapException of kind CONFIGURATION if it is no catalog, or the settings select nothing of it
     */
    public static ConfiguredCatalog read(Path file, TapConfig config) {
        if (config.selection().isEmpty()) {
            return new ConfiguredCatalog(Catalog.read(file), Map.of());
        }
        CatalogFile catalog = CatalogFile.read(file);
        new ConfiguredSelection(config).onTopOf(catalog.streams()).settle();
        return new ConfiguredCatalog(catalog.catalog(), Map.of());
    }

    /**
     * That of the server, as far as the settings can mean it.
     *
     * @throws TapException of kind CONFIGURATION if they select nothing; of another kind if there is nothing to be had
     */
    public static ConfiguredCatalog discover(ConnectionFactory connections, TapConfig config, Stop stop) {
        DiscoveryScope scope = DiscoveryScope.of(config);
        if (scope.patterns().isEmpty()) {
            throw new TapException(
                    ErrorKind.CONFIGURATION,
                    config.selection().isEmpty()
                            ? "nothing is selected: \"select\" and \"streams\" hold no pattern"
                            : "\"select\" only excludes, so that nothing is selected",
                    "Put what is to be read first, such as \"public.*\", or \"*.*\" for all tables.");
        }
        TapConfig narrowed = scope.narrowed(config);
        Found found = Found.of(connections, narrowed, scope, stop);
        if (!narrowed.equals(config) && found.lacksSchema()) {
            // Only who sees all can say what was meant.
            found = Found.of(connections, config, scope, stop);
        }
        List<String> wanted = found.databases().stream().filter(scope::wants).toList();
        if (found.streams().isEmpty() && found.unreadable().isEmpty() && !wanted.isEmpty()) {
            throw new Discovery(connections, config).nothingReadable(wanted);
        }
        if (found.report().selected() == 0 && !found.unreadable().isEmpty()) {
            throw found.unreadable().values().iterator().next();
        }
        found.report().settle();
        return new ConfiguredCatalog(Catalog.of(found.streams()), found.unreadable());
    }

    /** What one discovery found, with the choices written into it, and all databases that it could look at. */
    private record Found(
            List<EditableStream> streams,
            SelectionReport report,
            Map<String, TapException> unreadable,
            Set<String> databases) {
        static Found of(ConnectionFactory connections, TapConfig config, DiscoveryScope scope, Stop stop) {
            Map<String, TapException> unreadable = new LinkedHashMap<>();
            Set<String> databases = new LinkedHashSet<>();
            Predicate<String> wanted = database -> {
                databases.add(database);
                return scope.wants(database);
            };
            Finder finder = discovery -> discovery.find(
                    wanted, database -> NamedTables.of(scope.ofOneTable(database), database), unreadable::put);
            List<EditableStream> streams = find(connections, config, finder, stop, unreadable).stream()
                    .map(EditableStream::new)
                    .toList();
            SelectionReport report = new ConfiguredSelection(config).inPlaceOfFile(streams, databases);
            return new Found(streams, report, unreadable, databases);
        }

        /** Whether a pattern matches nothing since nothing of its schema was looked at. */
        boolean lacksSchema() {
            Set<String> schemas = streams.stream()
                    .flatMap(stream -> stream.stream().schemaName().stream())
                    .collect(Collectors.toSet());
            return report.unmatched().stream()
                    .flatMap(pattern -> pattern.schema().stream())
                    .anyMatch(schema -> !schemas.contains(schema.text()));
        }

        private static List<ObjectNode> find(
                ConnectionFactory connections,
                TapConfig config,
                Finder finder,
                Stop stop,
                Map<String, TapException> unreadable) {
            PatientConnections patient =
                    new PatientConnections(connections, config.sync().retryMaxSeconds(), stop, () -> {});
            for (int attempt = 1; ; attempt++) {
                unreadable.clear();
                WatchedSessions sessions = new WatchedSessions(patient, stop);
                try (sessions) {
                    List<ObjectNode> found =
                            finder.find(new Discovery(sessions::open, connections.defaultDatabase(), config));
                    stop.throwIfRequested();
                    if (attempt == GroupAttempts.ATTEMPTS
                            || unreadable.values().stream().noneMatch(sessions::mayPass)) {
                        return found;
                    }
                    LOG.warn(
                            "{}; trying again",
                            unreadable.values().iterator().next().getMessage());
                } catch (TapException e) {
                    stop.throwIfRequested();
                    if (attempt == GroupAttempts.ATTEMPTS || !sessions.mayPass(e)) {
                        throw e;
                    }
                    LOG.warn("{}; trying again", e.getMessage());
                }
                stop.pause(GroupAttempts.FIRST_PAUSE);
            }
        }
    }

    /** What is asked of a discovery. */
    @FunctionalInterface
    private interface Finder {
        List<ObjectNode> find(Discovery discovery);
    }

    /** Opens sessions that a signal ends. */
    private static final class WatchedSessions implements AutoCloseable {
        private final PatientConnections connections;
        private final Stop stop;
        private final List<Session> opened = new ArrayList<>();
        private final List<TapException> refused = new ArrayList<>();

        WatchedSessions(PatientConnections connections, Stop stop) {
            this.connections = connections;
            this.stop = stop;
        }

        Session open(String database) {
            try {
                Session session = connections.open(database);
                opened.add(session);
                stop.watch(session);
                return session;
            } catch (TapException e) {
                refused.add(e);
                throw e;
            }
        }

        /** Whether a query was cancelled or lost its connection; what could not be opened was tried long enough. */
        boolean mayPass(TapException e) {
            return !refused.contains(e) && e.getCause() instanceof SQLException cause && SqlErrors.isPassing(cause);
        }

        @Override
        public void close() {
            opened.forEach(stop::forget);
        }
    }
}
