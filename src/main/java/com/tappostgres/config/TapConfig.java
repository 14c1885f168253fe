package com.tappostgres.config;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The settings of one run, checked and complete.
 *
 * @param connection where the server is, who logs in, and how the way there is protected
 * @param session how each transaction is set up
 * @param discovery what is discovered, and under which names
 * @param sync how streams are read
 * @param load how large tables are read
 * @param values what JSON the values become
 * @param rows how many rows are read, and how their values are hidden
 * @param selection what is chosen on top of the catalog, or in place of it
 * @param batches where rows go in place of RECORD messages
 */
public record TapConfig(
        ConnectionSettings connection,
        Session session,
        Discovery discovery,
        Sync sync,
        Load load,
        Values values,
        Rows rows,
        Selection selection,
        Optional<Batches> batches) {
    /** The same with another scope of discovery. */
    public TapConfig with(Discovery other) {
        return new TapConfig(connection, session, other, sync, load, values, rows, selection, batches);
    }

    /**
     * How each transaction is set up; the time-outs as PostgreSQL writes them ({@code 10s}, {@code 5min}, milliseconds).
     *
     * @param rowSecurity whether row-level policies may filter what is read
     */
    public record Session(
            boolean rowSecurity,
            String lockTimeout,
            String statementTimeout,
            String idleInTransactionSessionTimeout,
            String idleSessionTimeout,
            String transactionTimeout) {}

    /**
     * What is discovered, and under which names.
     *
     * @param databases those to discover; empty for all
     * @param schemas those to discover; empty for all
     * @param streamName template of {database}, {schema} and {table}
     */
    public record Discovery(List<String> databases, List<String> schemas, String streamName) {
        public Discovery {
            databases = List.copyOf(databases);
            schemas = List.copyOf(schemas);
        }
    }

    /**
     * How streams are read.
     *
     * @param cursor whether through a server cursor instead of COPY
     * @param itersize rows a batch of the cursor
     * @param stateIntervalRows rows between two STATEs of an INCREMENTAL stream
     * @param retryMaxSeconds how long to try again to connect to a server that is away
     * @param defaultMethod of streams that name none
     * @param newColumns whether columns that the catalog does not know are read
     * @param activateVersion whether records carry versions
     * @param lateCommits of INCREMENTAL streams that say nothing else
     * @param startDate where their first load begins, as PostgreSQL reads a timestamptz; null for all rows
     */
    public record Sync(
            boolean cursor,
            int itersize,
            long stateIntervalRows,
            long retryMaxSeconds,
            String defaultMethod,
            boolean newColumns,
            boolean activateVersion,
            LateCommits lateCommits,
            @Nullable String startDate) {}

    /**
     * How large tables are read.
     *
     * @param chunkBytes about how large the parts are
     * @param resume whether a FULL_TABLE load that was cut goes on where it was
     * @param resumeMaxAgeSeconds how old it may be
     * @param parallel how many connections read
     * @param consistent whether all loads of a database are read on one snapshot even by one connection
     * @param maxSnapshotAgeSeconds how long a snapshot may be held; 0 for as long as it takes
     * @param maxRate most megabytes of messages a second; 0 for no limit
     */
    public record Load(
            long chunkBytes,
            boolean resume,
            long resumeMaxAgeSeconds,
            int parallel,
            boolean consistent,
            long maxSnapshotAgeSeconds,
            long maxRate) {}

    /**
     * What is chosen on top of the catalog, or in place of it.
     *
     * @param patterns of what is read; later ones win
     * @param rules of how it is read; later ones win
     * @param given whether a setting is there, which may hold nothing
     */
    public record Selection(List<StreamPattern> patterns, List<StreamChoices.Rule> rules, boolean given) {
        public Selection {
            patterns = List.copyOf(patterns);
            rules = List.copyOf(rules);
        }

        public boolean isEmpty() {
            return patterns.isEmpty() && rules.isEmpty();
        }
    }

    /** What JSON the values become where there is a choice. */
    public record Values(boolean decimalsAsText, boolean jsonAsText, OutOfRange outOfRange) {}

    /**
     * How many rows are read, and how their values are hidden.
     *
     * @param limit most rows of a stream a run, of streams that say nothing else; 0 for all
     * @param maskSalt what is hashed before each masked value; null where there is none
     */
    public record Rows(long limit, @Nullable String maskSalt) {
        /** Without the salt. */
        @Override
        public String toString() {
            return "Rows[limit=" + limit + "]";
        }
    }

    /**
     * The files of rows that BATCH messages name.
     *
     * @param folder an absolute path
     * @param prefix how the names of all files begin
     * @param compression gzip, zstd or none
     * @param rows most rows of a file
     */
    public record Batches(Path folder, String prefix, String compression, int rows) {}

    /** What becomes of dates that JSON Schema's formats cannot hold. */
    public enum OutOfRange {
        CLAMP,
        NULL,
        TEXT,
        ERROR
    }
}
