package com.tappostgres.picker;

import com.tappostgres.picker.Key.Named;
import java.io.IOException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Makes keys of what a terminal sends. Sequences that it does not know are read to their end and dropped, so that no part
 * of one is taken for a command.
 *
 * <p>Facts: ECMA-48 for the shape of control sequences, xterm's for their meaning.
 */
final class KeyDecoder {
    /** Nothing came in time. */
    static final int NOTHING = -2;

    private static final int END = -1;
    private static final char ESCAPE = 27;
    private static final int LONGEST = 4096;

    /** What to do where no terminal is: characters one by one. */
    @FunctionalInterface
    interface Source {
        /** The next character; {@link #NOTHING} if none comes within the time, -1 at the end. */
        int read(long millis) throws IOException;
    }

    private static final Map<Character, Named> FINALS =
            Map.of('A', Named.UP, 'B', Named.DOWN, 'C', Named.RIGHT, 'D', Named.LEFT, 'H', Named.HOME, 'F', Named.END);

    private static final Map<String, Named> NUMBERED = Map.of(
            "1", Named.HOME,
            "4", Named.END,
            "5", Named.PAGE_UP,
            "6", Named.PAGE_DOWN,
            "7", Named.HOME,
            "8", Named.END);

    private final Source source;
    private final long patience;

    /** @param patience milliseconds within which the rest of a sequence comes; an Escape alone is a key */
    KeyDecoder(Source source, long patience) {
        this.source = source;
        this.patience = patience;
    }

    /** The next key; null if none comes within the time, or one without a meaning here. */
    @Nullable
    Key next(long millis) {
        try {
            int first = source.read(millis);
            return switch (first) {
                case NOTHING -> null;
                case END -> Named.GONE;
                case ESCAPE -> sequence();
                case 3 -> Named.INTERRUPT;
                case 8, 127 -> Named.BACKSPACE;
                case '\r', '\n' -> Named.ENTER;
                case 21 -> Named.CLEAR;
                default -> text(first);
            };
        } catch (IOException e) {
            // What a terminal says that was closed.
            return Named.GONE;
        }
    }

    private @Nullable Key text(int first) throws IOException {
        if (Character.isISOControl(first)) {
            return null;
        }
        if (Character.isHighSurrogate((char) first)) {
            int second = source.read(patience);
            return second >= 0 && Character.isLowSurrogate((char) second)
                    ? new Key.Text(new String(new char[] {(char) first, (char) second}), false)
                    : null;
        }
        return new Key.Text(String.valueOf((char) first), false);
    }

    private @Nullable Key sequence() throws IOException {
        int second = source.read(patience);
        return switch (second) {
            case NOTHING, END, ESCAPE -> Named.ESCAPE;
            case '[' -> control();
            case 'O' -> {
                int last = source.read(patience);
                yield last == 'M' ? Named.ENTER : last < 0 ? null : FINALS.get((char) last);
            }
            case ']', 'P', 'X', '^', '_' -> string();
            // A key together with Alt.
            default -> null;
        };
    }

    private @Nullable Key control() throws IOException {
        StringBuilder parameters = new StringBuilder();
        for (int i = 0; i < LONGEST; i++) {
            int next = source.read(patience);
            if (next < ' ' || next > '~') {
                return next == 3 ? Named.INTERRUPT : null;
            }
            if (next >= '@') {
                return key(parameters.toString(), (char) next);
            }
            parameters.append((char) next);
        }
        return null;
    }

    private @Nullable Key key(String parameters, char last) throws IOException {
        if (last != '~') {
            // An old mouse report goes on with three characters.
            for (int i = 0; last == 'M' && parameters.isEmpty() && i < 3; i++) {
                source.read(patience);
            }
            return FINALS.get(last);
        }
        if (parameters.equals("200")) {
            return pasted();
        }
        // Behind the semicolon stands what was held down together with the key.
        int semicolon = parameters.indexOf(';');
        return NUMBERED.get(semicolon < 0 ? parameters : parameters.substring(0, semicolon));
    }

    /** What the terminal puts between the two marks of a paste. */
    private Key pasted() throws IOException {
        String mark = ESCAPE + "[201~";
        StringBuilder text = new StringBuilder();
        for (int next = source.read(patience); next >= 0; next = source.read(patience)) {
            text.append((char) next);
            if (text.length() >= mark.length() && text.indexOf(mark, text.length() - mark.length()) >= 0) {
                text.setLength(text.length() - mark.length());
                break;
            }
        }
        String line = text.toString().strip().lines().findFirst().orElse("");
        return new Key.Text(line.replaceAll("\\p{Cntrl}", ""), true);
    }

    /** Answers of the terminal, such as its colours: all up to a BEL or an escaped backslash. */
    private @Nullable Key string() throws IOException {
        boolean escaped = false;
        for (int i = 0; i < LONGEST; i++) {
            int next = source.read(patience);
            if (next < 0 || next == 7 || (escaped && next == '\\')) {
                return null;
            }
            if (next == 3) {
                return Named.INTERRUPT;
            }
            escaped = next == ESCAPE;
        }
        return null;
    }
}
