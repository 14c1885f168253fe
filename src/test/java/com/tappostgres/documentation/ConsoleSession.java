package com.tappostgres.documentation;

import java.util.ArrayList;
import java.util.List;

/**
 * What a person typed, and what came.
 *
 * @param steps in order
 */
record ConsoleSession(List<Step> steps) {
    private static final String PROMPT = "$ ";
    private static final String LAST_EXIT_CODE = "echo $?";

    /**
     * One command.
     *
     * @param output the lines that are shown
     * @param exitCode the one that is shown behind it, else 0
     */
    record Step(String command, List<String> output, int exitCode) {}

    static ConsoleSession of(String block) {
        List<Step> steps = new ArrayList<>();
        StringBuilder command = new StringBuilder();
        List<String> output = new ArrayList<>();
        for (String line : block.lines().toList()) {
            if (isOpen(command)) {
                command.append('\n').append(line);
            } else if (line.startsWith(PROMPT)) {
                add(command, output, steps);
                command = new StringBuilder(line.substring(PROMPT.length()));
                output = new ArrayList<>();
            } else {
                output.add(line);
            }
        }
        add(command, output, steps);
        return new ConsoleSession(steps);
    }

    private static void add(StringBuilder command, List<String> output, List<Step> steps) {
        if (command.toString().equals(LAST_EXIT_CODE)) {
            Step before = steps.remove(steps.size() - 1);
            steps.add(new Step(
                    before.command(),
                    before.output(),
                    Integer.parseInt(output.get(0).strip())));
        } else if (!command.isEmpty()) {
            steps.add(new Step(command.toString(), List.copyOf(output), 0));
        }
    }

    /** Whether the next line belongs to the command too. */
    private static boolean isOpen(StringBuilder command) {
        String text = command.toString();
        return text.endsWith("\\") || text.chars().filter(each -> each == '\'').count() % 2 == 1;
    }
}
