package com.tappostgres.progress;

import com.tappostgres.log.ErrorScreen;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jline.utils.AttributedString;

/** The live line of a terminal, never longer than it is wide. */
final class TerminalLine implements ErrorScreen.LiveLine {
    private static final String CUT = "...";

    /** Without wrapping: a terminal that became narrower meanwhile must not make two lines of it. */
    private static final String START = "\r\u001b[?7l";

    private static final String END = "\u001b[K\r\u001b[?7h";
    private static final String ERASE = "\r\u001b[K";

    private final String text;

    private TerminalLine(String text) {
        this.text = text;
    }

    /**
     * The first text that fits, or what fits of the last one.
     *
     * @param columns how wide the terminal is
     */
    static TerminalLine of(List<String> choices, int columns) {
        // In the last column the cursor of some terminals is on the next line already.
        int most = Math.max(1, columns - 1);
        AttributedString text = new AttributedString("");
        for (String choice : choices) {
            text = new AttributedString(printable(choice));
            if (text.columnLength() <= most) {
                return new TerminalLine(text.toString());
            }
        }
        int kept = Math.max(0, most - CUT.length());
        return new TerminalLine(kept == 0 ? "" : text.columnSubSequence(0, kept) + CUT);
    }

    /** A name may hold anything, and a terminal obeys what is no letter. */
    private static String printable(String choice) {
        return choice.replaceAll(
                "\\p{Cntrl}|[\\u0080-\\u009f\\u200b-\\u200f\\u2028-\\u202e\\u2066-\\u2069\\ufeff]", "?");
    }

    String text() {
        return text;
    }

    @Override
    public void paint(OutputStream terminal) throws IOException {
        terminal.write((START + text + END).getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public void erase(OutputStream terminal) throws IOException {
        // After Ctrl-Z and bg the cursor stands behind the shell's prompt.
        if (Terminal.isInForeground()) {
            terminal.write(ERASE.getBytes(StandardCharsets.UTF_8));
        }
    }
}
