package com.tappostgres.postgres;

import com.tappostgres.config.ConnectionSettings.Endpoint;
import com.tappostgres.error.ShellWord;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Looks passwords up as libpq does, in a file of lines {@code host:port:database:user:password}. */
final class PasswordFile {
    private static final Logger LOG = LoggerFactory.getLogger(PasswordFile.class);

    private static final Set<PosixFilePermission> OTHERS = EnumSet.of(
            PosixFilePermission.GROUP_READ,
            PosixFilePermission.GROUP_WRITE,
            PosixFilePermission.GROUP_EXECUTE,
            PosixFilePermission.OTHERS_READ,
            PosixFilePermission.OTHERS_WRITE,
            PosixFilePermission.OTHERS_EXECUTE);

    /** Where servers put their sockets by default, by how libpq was built: in such a folder the host counts as localhost. */
    private static final Set<String> DEFAULT_SOCKET_FOLDERS = Set.of("/tmp", "/var/run/postgresql", "/run/postgresql");

    private static final char REPLACEMENT = '\uFFFD';

    private final Path file;

    /** Read once, so that what is wrong with the file is said once a run. */
    private @Nullable List<String> lines;

    PasswordFile(Path file) {
        this.file = file;
    }

    /** The password of the first line that fits; empty where none does, where that one is empty, or without a usable file. */
    Optional<String> find(Endpoint endpoint, String database, String user) {
        List<String> hosts = DEFAULT_SOCKET_FOLDERS.contains(endpoint.host())
                ? List.of("localhost", endpoint.host())
                : List.of(endpoint.host());
        int number = 0;
        for (String line : lines()) {
            number++;
            Optional<String> password = hosts.stream()
                    .map(host -> password(line, List.of(host, Integer.toString(endpoint.port()), database, user)))
                    .flatMap(Optional::stream)
                    .findFirst();
            if (password.isPresent()) {
                if (password.get().indexOf(REPLACEMENT) >= 0) {
                    LOG.warn("line {} of the password file \"{}\" is no UTF-8 text", number, file);
                }
                return password.filter(text -> !text.isEmpty());
            }
        }
        return Optional.empty();
    }

    private List<String> lines() {
        if (lines == null) {
            lines = read();
        }
        return lines;
    }

    private List<String> read() {
        try {
            PosixFileAttributes attributes = Files.readAttributes(file, PosixFileAttributes.class);
            if (!attributes.isRegularFile()) {
                LOG.warn("the password file \"{}\" is ignored: it is no plain file", file);
                return List.of();
            }
            if (attributes.permissions().stream().anyMatch(OTHERS::contains)) {
                LOG.warn(
                        "the password file \"{}\" is ignored: others than its owner have access to it; run: chmod 0600 {}",
                        file,
                        ShellWord.of(file.toString()));
                return List.of();
            }
            // Names and passwords are bytes to the server; a byte that is no UTF-8 spoils only the line that it is in.
            return new String(Files.readAllBytes(file), StandardCharsets.UTF_8)
                    .lines()
                    .toList();
        } catch (NoSuchFileException e) {
            return List.of();
        } catch (AccessDeniedException e) {
            LOG.warn("the password file \"{}\" is ignored: the user who runs the tap may not read it", file);
        } catch (IOException e) {
            LOG.warn("the password file \"{}\" is ignored: it cannot be read: {}", file, e.getMessage());
        }
        return List.of();
    }

    /** The rest of a line behind the four fields, if all of them fit. */
    private static Optional<String> password(String line, List<String> wanted) {
        if (line.startsWith("#")) {
            return Optional.empty();
        }
        int position = 0;
        for (String value : wanted) {
            OptionalInt next = afterField(line, position, value);
            if (next.isEmpty()) {
                return Optional.empty();
            }
            position = next.getAsInt();
        }
        return Optional.of(unescaped(line, position));
    }

    /** The position behind the field's colon, if the field is {@code *} or says {@code value}. */
    private static OptionalInt afterField(String line, int start, String value) {
        if (line.startsWith("*:", start)) {
            return OptionalInt.of(start + 2);
        }
        int position = start;
        int matched = 0;
        while (position < line.length()) {
            char letter = line.charAt(position);
            if (letter == ':') {
                return matched == value.length() ? OptionalInt.of(position + 1) : OptionalInt.empty();
            }
            if (letter == '\\' && position + 1 < line.length()) {
                letter = line.charAt(++position);
            }
            if (matched == value.length() || value.charAt(matched) != letter) {
                return OptionalInt.empty();
            }
            matched++;
            position++;
        }
        return OptionalInt.empty();
    }

    /** The password ends at a colon too, unless a backslash stands before it. */
    private static String unescaped(String line, int start) {
        StringBuilder text = new StringBuilder();
        for (int i = start; i < line.length() && line.charAt(i) != ':'; i++) {
            if (line.charAt(i) == '\\' && i + 1 < line.length()) {
                i++;
            }
            text.append(line.charAt(i));
        }
        return text.toString();
    }
}
