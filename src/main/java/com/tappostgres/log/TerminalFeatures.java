package com.tappostgres.log;

import java.util.Map;

/**
 * What the user's terminal can show.
 *
 * @param colours whether it has any, and the user wants them
 * @param signs whether it has more signs than ASCII
 */
public record TerminalFeatures(boolean colours, boolean signs) {
    /** By the type of the terminal, and by https://no-color.org. */
    public static TerminalFeatures of(Map<String, String> environment) {
        String type = environment.getOrDefault("TERM", "dumb");
        boolean colours = environment.getOrDefault("NO_COLOR", "").isEmpty() && !type.isEmpty() && !type.equals("dumb");
        // The fonts of the console and of old terminals have 256 signs, and few that are of use.
        boolean signs = !type.equals("linux") && !type.startsWith("vt");
        return new TerminalFeatures(colours, signs);
    }
}
