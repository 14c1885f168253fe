package com.tappostgres.types;

import com.tappostgres.error.ErrorKind;
import com.tappostgres.error.TapException;

/** What happened to the values of one column that JSON could not hold as they were. */
public final class ColumnReport {
    private final String column;
    private final boolean key;

    private long clamped;
    private long nulled;
    private long repaired;
    private int reshapes;

    /**
     * @param column the column's name
     * @param key whether the column is one of the stream's key: there no value may be altered, as two rows could
     *     become one
     */
    public ColumnReport(String column, boolean key) {
        this.column = column;
        this.key = key;
    }

    public String column() {
        return column;
    }

    /** How many values were replaced by the nearest one that fits. */
    public long clamped() {
        return clamped;
    }

    /** How many values became null. */
    public long nulled() {
        return nulled;
    }

    /**
     * Counts a value that becomes another one.
     *
     * @throws TapException if the column is a key
     */
    void clamp(String what) {
        refuseInKey(what);
        clamped++;
    }

    /**
     * Counts a value that becomes null.
     *
     * @throws TapException if the column is a key
     */
    void nullify(String what) {
        refuseInKey(what);
        nulled++;
    }

    /** How many values were not in the encoding that they should be in, and got replacement characters. */
    public long repaired() {
        return repaired;
    }

    /**
     * Counts a value that is no UTF-8.
     *
     * @throws TapException if the column is a key
     */
    void repair() {
        refuseInKey("bytes that are no UTF-8");
        repaired++;
    }

    /** How often the column's schema had to change for a value. */
    public int reshapes() {
        return reshapes;
    }

    /** Notes that the column's schema now covers a value that it did not cover before. */
    void reshape() {
        reshapes++;
    }

    /** Adds what another reader of the same column altered. */
    public void add(ColumnReport other) {
        clamped += other.clamped;
        nulled += other.nulled;
        repaired += other.repaired;
    }

    private void refuseInKey(String what) {
        if (key) {
            throw new TapException(
                    ErrorKind.SOURCE,
                    "key column \"" + column + "\" holds " + what + ", which JSON cannot hold",
                    "In a key two such values would make one row of two. Choose another key"
                            + " (\"view-key-properties\" in the catalog, \"key_properties\" in \"streams\" of the config); odd dates can also come as \"out_of_range\": \"text\".");
        }
    }

    /** The failure of a value that the user wants to stop the stream. */
    TapException refused(String what) {
        return new TapException(
                ErrorKind.SOURCE,
                "column \"" + column + "\" holds " + what + ", and \"out_of_range\" is \"error\"",
                "Set \"out_of_range\" to \"clamp\", \"null\" or \"text\" to read such values.");
    }
}
