package com.tappostgres.config;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Looks a service up in libpq's connection service files: sections of {@code name=value} lines. */
final class ServiceFile {
    private static final String NAME = "pg_service.conf";

    private final String service;
    private final Problems problems;

    ServiceFile(String service, Problems problems) {
        this.service = service;
        this.problems = problems;
    }

    /**
     * What the first file that has the service gives.
     *
     * @param home where the user's own file is
     */
    Layer read(Map<String, String> environment, Path home) {
        List<Path> looked = new ArrayList<>();
        for (Path file : files(environment, home)) {
            try {
                Optional<Layer> layer = section(file, Files.readString(file, StandardCharsets.UTF_8));
                if (layer.isPresent()) {
                    return layer.get();
                }
            } catch (IOException e) {
                problems.add("the service file \"" + file + "\" cannot be read: " + reason(e));
                return new Layer();
            }
            looked.add(file);
        }
        problems.add("the service \"" + service + "\" is not defined: " + where(looked, home));
        return new Layer();
    }

    /** A file that a variable names must exist; the others may. */
    private static List<Path> files(Map<String, String> environment, Path home) {
        List<Path> files = new ArrayList<>();
        String named = environment.getOrDefault("PGSERVICEFILE", "");
        Path own = named.isEmpty() ? home.resolve("." + NAME) : Path.of(named);
        if (!named.isEmpty() || Files.exists(own)) {
            files.add(own);
        }
        String folder = environment.getOrDefault("PGSYSCONFDIR", "");
        if (!folder.isEmpty() && Files.exists(Path.of(folder, NAME))) {
            files.add(Path.of(folder, NAME));
        }
        return files;
    }

    private static String where(List<Path> looked, Path home) {
        return looked.isEmpty()
                ? "there is no " + home.resolve("." + NAME) + ", and PGSERVICEFILE names no other file"
                : String.join(", ", looked.stream().map(Path::toString).toList()) + " has no such section";
    }

    private static String reason(IOException e) {
        if (e instanceof NoSuchFileException) {
            return "it does not exist";
        }
        if (e instanceof AccessDeniedException) {
            return "permission denied";
        }
        return e instanceof CharacterCodingException ? "it is no UTF-8" : String.valueOf(e.getMessage());
    }

    private Optional<Layer> section(Path file, String text) {
        ConnectionParameters parameters = null;
        List<String> lines = text.lines().toList();
        for (int number = 1; number <= lines.size(); number++) {
            String line = lines.get(number - 1).strip();
            if (line.startsWith("[")) {
                if (parameters != null) {
                    break;
                }
                if (line.startsWith("[" + service + "]")) {
                    parameters = new ConnectionParameters("service " + service, problems);
                }
            } else if (parameters != null && !line.isEmpty() && !line.startsWith("#")) {
                readLine(line, "line " + number + " of " + file, parameters);
            }
        }
        return Optional.ofNullable(parameters).map(ConnectionParameters::layer);
    }

    /** The first line for a name counts, as in libpq. */
    private static void readLine(String line, String place, ConnectionParameters parameters) {
        int equals = line.indexOf('=');
        String name = equals < 0 ? "" : line.substring(0, equals);
        if (line.startsWith("ldap")) {
            parameters.problem(place + " looks the service up by LDAP, which is not supported: write its parameters");
        } else if (name.isEmpty() || !name.equals(name.strip())) {
            parameters.problem(place + " is not written name=value, without blanks around the =");
        } else if (name.equals(Setting.SERVICE.key())) {
            parameters.problem(place + " names another service, which libpq does not allow: write its parameters");
        } else if (!parameters.has(name)) {
            parameters.putNamed(name, line.substring(equals + 1), place);
        }
    }
}
