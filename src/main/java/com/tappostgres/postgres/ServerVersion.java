package com.tappostgres.postgres;

import com.tappostgres.error.ErrorKind;
import com.tappostgres.error.TapException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The version of a server.
 *
 * @param number as {@code server_version_num} counts: 90305 is 9.3.5, 180006 is 18.6
 * @param text as the server prints it
 */
public record ServerVersion(int number, String text) {
    private static final Pattern DIGITS = Pattern.compile("(\\d+)(?:\\.(\\d+))?(?:\\.(\\d+))?");
    private static final int FIRST_TWO_PART_MAJOR = 10;

    /** Reads what a server reports at login, such as "9.3.5", "18.6 (Debian 18.6-1)" or "19beta1". */
    public static ServerVersion parse(String text) {
        Matcher digits = DIGITS.matcher(text);
        if (!digits.lookingAt()) {
            throw new TapException(
                    ErrorKind.CONNECTION, "the server calls its version \"" + text + "\"", "Is it PostgreSQL?");
        }
        int major = Integer.parseInt(digits.group(1));
        int second = digits.group(2) == null ? 0 : Integer.parseInt(digits.group(2));
        int third = digits.group(3) == null ? 0 : Integer.parseInt(digits.group(3));
        int number = major >= FIRST_TWO_PART_MAJOR ? major * 10_000 + second : major * 10_000 + second * 100 + third;
        return new ServerVersion(number, text);
    }

    /** Whether it is at least a release such as 9.6 (9, 6) or 14 (14, 0). */
    public boolean isAtLeast(int major, int minor) {
        return number >= (major >= FIRST_TWO_PART_MAJOR ? major * 10_000 + minor : major * 10_000 + minor * 100);
    }
}
