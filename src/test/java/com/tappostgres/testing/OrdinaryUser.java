package com.tappostgres.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Runs a main class of the tests in a JVM that file permissions hold for, also where the tests run as root. */
public final class OrdinaryUser {
    private OrdinaryUser() {}

    /** What it prints, on both streams; it must succeed. */
    public static String run(Class<?> mainClass, String... arguments) {
        List<String> words = new ArrayList<>(withoutPrivileges());
        words.addAll(
                List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-XX:TieredStopAtLevel=1"));
        words.addAll(List.of("-cp", System.getProperty("java.class.path"), mainClass.getName()));
        words.addAll(List.of(arguments));
        try {
            Process process =
                    new ProcessBuilder(words).redirectErrorStream(true).start();
            process.getOutputStream().close();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (process.waitFor() != 0) {
                throw new IllegalStateException(String.join(" ", words) + " failed:\n" + output);
            }
            return output;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Root stays root, who owns the files of the tests, but loses the right to ignore their permissions. */
    private static List<String> withoutPrivileges() throws UncheckedIOException {
        try {
            return Files.getAttribute(Path.of("/proc/self"), "unix:uid").equals(0)
                    ? List.of("setpriv", "--bounding-set=-all", "--inh-caps=-all", "--ambient-caps=-all")
                    : List.of();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
