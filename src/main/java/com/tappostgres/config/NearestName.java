package com.tappostgres.config;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** Finds the name that a misspelt one was meant to be. */
public final class NearestName {
    /** What is shorter begins too many names. */
    private static final int LEAST_PREFIX = 4;

    private static final List<String> SETTINGS =
            Arrays.stream(Setting.values()).map(Setting::key).toList();

    private NearestName() {}

    /** {@code (did you mean "port"?)} with a blank before it, or nothing where no setting is near. */
    static String suggestion(String key) {
        return suggestion(key, SETTINGS);
    }

    /** The same among other names; of several that are equally near, the first. */
    public static String suggestion(String key, List<String> names) {
        String nearest = null;
        int least = Math.max(2, key.length() / 3) + 1;
        String lowerCase = key.toLowerCase(Locale.ROOT);
        for (String name : names) {
            // "username" is four letters from "user", but nothing else can be meant.
            int letters = distance(lowerCase, name);
            int distance = isPrefixed(lowerCase, name) ? Math.min(2, letters) : letters;
            if (distance < least) {
                least = distance;
                nearest = name;
            }
        }
        return nearest == null ? "" : " (did you mean \"" + nearest + "\"?)";
    }

    private static boolean isPrefixed(String key, String name) {
        return key.startsWith(name) || (key.length() >= LEAST_PREFIX && name.startsWith(key));
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
