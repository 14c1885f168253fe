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
import org.jspecify.annotations.Nullable;

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

    /** The rows whose keys are a little below the bookmark. */
    static List<String> lookback(LateCommits setting, ReplicationKey key, String bookmark, String stream) {
        String name = Sql.identifier(key.column());
        String least = setting.isNumber()
                ? key.literal(number(setting, key, bookmark, stream))
                : "(" + key.literal(bookmark) + " - " + Sql.literal(time(setting, key, stream)) + "::interval)::"
                        + key.type();
        return List.of(name + " >= " + least, name + " < " + key.literal(bookmark));
    }

    private static String time(LateCommits setting, ReplicationKey key, String stream) {
        if (!key.isTime()) {
            throw misfit(
                    setting,
                    key,
                    stream,
                    LEAST.containsKey(key.type()) || FRACTIONAL.contains(key.type()) ? "100" : null);
        }
        return String.valueOf(setting.lookback());
    }

    /** No less than what the type holds, or the comparison would fail. */
    private static String number(LateCommits setting, ReplicationKey key, String bookmark, String stream) {
        boolean whole = LEAST.containsKey(key.type());
        if (!whole && !FRACTIONAL.contains(key.type())) {
            throw misfit(setting, key, stream, key.isTime() ? "\"10 minutes\"" : null);
        }
        BigDecimal from = new BigDecimal(bookmark).subtract(new BigDecimal(setting.lookback()));
        return whole
                ? from.setScale(0, RoundingMode.FLOOR)
                        .max(BigDecimal.valueOf(Objects.requireNonNull(LEAST.get(key.type()))))
                        .toPlainString()
                : from.toPlainString();
    }

    private static TapException misfit(
            LateCommits setting, ReplicationKey key, String stream, @Nullable String fitting) {
        return new TapException(
                ErrorKind.CONFIGURATION,
                "the lookback \"" + setting.lookback() + "\" does not fit the replication key \"" + key.column()
                        + "\" of " + stream + ", which is " + key.type(),
                "Set \"late-commits\" in the stream's metadata to "
                        + (fitting == null ? "" : "{\"lookback\": " + fitting + "}, ") + "\"exact\" or \"off\".");
    }
}
