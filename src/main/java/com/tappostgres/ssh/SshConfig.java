package com.tappostgres.ssh;

import com.tappostgres.error.ErrorKind;
import com.tappostgres.error.FileFault;
import com.tappostgres.error.TapException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The user's ~/.ssh/config, with the files that it includes. Match blocks other than {@code Match all} are passed over, as their
 * conditions are commands and the like.
 */
final class SshConfig {
    private static final Pattern WORD = Pattern.compile("\"([^\"]*)\"|(\\S+)");
    private static final int DEEPEST_INCLUDE = 16;

    private final Path home;
    private final Path folder;

    /** @param home the user's own folder */
    SshConfig(Path home) {
        this.home = home;
        this.folder = home.resolve(".ssh");
    }

    /**
     * What the file says of one host.
     *
     * @param settings the words behind each keyword in small letters; as in OpenSSH the first line of a keyword counts
     * @param identityFiles of all lines
     */
    record Entry(Map<String, List<String>> settings, List<String> identityFiles) {
        Optional<String> value(String keyword) {
            List<String> words = words(keyword);
            return words.isEmpty() ? Optional.empty() : Optional.of(words.get(0));
        }

        List<String> words(String keyword) {
            return settings.getOrDefault(keyword.toLowerCase(Locale.ROOT), List.of());
        }
    }

    Entry of(String host) {
        Entry entry = new Entry(new LinkedHashMap<>(), new ArrayList<>());
        Path file = folder.resolve("config");
        if (Files.isRegularFile(file)) {
            read(file, host, true, entry, 0);
        }
        return entry;
    }

    /** @param applies whether the lines that include the file apply to the host */
    private void read(Path file, String host, boolean applies, Entry into, int depth) {
        if (depth > DEEPEST_INCLUDE) {
            throw new TapException(
                    ErrorKind.CONFIGURATION, "\"" + file + "\" includes itself", "Remove the Include line from it.");
        }
        boolean active = applies;
        for (String line : lines(file)) {
            List<String> words = words(line);
            if (words.size() < 2) {
                continue;
            }
            String keyword = words.get(0).toLowerCase(Locale.ROOT);
            List<String> values = words.subList(1, words.size());
            switch (keyword) {
                case "host" -> active = applies && HostPattern.isMatched(values.toArray(String[]::new), host);
                case "match" -> active = applies && values.get(0).equalsIgnoreCase("all");
                case "include" -> {
                    for (Path included : included(values)) {
                        read(included, host, active, into, depth + 1);
                    }
                }
                default -> {
                    if (active) {
                        add(into, keyword, values);
                    }
                }
            }
        }
    }

    private static void add(Entry into, String keyword, List<String> values) {
        if (keyword.equals("identityfile")) {
            into.identityFiles().add(values.get(0));
        } else {
            into.settings().putIfAbsent(keyword, List.copyOf(values));
        }
    }

    private List<Path> included(List<String> patterns) {
        List<Path> files = new ArrayList<>();
        for (String pattern : patterns) {
            // A path that is not absolute is one within .ssh.
            Path path = folder.resolve(UserFile.expandHome(pattern, home));
            Path parent = path.getParent();
            if (parent == null || !Files.isDirectory(parent)) {
                continue;
            }
            Pattern name = HostPattern.glob(String.valueOf(path.getFileName()));
            try (Stream<Path> siblings = Files.list(parent)) {
                siblings.filter(Files::isRegularFile)
                        .filter(each ->
                                name.matcher(String.valueOf(each.getFileName())).matches())
                        .sorted()
                        .forEach(files::add);
            } catch (IOException e) {
                throw unreadable(parent, e);
            }
        }
        return files;
    }

    /** The keyword, which a {@code =} may follow, and what stands behind it. */
    private static List<String> words(String line) {
        List<String> words = new ArrayList<>();
        Matcher matcher = WORD.matcher(line.strip().replaceFirst("^([A-Za-z0-9]+)\\s*=", "$1 "));
        while (matcher.find()) {
            if (matcher.group().startsWith("#")) {
                break;
            }
            words.add(matcher.group(1) != null ? matcher.group(1) : matcher.group(2));
        }
        return words;
    }

    private static List<String> lines(Path file) {
        try {
            return Files.readAllLines(file, StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            throw unreadable(file, e);
        }
    }

    private static TapException unreadable(Path file, IOException cause) {
        return new TapException(
                ErrorKind.CONFIGURATION,
                "the SSH config \"" + file + "\" cannot be read (" + FileFault.reason(cause) + ")",
                "chmod u+r " + file,
                cause);
    }
}
