package com.tappostgres.ssh;

import com.tappostgres.error.ErrorKind;
import com.tappostgres.error.FileFault;
import com.tappostgres.error.TapException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** The lines of known_hosts files. */
final class KnownHosts {
    private static final String REVOKED = "@revoked";

    private final List<Entry> entries;

    /**
     * A line that can be read.
     *
     * @param marker {@code @revoked}, {@code @cert-authority} or nothing
     */
    record Entry(Path file, int line, String marker, String hosts, PublicKey key) {
        boolean isRevoked() {
            return marker.equals(REVOKED);
        }

        /** Whether the line says that hosts have this key: keys that sign certificates are no host's own. */
        boolean isTrusted() {
            return marker.isEmpty();
        }

        /** Where it stands, for a message. */
        String place() {
            return file + " line " + line;
        }
    }

    private KnownHosts(List<Entry> entries) {
        this.entries = entries;
    }

    /** The lines of all files that exist. */
    static KnownHosts read(List<Path> files) {
        List<Entry> entries = new ArrayList<>();
        for (Path file : files) {
            if (Files.isRegularFile(file)) {
                entries.addAll(lines(file));
            }
        }
        return new KnownHosts(entries);
    }

    /** The lines that mean a host: a name, or {@code [name]:port} for another port than 22. */
    List<Entry> of(String name) {
        return entries.stream()
                .filter(entry -> HostPattern.isNamed(entry.hosts(), name))
                .toList();
    }

    private static List<Entry> lines(Path file) {
        List<String> lines;
        try {
            // Comments may be in any encoding.
            lines = Files.readAllLines(file, StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            throw new TapException(
                    ErrorKind.CONFIGURATION,
                    "the file of known SSH hosts \"" + file + "\" cannot be read (" + FileFault.reason(e) + ")",
                    "chmod u+r " + file,
                    e);
        }
        List<Entry> entries = new ArrayList<>();
        for (int i = 0; i < lines.size(); i++) {
            parse(file, i + 1, lines.get(i)).ifPresent(entries::add);
        }
        return entries;
    }

    private static Optional<Entry> parse(Path file, int number, String line) {
        List<String> fields = Arrays.asList(line.strip().split("[ \t]+"));
        String marker = fields.get(0).startsWith("@") ? fields.get(0) : "";
        int first = marker.isEmpty() ? 0 : 1;
        if (fields.size() < first + 3 || fields.get(0).startsWith("#")) {
            return Optional.empty();
        }
        String hosts = fields.get(first);
        return PublicKey.parse(fields.get(first + 1), fields.get(first + 2))
                .map(key -> new Entry(file, number, marker, hosts, key));
    }
}
