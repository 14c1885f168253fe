package com.tappostgres.config;

import com.tappostgres.error.ErrorKind;
import com.tappostgres.error.TapException;
import java.util.LinkedHashSet;
import java.util.Set;

/** Everything that is wrong with the configuration, so that it is reported at once. */
final class Problems {
    private final Set<String> problems = new LinkedHashSet<>();

    /** Notes a problem; the same one twice counts once. */
    void add(String problem) {
        problems.add(problem);
    }

    /**
     * @param where what was read: "the configuration"
     * @throws TapException of kind CONFIGURATION that names every problem
     */
    void failIfAny(String where) {
        if (problems.isEmpty()) {
            return;
        }
        String count = problems.size() == 1 ? "1 problem in " : problems.size() + " problems in ";
        throw new TapException(
                ErrorKind.CONFIGURATION,
                count + where + ": " + String.join("; ", problems),
                "Correct these keys; one that is left out has its default.");
    }
}
