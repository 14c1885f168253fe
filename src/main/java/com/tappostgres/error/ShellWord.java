package com.tappostgres.error;

/** Makes commands that can be pasted into a shell. */
public final class ShellWord {
    private ShellWord() {}

    /** A text that any shell takes as one word, whatever is in it. */
    public static String of(String text) {
        return "'" + text.replace("'", "'\\''") + "'";
    }
}
