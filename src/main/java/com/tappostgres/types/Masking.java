package com.tappostgres.types;

import java.util.Locale;

/** What a column's values are replaced by before they leave the server. */
public enum Masking {
    /** Nothing at all. */
    NULL,
    /** The digits of a salted hash, so that equal values stay equal. */
    SHA256,
    /** A text that is the same in all rows. */
    FIXED;

    /** As catalogs and schemas write it. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
