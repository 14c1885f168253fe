package com.tappostgres.preflight;

import com.tappostgres.error.ErrorKind;
import com.tappostgres.error.TapException;
import com.tappostgres.postgres.SqlErrors;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What a check found of one thing.
 *
 * @param subject what was looked at: the name of a stream, a database or a role, a server
 * @param message what was found, without the subject
 * @param mend SQL or a setting; null where all is as it should be
 * @param problem null where a sync could do its work
 */
public record Finding(
        Check check,
        String subject,
        Severity severity,
        String message,
        @Nullable String mend,
        @Nullable TapException problem) {
    public Finding {
        boolean needsMend = severity != Severity.OK && problem == null;
        if (needsMend && mend == null) {
            throw new IllegalArgumentException("no mend of " + check);
        }
    }

    static Finding ok(Check check, String subject, String message) {
        return new Finding(check, subject, Severity.OK, message, null, null);
    }

    static Finding note(Check check, String subject, String message, String mend) {
        return new Finding(check, subject, Severity.NOTE, message, mend, null);
    }

    static Finding warning(Check check, String subject, String message, String mend) {
        return new Finding(check, subject, Severity.WARNING, message, mend, null);
    }

    public static Finding problem(Check check, String subject, TapException problem) {
        return new Finding(check, subject, Severity.PROBLEM, problem.getMessage(), problem.hint(), problem);
    }

    static Finding problem(Check check, String subject, String message, String mend) {
        return problem(check, subject, new TapException(ErrorKind.SOURCE, message, mend));
    }

    static Finding missing(Check check, String subject, List<Grant> grants, String role) {
        return problem(
                check,
                subject,
                "missing: " + grants.stream().map(Grant::toString).collect(Collectors.joining(", ")),
                grants.stream().map(grant -> grant.to(role)).collect(Collectors.joining(" ")));
    }

    /** The server's code of what went wrong; null where there is none. */
    public @Nullable String sqlstate() {
        return problem == null ? null : SqlErrors.sqlstate(problem).orElse(null);
    }

    /** The subject in a sentence: {@code stream "public-orders"}. */
    public String subjectInWords() {
        String kind = switch (check.group()) {
            case STREAM -> "stream ";
            case DATABASE -> "database ";
            case CONNECTION -> "database ";
            case SETTINGS, SERVER -> "";
        };
        return kind + '"' + subject + '"';
    }
}
