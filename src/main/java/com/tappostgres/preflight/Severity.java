package com.tappostgres.preflight;

import java.util.Locale;

/** How bad a finding is; later ones are worse. */
public enum Severity {
    /** As it should be. */
    OK,
    /** Worth knowing. */
    NOTE,
    /** A sync works, but not as well as it could, or not for long. */
    WARNING,
    /** A sync fails, or leaves something out. */
    PROBLEM;

    /** As JSON has it. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
