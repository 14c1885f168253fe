package com.tappostgres.cli;

import com.tappostgres.testing.PostgresVersion;

/**
 * What one value of one type must become.
 *
 * @param sqlType the type of the column, as SQL declares it
 * @param text what PostgreSQL reads as the value
 * @param json what stands in the record, letter for letter
 * @param since the first server that knows the type or the value
 * @param last the last server of which that is true
 */
record TypeCase(String sqlType, String text, String json, PostgresVersion since, PostgresVersion last) {
    boolean runsOn(PostgresVersion version) {
        return version.compareTo(since) >= 0 && version.compareTo(last) <= 0;
    }

    /** The value as an expression of SQL. */
    String literal() {
        return "E'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'::" + sqlType;
    }

    @Override
    public String toString() {
        return sqlType + " " + text.substring(0, Math.min(text.length(), 200));
    }
}
