package com.tappostgres.testing;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a terminal of some width shows of what was printed on it, and all that its last line ever was. */
public final class TerminalScreen {
    private static final Pattern SEQUENCE = Pattern.compile("\u001b\\[([?\\d]*)([A-Za-z])");

    private final int columns;
    private final List<String> lines = new ArrayList<>();
    private final List<String> painted = new ArrayList<>();
    private final StringBuilder line = new StringBuilder();
    private boolean wraps = true;
    private int column;

    private TerminalScreen(int columns) {
        this.columns = columns;
    }

    /** Prints a text; of the sequences that move the cursor only those that a live line needs are known. */
    public static TerminalScreen of(String text, int columns) {
        TerminalScreen screen = new TerminalScreen(columns);
        Matcher sequence = SEQUENCE.matcher(text);
        for (int at = 0; at < text.length(); at++) {
            if (text.charAt(at) == '\u001b') {
                if (!sequence.region(at, text.length()).lookingAt()) {
                    throw new AssertionError("an unknown sequence: " + text.substring(at));
                }
                screen.obey(sequence.group(1) + sequence.group(2));
                at = sequence.end() - 1;
            } else {
                screen.print(text.charAt(at));
            }
        }
        return screen;
    }

    private void obey(String sequence) {
        switch (sequence) {
            case "K" -> {
                line.setLength(Math.min(column, line.length()));
                painted.add(line.toString());
            }
            case "?7l" -> wraps = false;
            case "?7h" -> wraps = true;
            default -> throw new AssertionError("an unknown sequence: " + sequence);
        }
    }

    private void print(char letter) {
        switch (letter) {
            case '\r' -> column = 0;
            case '\n' -> {
                lines.add(line.toString());
                line.setLength(0);
                column = 0;
            }
            default -> {
                if (!wraps && column >= columns) {
                    throw new AssertionError("wider than the terminal: " + line);
                }
                while (line.length() <= column) {
                    line.append(' ');
                }
                line.setCharAt(column++, letter);
            }
        }
    }

    /** The lines above the cursor, however long, and the one where it stands if that is not empty. */
    public List<String> lines() {
        List<String> all = new ArrayList<>(lines);
        if (!line.toString().isBlank()) {
            all.add(line.toString());
        }
        return all;
    }

    /** The live line over time. */
    public List<String> painted() {
        return painted.stream().filter(text -> !text.isEmpty()).distinct().toList();
    }
}
