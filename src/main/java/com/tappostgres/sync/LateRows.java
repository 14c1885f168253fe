package com.tappostgres.sync;

import com.tappostgres.config.LateCommits;
import com.tappostgres.copy.NewSince;
import com.tappostgres.error.ErrorKind;
import com.tappostgres.error.TapException;
import com.tappostgres.postgres.ServerVersion;
import com.tappostgres.postgres.Sql;
import com.tappostgres.singer.SavedSnapshot;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/** The SQL of the rows below a bookmark that may have been committed since it was read. */
final class LateRows {
    private static final int FIRST_KEEPING_XMIN = 9;

    private static final Set<String> FRACTIONAL = Set.of("numeric", "real", "double precision");

    /** The least value of each type of whole numbers. */
    private static final Map<String, Long> LEAST = Map.of(
            "smallint",
            (long) Short.MIN_VALUE,
            "integer",
            (long) Integer.MIN_VALUE,
            "bigint",
            Long.MIN_VALUE,
            "oid",
            0L,
            "xid8",
            0L);

    private LateRows() {}

    /** All rows that are new since a snapshot, and not from the bookmark on. */
    static List<String> newSince(SavedSnapshot snapshot, ReplicationKey key, String bookmark, ServerVersion version) {
        return List.of("(" + key.from(bookmark, false) + ") IS NOT TRUE", newSince(snapshot, version));
    }

    /** All rows that are new since a snapshot. */
    static String newSince(SavedSnapshot snapshot, ServerVersion version) {
        return new NewSince(snapshot.xmin(), !version.isAtLeast(FIRST_KEEPING_XMIN, 4)).condition();
    }

    /**
     * Refuses a lookback that cannot be taken from the values of a key.
     *
     * @throws TapException of kind CONFIGURATION
     */
    static void requireFit(LateCommits setting, ReplicationKey key, String stream) {
        boolean number = LEAST.containsKey(key.type()) || FRACTIONAL.contains(key.type());
        if (setting.lookback() == null || (setting.isNumber() ? number : key.isTime())) {
            return;
        }
        String time = key.isTime() ? "{\"lookback\": \"10 minutes\"}, " : "";
        throw new TapException(
                ErrorKind.CONFIGURATION,
                "the lookback \"" + setting.lookback() + "\" does not fit the replication key \"" + key.column()
                        + "\" of " + stream + ", which is " + key.type(),
                "Set " + ChoiceName.LATE_COMMITS.words() + " to " + (number ? "{\"lookback\": 100}, " : time)
                        + "\"exact\" or \"off\".");
    }

    /** The rows whose keys are a little below the bookmark. */
    static List<String> lookback(LateCommits setting, ReplicationKey key, String bookmark) {
        String name = Sql.identifier(key.column());
        String back = Objects.requireNonNull(setting.lookback());
        String least = setting.isNumber()
                ? key.literal(number(back, key, bookmark))
                : "(" + key.literal(bookmark) + " - " + Sql.literal(back) + "::interval)::" + key.type();
        return List.of(name + " >= " + least, name + " < " + key.literal(bookmark));
    }

    /** No less than what the type holds, or the comparison would fail. */
    private static String number(String back, ReplicationKey key, String bookmark) {
        BigDecimal from = new BigDecimal(bookmark).subtract(new BigDecimal(back));
        Long least = LEAST.get(key.type());
        return least == null
                ? from.toPlainString()
                : from.setScale(0, RoundingMode.FLOOR)
                        .max(BigDecimal.valueOf(least))
                        .toPlainString();
    }
}
