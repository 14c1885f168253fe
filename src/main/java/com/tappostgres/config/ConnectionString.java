package com.tappostgres.config;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads libpq's {@code host=localhost password='it''s'} notation; no message quotes any of it. */
final class ConnectionString {
    private static final Pattern NAME = Pattern.compile("\\s*([a-zA-Z_]\\w*)\\s*=\\s*");

    private final String text;
    private final ConnectionParameters parameters;
    private int at;

    ConnectionString(String text, ConnectionParameters parameters) {
        this.text = text;
        this.parameters = parameters;
    }

    /** Whether a text is of this notation. */
    static boolean isOne(String text) {
        return NAME.matcher(text).lookingAt();
    }

    void read() throws MalformedConnectionException {
        Matcher name = NAME.matcher(text);
        for (int number = 1; at < text.length(); number++) {
            if (!name.region(at, text.length()).lookingAt()) {
                throw new MalformedConnectionException(
                        "parameter " + number + " is not written name=value; a value with blanks stands in quotes");
            }
            at = name.end();
            if (parameters.has(name.group(1))) {
                throw new MalformedConnectionException("parameter " + number + " repeats an earlier one");
            }
            parameters.putNamed(name.group(1), value(), "parameter " + number);
        }
    }

    /** A backslash takes the character behind it as it is, within quotes and without. */
    private String value() throws MalformedConnectionException {
        boolean quoted = at < text.length() && text.charAt(at) == '\'';
        at += quoted ? 1 : 0;
        StringBuilder value = new StringBuilder();
        while (at < text.length() && !ends(text.charAt(at), quoted)) {
            if (text.charAt(at) == '\\' && at + 1 < text.length()) {
                at++;
            }
            value.append(text.charAt(at++));
        }
        if (quoted && at++ == text.length()) {
            throw new MalformedConnectionException("a quote is not closed");
        }
        return value.toString();
    }

    private static boolean ends(char next, boolean quoted) {
        return quoted ? next == '\'' : Character.isWhitespace(next);
    }
}
