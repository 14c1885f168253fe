package com.tappostgres.documentation;

import java.util.List;
import java.util.Optional;

/** Compares what a page shows with what really came: figures may differ, lines may be left out, and dots stand for a rest. */
final class ShownOutput {
    private static final String REST = "...";

    private ShownOutput() {}

    /** The first line that is shown but did not come behind those before it. */
    static Optional<String> firstMissing(List<String> shown, List<String> came) {
        int position = 0;
        for (String line : shown) {
            if (line.isBlank()) {
                continue;
            }
            while (position < came.size() && !fits(line, came.get(position))) {
                position++;
            }
            if (position == came.size()) {
                return Optional.of(line);
            }
            position++;
        }
        return Optional.empty();
    }

    private static boolean fits(String shown, String came) {
        String line = withoutFigures(came);
        return shown.endsWith(REST)
                ? line.startsWith(withoutFigures(shown.substring(0, shown.length() - REST.length())))
                : line.equals(withoutFigures(shown));
    }

    private static String withoutFigures(String line) {
        return line.replaceAll("\\d[\\d.,:+TZ-]*", "#").replaceAll("\\s+", " ").strip();
    }
}
