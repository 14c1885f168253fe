package com.tappostgres.preflight;

import com.fasterxml.jackson.databind.JsonNode;
import com.tappostgres.error.TapException;
import com.tappostgres.json.Json;
import com.tappostgres.postgres.SqlErrors;
import com.tappostgres.sync.KeyIndex;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/**
 * How the server would read a stream.
 *
 * @param sorts whether it would sort the rows, as no index has them in the wanted order
 * @param rows how many it expects
 * @param bytes how large it expects them to be
 * @param failure why it would not; null where it would
 * @param passing whether it may another time
 */
record Plan(boolean sorts, long rows, long bytes, @Nullable TapException failure, boolean passing) {
    static Plan failed(TapException failure, boolean passing) {
        return new Plan(false, 0, 0, failure, passing);
    }

    /** What the server refuses, for good or for the moment. */
    static Plan failed(SQLException failure, String work) {
        return failed(
                SqlErrors.failed(failure, work), SqlErrors.isPassing(failure) || SqlErrors.isLockNotAvailable(failure));
    }

    /** Reads what EXPLAIN prints in JSON; an extension may print something else, of which nothing can be said. */
    static @Nullable Plan parse(String text) {
        try {
            JsonNode document = Json.parse(text);
            JsonNode top = document.path(0).path("Plan");
            long rows = top.path("Plan Rows").asLong();
            return new Plan(
                    KeyIndex.sorts(document),
                    rows,
                    rows * top.path("Plan Width").asLong(),
                    null,
                    false);
        } catch (Json.ReadException e) {
            return null;
        }
    }
}
