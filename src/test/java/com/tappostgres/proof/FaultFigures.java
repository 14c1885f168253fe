package com.tappostgres.proof;

import com.tappostgres.testing.FaultProxy.Fault;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;

/** The table that a reader of the proof looks at. */
record FaultFigures(List<FaultTrial> trials) {
    @Override
    public String toString() {
        StringBuilder table = new StringBuilder("| fault in | points |");
        for (Fault fault : Fault.values()) {
            table.append(' ').append(word(fault)).append(" |");
        }
        table.append(" undisturbed | went on by itself | needed the next run | rows lost | rows repeated |\n|---|");
        table.append("---|".repeat(Fault.values().length + 6)).append('\n');
        for (Phase phase : Phase.values()) {
            row(word(phase), trial -> trial.point().phase() == phase, table);
        }
        row("all", trial -> true, table);
        return table.toString();
    }

    private void row(String name, Predicate<FaultTrial> chosen, StringBuilder table) {
        List<FaultTrial> these = trials.stream().filter(chosen).toList();
        table.append("| ").append(name).append(" | ").append(these.size()).append(" |");
        for (Fault fault : Fault.values()) {
            cell(count(these, trial -> trial.point().fault() == fault), table);
        }
        for (FaultTrial.Course course : FaultTrial.Course.values()) {
            cell(count(these, trial -> trial.course() == course), table);
        }
        cell(these.stream().mapToLong(trial -> trial.lost().size()).sum(), table);
        cell(these.stream().mapToLong(FaultTrial::repeated).sum(), table);
        table.append('\n');
    }

    private static long count(List<FaultTrial> trials, Predicate<FaultTrial> chosen) {
        return trials.stream().filter(chosen).count();
    }

    private static void cell(long number, StringBuilder table) {
        table.append(String.format(Locale.ROOT, " %,d |", number));
    }

    private static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
}
