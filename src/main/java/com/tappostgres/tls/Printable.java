package com.tappostgres.tls;

import java.util.regex.Pattern;
import javax.security.auth.x500.X500Principal;

/** Quotes for a message what came from the server, which may be anything and of any length. */
final class Printable {
    private static final Pattern UNPRINTABLE = Pattern.compile("[\\p{Cntrl}\\p{Cf}\"]");
    private static final int MAX_LENGTH = 200;

    private Printable() {}

    static String quoted(X500Principal name) {
        return quoted(name.toString());
    }

    static String quoted(String text) {
        String line = UNPRINTABLE.matcher(text).replaceAll("?");
        return '"' + (line.length() > MAX_LENGTH ? line.substring(0, MAX_LENGTH) + "..." : line) + '"';
    }
}
