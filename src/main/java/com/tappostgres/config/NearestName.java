package com.tappostgres.config;

import java.util.Arrays;
import java.util.Locale;

/** Finds the setting that a misspelt key was meant to be. */
final class NearestName {
    private NearestName() {}

    /** {@code (did you mean "port"?)} with a blank before it, or nothing where no setting is near. */
    static String suggestion(String key) {
        String nearest = null;
        int least = Math.max(2, key.length() / 3) + 1;
        String lowerCase = key.toLowerCase(Locale.ROOT);
        for (Setting setting : Setting.values()) {
            // "username" is four letters from "user", but nothing else can be meant.
            int distance = lowerCase.startsWith(setting.key()) ? 1 : distance(lowerCase, setting.key());
            if (distance < least) {
                least = distance;
                nearest = setting.key();
            }
        }
        return nearest == null ? "" : " (did you mean \"" + nearest + "\"?)";
    }

    /** The number of letters to insert, delete or replace (Levenshtein). */
    private static int distance(String from, String to) {
        int[] row = new int[to.length() + 1];
        Arrays.setAll(row, i -> i);
        for (int i = 1; i <= from.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= to.length(); j++) {
                int replaced = diagonal + (from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(replaced, Math.min(row[j], row[j - 1]) + 1);
            }
        }
        return row[to.length()];
    }
}
