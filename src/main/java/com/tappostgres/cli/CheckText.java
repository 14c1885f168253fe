package com.tappostgres.cli;

import com.tappostgres.config.EffectiveSetting;
import com.tappostgres.preflight.Check;
import com.tappostgres.preflight.Finding;
import com.tappostgres.preflight.Severity;
import com.tappostgres.preflight.Summary;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Prints findings for people: a line each under the heading of their group, what mends them below. */
final class CheckText implements CheckReport {
    private static final String INDENT = "  ";
    /** What is said of something with a wider name stands below it. */
    private static final int WIDEST = 30;

    private final PrintWriter out;
    private final TextStyle style;

    /** The findings of the group that goes on. */
    private final List<Finding> group = new ArrayList<>();

    CheckText(PrintWriter out, TextStyle style) {
        this.out = out;
        this.style = style;
    }

    @Override
    public void settings(List<EffectiveSetting> settings) {
        List<EffectiveSetting> given = settings.stream()
                .filter(setting -> !setting.source().equals("default"))
                .toList();
        if (given.isEmpty()) {
            return;
        }
        heading("settings");
        int width =
                given.stream().mapToInt(setting -> setting.key().length()).max().orElse(0);
        for (EffectiveSetting setting : given) {
            line(INDENT
                    + OneLineStream.onOneLine(
                            padded(setting.key(), width) + "  " + setting.value() + " (" + setting.source() + ")"));
        }
        out.flush();
    }

    @Override
    public void finding(Finding finding) {
        if (!group.isEmpty() && !heading(group.get(0)).equals(heading(finding))) {
            printGroup();
        }
        group.add(finding);
    }

    private static String heading(Finding finding) {
        return switch (finding.check().group()) {
            case SETTINGS -> "configuration";
            case CONNECTION -> "connection";
            case SERVER -> "server";
            case DATABASE -> "database";
            case STREAM -> "streams";
        };
    }

    /** What tells the findings of a group apart. */
    private static String label(Finding finding) {
        Check.Group of = finding.check().group();
        boolean named = of == Check.Group.STREAM || of == Check.Group.DATABASE || finding.check() == Check.CONFIG;
        return OneLineStream.onOneLine(
                named ? finding.subject() : finding.check().text());
    }

    private void printGroup() {
        if (group.isEmpty()) {
            return;
        }
        heading(heading(group.get(0)));
        int width = Math.min(
                WIDEST,
                group.stream()
                        .mapToInt(finding -> label(finding).length())
                        .max()
                        .orElse(0));
        for (Finding finding : group) {
            String label = label(finding);
            String behind = INDENT + " ".repeat(style.markWidth() + 1 + width + 2);
            String start = INDENT + style.mark(finding.severity()) + " " + padded(label, width);
            line(start + (label.length() > width ? "\n" + behind : "  ") + OneLineStream.onOneLine(finding.message()));
            String mend = finding.mend();
            if (mend != null) {
                line(behind + style.faint(OneLineStream.onOneLine(mend)));
            }
        }
        group.clear();
        out.flush();
    }

    private void heading(String text) {
        line(style.heading(text));
    }

    @Override
    public void end(@Nullable Summary summary, List<Finding> findings, int exitCode) {
        printGroup();
        List<String> counts = new ArrayList<>();
        count(findings, Severity.PROBLEM, counts);
        count(findings, Severity.WARNING, counts);
        count(findings, Severity.NOTE, counts);
        String outcome = counts.isEmpty() ? "nothing to mend" : String.join(", ", counts);
        Severity worst = findings.stream()
                .map(Finding::severity)
                .max(Severity::compareTo)
                .orElse(Severity.OK);
        String load = summary == null || summary.streams() == 0 ? "" : "; a first load: " + summary.inWords();
        line(style.coloured(worst, outcome) + load);
        out.flush();
    }

    private static void count(List<Finding> findings, Severity severity, List<String> counts) {
        long number = findings.stream()
                .filter(finding -> finding.severity() == severity)
                .count();
        if (number > 0) {
            String word = severity.name().toLowerCase(Locale.ROOT);
            counts.add(number + " " + word + (number == 1 ? "" : "s"));
        }
    }

    private void line(String text) {
        out.print(text + "\n");
    }

    private static String padded(String text, int width) {
        return text.length() >= width ? text : text + " ".repeat(width - text.length());
    }
}
