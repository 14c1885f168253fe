package com.tappostgres.sync;

import com.tappostgres.config.TapConfig;
import com.tappostgres.error.ErrorKind;
import com.tappostgres.error.TapException;
import com.tappostgres.postgres.TableName;
import com.tappostgres.singer.Catalog;
import com.tappostgres.singer.CatalogStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The selected streams of a catalog.
 *
 * @param requests those that make sense, in the catalog's order
 * @param failures those that do not
 */
public record Selection(List<StreamRequest> requests, List<StreamFailure> failures) {
    private static final Logger LOG = LoggerFactory.getLogger(Selection.class);

    /**
     * Reads the choices of a catalog.
     *
     * @throws TapException of kind CONFIGURATION if two selected streams have one name
     */
    public static Selection of(Catalog catalog, TapConfig config) {
        List<StreamRequest> requests = new ArrayList<>();
        List<StreamFailure> failures = new ArrayList<>();
        Map<String, String> idsByName = new HashMap<>();
        List<String> withoutMethod = new ArrayList<>();
        for (CatalogStream entry : catalog.streams()) {
            if (!entry.isSelected()) {
                continue;
            }
            String other = idsByName.putIfAbsent(entry.name(), entry.id());
            if (other != null) {
                throw new TapException(
                        ErrorKind.CONFIGURATION,
                        "the selected streams \"" + other + "\" and \"" + entry.id() + "\" both have the name \""
                                + entry.name() + "\"",
                        "Deselect one, or set \"stream_name\": \"{database}-{schema}-{table}\" and run --discover again.");
            }
            if (entry.replicationMethod().isEmpty()) {
                withoutMethod.add(entry.name());
            }
            try {
                requests.add(request(entry, config));
            } catch (TapException e) {
                failures.add(new StreamFailure(entry.name(), e));
            }
        }
        if (!withoutMethod.isEmpty()) {
            LOG.info(
                    "{} selected without a replication method, read as {}: {}",
                    withoutMethod.size() == 1 ? "1 stream is" : withoutMethod.size() + " streams are",
                    config.sync().defaultMethod(),
                    abbreviated(withoutMethod));
        }
        return new Selection(requests, failures);
    }

    /** The requests of each database, in the order in which the catalog first names it. */
    public Map<String, List<StreamRequest>> byDatabase() {
        Map<String, List<StreamRequest>> byDatabase = new LinkedHashMap<>();
        for (StreamRequest request : requests) {
            byDatabase
                    .computeIfAbsent(request.database(), name -> new ArrayList<>())
                    .add(request);
        }
        return byDatabase;
    }

    private static StreamRequest request(CatalogStream entry, TapConfig config) {
        String methodName = entry.replicationMethod().orElse(config.sync().defaultMethod());
        ReplicationMethod method = ReplicationMethod.of(methodName)
                .orElseThrow(() -> new TapException(
                        ErrorKind.CONFIGURATION,
                        "\"" + methodName + "\" is no replication method of this tap",
                        "Set \"replication-method\" to FULL_TABLE or INCREMENTAL in the stream's metadata."));
        String schema = entry.schemaName().orElseThrow(() -> incomplete("schema-name"));
        String table = entry.tableName().orElseThrow(() -> incomplete("table_name"));
        String database = entry.database().orElse(config.connection().login().database());
        return new StreamRequest(
                entry, database, new TableName(schema, table), method, Shaping.of(entry, config.rows()));
    }

    private static TapException incomplete(String field) {
        return new TapException(
                ErrorKind.CONFIGURATION,
                "the catalog does not say its \"" + field + "\"",
                "Run --discover again, and make the choices in the new catalog.");
    }

    private static String abbreviated(List<String> names) {
        int most = 5;
        return names.size() <= most
                ? String.join(", ", names)
                : String.join(", ", names.subList(0, most)) + " and " + (names.size() - most) + " more";
    }
}
