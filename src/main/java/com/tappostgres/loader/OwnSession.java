package com.tappostgres.loader;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Starts a program in a session of its own, where Ctrl-C and the end of the terminal do not reach it.
 *
 * <p>By {@code setsid}, which takes the program's place and leaves it its process id and exit code: a mere ignored signal
 * would not do, as loaders of the Meltano SDK handle SIGINT whether it was ignored or not.
 */
final class OwnSession {
    private static final String PROGRAM = "setsid";
    private static final String USUAL_PATH = "/usr/bin:/bin";

    private OwnSession() {}

    /** The command that does so; the same one where there is no such program, or nothing that it could start. */
    static List<String> of(List<String> command) {
        if (!isThere(PROGRAM) || !isThere(command.get(0))) {
            return command;
        }
        List<String> words = new ArrayList<>(command);
        words.add(0, PROGRAM);
        return words;
    }

    private static boolean isThere(String program) {
        if (program.indexOf('/') >= 0) {
            return isProgram(Path.of(program));
        }
        String path = System.getenv().getOrDefault("PATH", USUAL_PATH);
        for (String folder : path.split(":", -1)) {
            if (!program.isEmpty() && isProgram(Path.of(folder, program))) {
                return true;
            }
        }
        return false;
    }

    private static boolean isProgram(Path file) {
        return Files.isRegularFile(file) && Files.isExecutable(file);
    }
}
