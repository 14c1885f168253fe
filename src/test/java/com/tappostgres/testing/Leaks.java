package com.tappostgres.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Set;

/** Secrets, and the search for any piece of them where none may be. */
public final class Leaks {
    /** Shorter pieces turn up by chance. */
    private static final int PIECE = 12;

    private final Set<String> pieces = new HashSet<>();

    /** Looks for this one too; of a key in PEM only what stands between its first line and its last. */
    public Leaks of(String... secrets) {
        for (String secret : secrets) {
            String text = secret.replaceAll("-----[^-]+-----|\\s|\\\\n", "");
            if (text.length() < PIECE) {
                throw new IllegalArgumentException("too short to be told from other words");
            }
            for (int i = 0; i + PIECE <= text.length(); i++) {
                pieces.add(text.substring(i, i + PIECE));
            }
        }
        return this;
    }

    /** What the run printed on both streams. */
    public void assertNone(String what, TapRun run) {
        assertNone(what + ", standard error", run.log());
        assertNone(what + ", standard output", run.text());
    }

    public void assertNone(String what, String text) {
        String joined = text.replaceAll("\\s|\\\\n", "");
        for (int i = 0; i + PIECE <= joined.length(); i++) {
            String piece = joined.substring(i, i + PIECE);
            if (pieces.contains(piece)) {
                assertThat(text).as("%s: a secret begins with %s", what, piece).isEmpty();
            }
        }
    }
}
