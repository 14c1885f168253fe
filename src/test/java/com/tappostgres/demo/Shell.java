package com.tappostgres.demo;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** Runs commands as a user would: in a folder, by a shell, with tap-postgres on the PATH. */
final class Shell {
    private final Screen screen;
    private final Path folder;
    private final Path programs;

    Shell(Screen screen, Path folder, Path programs) {
        this.screen = screen;
        this.folder = folder;
        this.programs = programs;
    }

    /** What a command wrote to standard error, and the seconds it took. */
    record Result(String log, double seconds) {}

    /** Prints and runs a command whose standard output goes into a file; fails unless it exits with 0. */
    Result run(String command) throws IOException, InterruptedException {
        screen.command("$", command);
        ProcessBuilder builder = new ProcessBuilder("sh", "-c", command).directory(folder.toFile());
        // The reader's own settings must not lead the demo to another database.
        builder.environment().keySet().removeIf(name -> name.startsWith("PG") || name.startsWith("TAP_POSTGRES_"));
        builder.environment().merge("PATH", programs.toString(), (old, mine) -> mine + File.pathSeparator + old);
        long start = System.nanoTime();
        Process process = builder.start();
        process.getOutputStream().close();
        String log = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
        int exitCode = process.waitFor();
        if (exitCode != 0) {
            throw new DemoFailure("the command above ended with exit code " + exitCode + " and said:\n" + log);
        }
        return new Result(log, (System.nanoTime() - start) / 1e9);
    }
}
