package com.tappostgres.sync;

import com.fasterxml.jackson.databind.JsonNode;
import com.tappostgres.config.TapConfig;
import com.tappostgres.error.ErrorKind;
import com.tappostgres.error.TapException;
import com.tappostgres.postgres.SqlCondition;
import com.tappostgres.singer.CatalogStream;
import com.tappostgres.types.Masking;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Which rows of a stream a user wants, how many of them, and which values not to see.
 *
 * @param where holds of the wanted rows; null for all
 * @param limit how many a run reads, at most; 0 for all
 * @param masks by column
 */
public record Shaping(@Nullable SqlCondition where, long limit, SortedMap<String, ColumnMask> masks) {
    private static final String LIMIT = "limit";

    /**
     * Reads what a catalog says.
     *
     * @throws TapException of kind CONFIGURATION if something of it makes no sense
     */
    static Shaping of(CatalogStream entry, TapConfig.Rows settings) {
        SqlCondition where = entry.where()
                .map(text -> SqlCondition.parse(text, "\"where\" of " + entry.name()))
                .orElse(null);
        long limit = entry.limit().map(written -> limit(written, entry.name())).orElse(settings.limit());
        if (entry.hasMisplacedMask()) {
            throw new TapException(
                    ErrorKind.CONFIGURATION,
                    "the catalog masks something of " + entry.name() + " that is no column, or one column in two ways",
                    "\"mask\" belongs into the one metadata entry whose breadcrumb is [\"properties\", \"COLUMN\"].");
        }
        SortedMap<String, ColumnMask> masks = new TreeMap<>();
        for (String column : entry.columnNames()) {
            entry.mask(column)
                    .ifPresent(written -> masks.put(
                            column,
                            ColumnMask.of(
                                    written,
                                    Optional.ofNullable(settings.maskSalt()),
                                    "\"" + column + "\" of " + entry.name())));
        }
        return new Shaping(where, limit, masks);
    }

    private static long limit(JsonNode written, String stream) {
        String text = written.asText().strip();
        boolean whole = (written.isTextual() || written.isIntegralNumber()) && text.matches("\\d{1,18}");
        if (!whole || Long.parseLong(text) == 0) {
            throw new TapException(
                    ErrorKind.CONFIGURATION,
                    "\"" + LIMIT + "\" of " + stream + " must be a whole number from 1, not " + written,
                    "Correct it in the stream's metadata, or take it out to read all rows.");
        }
        return Long.parseLong(text);
    }

    boolean isLimited() {
        return limit > 0;
    }

    /** Whether values are replaced by their hashes. */
    boolean hashes() {
        return masks.values().stream().anyMatch(mask -> mask.masking() == Masking.SHA256);
    }

    /**
     * Refuses a limit that cannot be kept without losing rows.
     *
     * @param other what needs all rows at once
     * @throws TapException of kind CONFIGURATION if there is a limit
     */
    void refuseLimit(String other, String stream) {
        if (isLimited()) {
            throw new TapException(
                    ErrorKind.CONFIGURATION,
                    "\"" + LIMIT + "\" and " + other + " exclude each other, and " + stream + " has both: what is new"
                            + " comes in no order, so that a part of it is nothing to go on from",
                    "Take \"" + LIMIT + "\" out of the stream's metadata or the config, or set "
                            + ChoiceName.REPLICATION_KEY.words() + " to a column and "
                            + ChoiceName.LATE_COMMITS.words() + " to \"off\" or a lookback.");
        }
    }

    /** Stands for the rows and values that are wanted, whatever their number; empty for all as they are. */
    String fingerprint() {
        if (where == null && masks.isEmpty()) {
            return "";
        }
        StringBuilder text = new StringBuilder(where == null ? "" : where.text());
        for (Map.Entry<String, ColumnMask> mask : masks.entrySet()) {
            text.append('\0').append(mask.getKey()).append('\0');
            text.append(mask.getValue().masking().word()).append('\0');
            text.append(mask.getValue().text());
        }
        return Fingerprint.of(text.toString());
    }
}
