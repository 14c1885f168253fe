package com.tappostgres.postgres;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Finds Java's name for the encoding of a database. */
final class DatabaseEncoding {
    private DatabaseEncoding() {}

    /**
     * The charset of a {@code server_encoding}; empty for SQL_ASCII, which is none. Those of several bytes a character,
     * in which no single byte above 127 stands for anything, count as UTF-8.
     */
    static Optional<Charset> charset(String name) {
        return name.equals("SQL_ASCII")
                ? Optional.empty()
                : Optional.of(
                        Charset.isSupported(javaName(name)) ? Charset.forName(javaName(name)) : StandardCharsets.UTF_8);
    }

    private static String javaName(String name) {
        return switch (name) {
            case "LATIN1", "LATIN2", "LATIN3", "LATIN4" -> "ISO-8859-" + name.substring("LATIN".length());
            case "LATIN5" -> "ISO-8859-9";
            case "LATIN6" -> "ISO-8859-10";
            case "LATIN7" -> "ISO-8859-13";
            case "LATIN8" -> "ISO-8859-14";
            case "LATIN9" -> "ISO-8859-15";
            case "LATIN10" -> "ISO-8859-16";
            case "ISO_8859_5", "ISO_8859_6", "ISO_8859_7", "ISO_8859_8" -> name.replace('_', '-');
            case "KOI8R" -> "KOI8-R";
            case "KOI8U" -> "KOI8-U";
            case "WIN866" -> "IBM866";
            case "WIN874" -> "x-windows-874";
            default -> name.startsWith("WIN") ? "windows-" + name.substring("WIN".length()) : "UTF-8";
        };
    }
}
