package com.tappostgres.config;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** Takes a pattern apart at separators outside of double quotes; within them {@code ""} is a quote. */
final class PatternScanner {
    /**
     * One part of a pattern.
     *
     * @param end the separator behind it, or 0
     * @param dashed whether it holds a dash outside of quotes
     */
    record Part(Glob glob, int end, boolean dashed) {}

    private final String separators;
    private final List<Part> parts = new ArrayList<>();
    private IntStream.Builder tokens = IntStream.builder();
    private boolean dashed;
    private boolean quoted;

    private PatternScanner(String separators) {
        this.separators = separators;
    }

    /** The parts, none of them empty. */
    static List<Part> scan(String text, String separators) throws MalformedPatternException {
        PatternScanner scanner = new PatternScanner(separators);
        int[] points = text.strip().codePoints().toArray();
        for (int i = 0; i < points.length; i++) {
            boolean doubled = i + 1 < points.length && points[i + 1] == '"';
            if (points[i] == '"' && scanner.quoted && doubled) {
                scanner.tokens.add('"');
                i++;
            } else if (points[i] == '"') {
                scanner.quoted = !scanner.quoted;
            } else {
                scanner.take(points[i]);
            }
        }
        if (scanner.quoted) {
            throw new MalformedPatternException("has a double quote without its end");
        }
        scanner.endPart(0);
        return scanner.parts;
    }

    private void take(int point) throws MalformedPatternException {
        if (quoted) {
            tokens.add(point);
        } else if (separators.indexOf(point) >= 0) {
            endPart(point);
        } else if (point == '*') {
            tokens.add(Glob.STAR);
        } else if (point == '?') {
            tokens.add(Glob.ONE);
        } else {
            dashed |= point == '-';
            tokens.add(point);
        }
    }

    private void endPart(int separator) throws MalformedPatternException {
        Glob glob = Glob.of(tokens.build().toArray());
        if (glob.isEmpty()) {
            throw new MalformedPatternException(
                    parts.isEmpty() && separator == 0 ? "is empty" : "has an empty part; * stands for anything");
        }
        parts.add(new Part(glob, separator, dashed));
        tokens = IntStream.builder();
        dashed = false;
    }
}
