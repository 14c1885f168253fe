package com.tappostgres.sync;

import com.tappostgres.config.TapConfig;
import com.tappostgres.singer.State;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Decides which streams are read under one snapshot. */
final class Grouping {
    private static final Logger LOG = LoggerFactory.getLogger(Grouping.class);

    /** The locks of all must fit into the server's table: max_locks_per_transaction (64) times max_connections. */
    private static final int MOST_TABLES = 1000;

    private final TapConfig.Load settings;
    private final State state;

    Grouping(TapConfig.Load settings, State state) {
        this.settings = settings;
        this.state = state;
    }

    /**
     * Groups streams. Loads of everything share a snapshot where several connections read or the user wants it; all else is
     * read alone, since a bookmark is no instant.
     *
     * @param streams in the order in which they are to be read
     * @return in the order of the first stream of each
     */
    List<List<PreparedStream>> groups(List<PreparedStream> streams) {
        if (settings.parallel() == 1 && !settings.consistent()) {
            return streams.stream().map(List::of).toList();
        }
        Map<String, List<PreparedStream>> loads = new LinkedHashMap<>();
        List<List<PreparedStream>> groups = new ArrayList<>();
        for (PreparedStream stream : streams) {
            if (!isLoad(stream)) {
                groups.add(List.of(stream));
                continue;
            }
            String database = stream.request().database();
            List<PreparedStream> group = loads.get(database);
            if (group == null || group.size() == MOST_TABLES) {
                if (group != null) {
                    LOG.warn(
                            "more than {} loads of database \"{}\": each so many see an instant of their own",
                            MOST_TABLES,
                            database);
                }
                group = new ArrayList<>();
                loads.put(database, group);
                groups.add(group);
            }
            group.add(stream);
        }
        return groups;
    }

    private boolean isLoad(PreparedStream stream) {
        StreamRequest request = stream.request();
        return request.method() == ReplicationMethod.FULL_TABLE
                || IncrementalSync.isFirstLoad(request, state.bookmark(request.id()));
    }
}
