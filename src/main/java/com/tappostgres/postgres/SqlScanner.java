package com.tappostgres.postgres;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Takes SQL apart as PostgreSQL's lexer does, with standard_conforming_strings on, so that what stands in quotes and in
 * comments is told from what does not.
 *
 * <p>Facts: section 4.1 of PostgreSQL's documentation and its scan.l. Comments nest; the parts of an E'' string that a
 * line break separates are all E''; up to 14 a number ends where it cannot go on, and what follows is read anew.
 */
final class SqlScanner {
    private static final Pattern DOLLAR_TAG =
            Pattern.compile("\\$(?:[A-Za-z_\\x{80}-\\x{10ffff}][A-Za-z0-9_\\x{80}-\\x{10ffff}]*)?\\$");

    /** What may stand between two parts of one string. */
    private static final Pattern CONTINUED =
            Pattern.compile("(?:[ \\t\\f]|--[^\\n\\r]*+)*+[\\n\\r](?:[ \\t\\f\\n\\r]|--[^\\n\\r]*+[\\n\\r])*+'");

    private final String sql;
    private final List<Token> tokens = new ArrayList<>();
    private int position;
    private int depth;

    private SqlScanner(String sql) {
        this.sql = sql;
    }

    /** What a token is. */
    enum Kind {
        /** A keyword, or a name as it is written. */
        WORD,
        /** A name in quotes, here without them. */
        QUOTED_NAME,
        /** A string, here without its quotes. */
        STRING,
        /** A string or a name that escapes stand in. */
        ESCAPED,
        NUMBER,
        SYMBOL
    }

    /** One token. */
    record Token(Kind kind, String text) {}

    /** That some SQL is none, or not one expression; the message follows its name. */
    static final class MalformedException extends Exception {
        private static final long serialVersionUID = 1L;

        MalformedException(String message) {
            super(message);
        }
    }

    /**
     * The tokens of an expression.
     *
     * @throws MalformedException if it could end the parentheses that it will stand in
     */
    static List<Token> scan(String sql) throws MalformedException {
        SqlScanner scanner = new SqlScanner(sql);
        while (scanner.position < sql.length()) {
            scanner.next();
        }
        if (scanner.depth > 0) {
            throw new MalformedException("opens a parenthesis that it does not close");
        }
        return scanner.tokens;
    }

    private void next() throws MalformedException {
        char c = sql.charAt(position);
        if (sql.startsWith("--", position)) {
            while (position < sql.length() && !isLineBreak(sql.charAt(position))) {
                position++;
            }
        } else if (sql.startsWith("/*", position)) {
            comment();
        } else if (c == '\'') {
            string(false, Kind.STRING);
        } else if (c == '"') {
            name(Kind.QUOTED_NAME);
        } else if (c == '$') {
            dollar();
        } else if (c >= '0' && c <= '9') {
            number();
        } else if (isWordPart(c)) {
            word();
        } else {
            symbol(c);
        }
    }

    private void comment() throws MalformedException {
        int start = position;
        int open = 0;
        do {
            if (sql.startsWith("/*", position)) {
                open++;
                position += 2;
            } else if (sql.startsWith("*/", position)) {
                open--;
                position += 2;
            } else {
                position++;
            }
        } while (open > 0 && position < sql.length());
        if (open > 0) {
            throw unended("a comment", start);
        }
    }

    /** @param escapes whether a backslash keeps a quote from ending it */
    private void string(boolean escapes, Kind kind) throws MalformedException {
        int start = position++;
        while (position < sql.length()) {
            char c = sql.charAt(position++);
            if (c == '\\' && escapes) {
                position++;
            } else if (c == '\'') {
                if (position < sql.length() && sql.charAt(position) == '\'') {
                    position++;
                } else if (!escapes || !skipToContinuation()) {
                    tokens.add(new Token(kind, sql.substring(start + 1, position - 1)));
                    return;
                }
            }
        }
        throw unended("a string", start);
    }

    private boolean skipToContinuation() {
        Matcher continued = CONTINUED.matcher(sql).region(position, sql.length());
        boolean found = continued.lookingAt();
        if (found) {
            position = continued.end();
        }
        return found;
    }

    private void name(Kind kind) throws MalformedException {
        int start = position++;
        StringBuilder name = new StringBuilder();
        while (position < sql.length()) {
            char c = sql.charAt(position++);
            if (c == '"') {
                if (position == sql.length() || sql.charAt(position) != '"') {
                    tokens.add(new Token(kind, name.toString()));
                    return;
                }
                position++;
            }
            name.append(c);
        }
        throw unended("a name in quotes", start);
    }

    private void dollar() throws MalformedException {
        Matcher tag = DOLLAR_TAG.matcher(sql).region(position, sql.length());
        if (!tag.lookingAt()) {
            symbol('$');
            return;
        }
        int end = sql.indexOf(tag.group(), tag.end());
        if (end < 0) {
            throw unended("a string in dollars", position);
        }
        tokens.add(new Token(Kind.STRING, sql.substring(tag.end(), end)));
        position = end + tag.group().length();
    }

    private void number() throws MalformedException {
        int start = position;
        String text = run();
        boolean quoted = position < sql.length() && "'\"".indexOf(sql.charAt(position)) >= 0;
        if (quoted || text.indexOf('$') >= 0) {
            // Servers do not agree on where such a number ends.
            throw new MalformedException("runs a number into what follows, at character " + (start + 1));
        }
        tokens.add(new Token(Kind.NUMBER, text));
    }

    private void word() throws MalformedException {
        String word = run();
        boolean quote = sql.startsWith("'", position);
        if (quote && word.equalsIgnoreCase("e")) {
            string(true, Kind.ESCAPED);
        } else if (quote && (word.equalsIgnoreCase("b") || word.equalsIgnoreCase("x") || word.equalsIgnoreCase("n"))) {
            string(false, Kind.STRING);
        } else if (word.equalsIgnoreCase("u") && sql.startsWith("&'", position)) {
            position++;
            string(false, Kind.ESCAPED);
        } else if (word.equalsIgnoreCase("u") && sql.startsWith("&\"", position)) {
            position++;
            name(Kind.ESCAPED);
        } else {
            tokens.add(new Token(Kind.WORD, word));
        }
    }

    /** The letters and digits from here on. */
    private String run() {
        int start = position;
        while (position < sql.length() && (isWordPart(sql.charAt(position)) || sql.charAt(position) == '$')) {
            position++;
        }
        return sql.substring(start, position);
    }

    private void symbol(char c) throws MalformedException {
        position++;
        if (c == ' ' || c == '\t' || c == '\f' || isLineBreak(c)) {
            return;
        }
        if (c < ' ') {
            throw new MalformedException("holds a control character, at character " + position);
        }
        if (c == ';') {
            throw new MalformedException("holds a semicolon, at character " + position);
        }
        if (c == '(') {
            depth++;
        } else if (c == ')' && --depth < 0) {
            throw new MalformedException("closes a parenthesis that it did not open, at character " + position);
        }
        tokens.add(new Token(Kind.SYMBOL, String.valueOf(c)));
    }

    private static MalformedException unended(String what, int start) {
        return new MalformedException("begins " + what + " that does not end, at character " + (start + 1));
    }

    private static boolean isLineBreak(char c) {
        return c == '\n' || c == '\r';
    }

    private static boolean isWordPart(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c >= 0x80;
    }
}
