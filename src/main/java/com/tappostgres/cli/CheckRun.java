package com.tappostgres.cli;

import com.tappostgres.error.ErrorKind;
import com.tappostgres.error.TapException;
import com.tappostgres.preflight.Check;
import com.tappostgres.preflight.Finding;
import com.tappostgres.preflight.Severity;
import com.tappostgres.preflight.Summary;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** One check from its first finding to its exit code. */
final class CheckRun {
    private static final int MOST_NAMES = 10;

    /** What stops most comes first: nothing works without a connection, and no stream without a config. */
    private static final List<ErrorKind> WORST_FIRST =
            List.of(ErrorKind.INTERNAL, ErrorKind.CONNECTION, ErrorKind.CONFIGURATION, ErrorKind.SOURCE);

    private final CheckReport report;
    private final List<Finding> findings = new ArrayList<>();

    CheckRun(CheckReport report) {
        this.report = report;
    }

    /** What looks. */
    @FunctionalInterface
    interface Look {
        Summary at(CheckReport report, Consumer<Finding> findings);
    }

    /**
     * Looks and prints.
     *
     * @throws TapException if there is a problem; its kind is that of the worst
     */
    void run(Look look) {
        Summary summary;
        try {
            summary = look.at(report, this::add);
        } catch (TapException e) {
            boolean connection = e.kind() == ErrorKind.CONNECTION;
            add(Finding.problem(connection ? Check.REACHABLE : Check.CONFIG, "config", e));
            report.end(null, findings, e.kind().exitCode());
            throw e;
        }
        TapException failure = failure();
        report.end(summary, findings, failure == null ? 0 : failure.kind().exitCode());
        if (failure != null) {
            throw failure;
        }
    }

    private void add(Finding finding) {
        findings.add(finding);
        report.finding(finding);
    }

    private @Nullable TapException failure() {
        List<Finding> problems = findings.stream()
                .filter(finding -> finding.severity() == Severity.PROBLEM)
                .toList();
        TapException worst = null;
        for (Finding finding : problems) {
            TapException problem = finding.problem();
            if (problem != null && (worst == null || rank(problem) < rank(worst))) {
                worst = problem;
            }
        }
        if (worst == null) {
            return null;
        }
        List<String> subjects =
                problems.stream().map(Finding::subjectInWords).distinct().toList();
        int more = subjects.size() - MOST_NAMES;
        return new TapException(
                worst.kind(),
                problems.size()
                        + (problems.size() == 1 ? " problem: " : " problems: ")
                        + subjects.stream().limit(MOST_NAMES).collect(Collectors.joining(", "))
                        + (more > 0 ? " and " + more + " more" : "")
                        + (problems.size() == 1 ? ": " + worst.getMessage() : ""),
                worst.hint(),
                worst);
    }

    private static int rank(TapException problem) {
        int rank = WORST_FIRST.indexOf(problem.kind());
        return rank < 0 ? WORST_FIRST.size() : rank;
    }
}
