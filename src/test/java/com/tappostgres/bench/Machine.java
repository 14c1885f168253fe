package com.tappostgres.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/** What the numbers were measured on. */
record Machine(String processor, int cores, double gibibytes, String java) {
    static Machine current() throws IOException {
        return new Machine(
                value("/proc/cpuinfo", "model name", System.getProperty("os.arch")),
                Runtime.getRuntime().availableProcessors(),
                Double.parseDouble(value("/proc/meminfo", "MemTotal", "0").replaceAll("\\D", "")) / (1 << 20),
                System.getProperty("java.vm.name") + " " + System.getProperty("java.vm.version"));
    }

    String describe(List<String> programs) {
        return String.format(
                Locale.ROOT,
                "%s, %d cores, %.0f GiB of memory; %s; %s",
                processor,
                cores,
                gibibytes,
                java,
                String.join("; ", programs));
    }

    private static String value(String file, String key, String otherwise) throws IOException {
        return Files.readAllLines(Path.of(file)).stream()
                .filter(line -> line.startsWith(key))
                .map(line -> line.substring(line.indexOf(':') + 1).strip())
                .findFirst()
                .orElse(otherwise);
    }
}
