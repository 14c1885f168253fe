package com.tappostgres.config;

import java.util.Arrays;
import java.util.function.Consumer;
import java.util.function.IntPredicate;

/** A pattern of one name: {@code *} stands for any characters, {@code ?} for one, all else for itself. */
public final class Glob {
    static final int STAR = -1;
    static final int ONE = -2;

    /** Code points, and the two above. */
    private final int[] tokens;

    private Glob(int[] tokens) {
        this.tokens = tokens;
    }

    static Glob of(int[] tokens) {
        return new Glob(tokens.clone());
    }

    /** The pattern of this name alone, whatever stands in it. */
    public static Glob literal(String name) {
        return new Glob(name.codePoints().toArray());
    }

    /**
     * Reads a pattern in which double quotes take the meaning from stars and question marks.
     *
     * @param problems told what is wrong with it; what is returned then matches nothing
     */
    public static Glob parse(String text, Consumer<String> problems) {
        try {
            return PatternScanner.scan(text, "").get(0).glob();
        } catch (MalformedPatternException e) {
            problems.accept("the pattern \"" + text + "\" " + e.reason());
            return literal("");
        }
    }

    public boolean matches(String name) {
        int[] points = name.codePoints().toArray();
        int token = 0;
        int point = 0;
        int lastStar = -1;
        int pointAtStar = 0;
        while (point < points.length) {
            if (token < tokens.length && tokens[token] == STAR) {
                lastStar = token++;
                pointAtStar = point;
            } else if (token < tokens.length && (tokens[token] == ONE || tokens[token] == points[point])) {
                token++;
                point++;
            } else if (lastStar >= 0) {
                // The star takes one more.
                token = lastStar + 1;
                point = ++pointAtStar;
            } else {
                return false;
            }
        }
        while (token < tokens.length && tokens[token] == STAR) {
            token++;
        }
        return token == tokens.length;
    }

    /** Whether it stands for one name only. */
    public boolean isLiteral() {
        return holdsNone(token -> token == STAR || token == ONE);
    }

    boolean isEmpty() {
        return tokens.length == 0;
    }

    private boolean holdsNone(IntPredicate special) {
        return Arrays.stream(tokens).noneMatch(special);
    }

    /** What it says, without quotes: the name itself where it is literal. */
    public String text() {
        StringBuilder text = new StringBuilder();
        for (int token : tokens) {
            if (token == STAR) {
                text.append('*');
            } else if (token == ONE) {
                text.append('?');
            } else {
                text.appendCodePoint(token);
            }
        }
        return text.toString();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Glob glob && Arrays.equals(tokens, glob.tokens);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(tokens);
    }

    @Override
    public String toString() {
        return text();
    }
}
