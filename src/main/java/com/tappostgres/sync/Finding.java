package com.tappostgres.sync;

import com.tappostgres.error.ErrorKind;
import com.tappostgres.error.TapException;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What a check found of one thing.
 *
 * @param subject what was looked at: {@code database "shop"}, {@code stream "public-orders"}
 * @param detail what is worth saying where all is well; may be empty
 * @param problem null where all is well
 */
public record Finding(
        String subject, String detail, @Nullable TapException problem) {
    static Finding ok(String subject, String detail) {
        return new Finding(subject, detail, null);
    }

    static Finding failed(String subject, TapException problem) {
        return new Finding(subject, "", problem);
    }

    static Finding missing(String subject, List<Grant> grants, String role) {
        return failed(
                subject,
                new TapException(
                        ErrorKind.SOURCE,
                        "missing: " + grants.stream().map(Grant::toString).collect(Collectors.joining(", ")),
                        grants.stream().map(grant -> grant.to(role)).collect(Collectors.joining(" "))));
    }

    /** The line that says it. */
    public String line() {
        if (problem == null) {
            return subject + ": ok" + (detail.isEmpty() ? "" : ", " + detail);
        }
        return subject + ": " + problem.getMessage() + (problem.hint() == null ? "" : " - " + problem.hint());
    }
}
