package com.tappostgres.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.tappostgres.error.ErrorKind;
import com.tappostgres.error.TapException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** One configuration to read: files in a folder that is also the user's home, variables, a URL. */
final class ConfigCase {
    private final Path folder;
    private final List<Path> files = new ArrayList<>();
    private final Map<String, String> environment = new HashMap<>();
    private String url;
    private String log = "";

    ConfigCase(Path folder) {
        this.folder = folder;
        environment.put("HOME", folder.toString());
    }

    /** Adds a config file. */
    ConfigCase config(String document) {
        files.add(file("config" + (files.isEmpty() ? "" : files.size()) + ".json", document));
        return this;
    }

    ConfigCase variable(String name, String value) {
        environment.put(name, value);
        return this;
    }

    ConfigCase url(String text) {
        url = text;
        return this;
    }

    /** Writes a file that only its owner can read. */
    Path file(String name, String text) {
        try {
            Path file = Files.writeString(folder.resolve(name), text);
            return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Configuration explain() {
        PrintStream before = System.err;
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        System.setErr(new PrintStream(bytes, true, StandardCharsets.UTF_8));
        try {
            return ConfigReader.explain(files, url == null ? Map.of() : Map.of(Setting.URL, url), environment);
        } finally {
            System.setErr(before);
            log = bytes.toString(StandardCharsets.UTF_8).replace(folder + "/", "");
        }
    }

    ConnectionSettings read() {
        return explain().config().connection();
    }

    /** {@code host:port} of all endpoints, as messages name them. */
    String servers() {
        return read().server().toString();
    }

    TapException failure() {
        TapException failure = catchThrowableOfType(TapException.class, this::explain);
        assertThat(failure).isNotNull();
        assertThat(failure.kind()).isEqualTo(ErrorKind.CONFIGURATION);
        return failure;
    }

    /** The problems, without the folder of the test. */
    String problems() {
        return failure()
                .getMessage()
                .replace(folder + "/", "")
                .replaceFirst("^\\d+ problems? in the (configuration|environment): ", "");
    }

    /** What the last reading logged. */
    String log() {
        return log;
    }

    /** The source of a setting, without the folder of the test. */
    String source(String key) {
        return setting(key).source().replace(folder + "/", "");
    }

    String shown(String key) {
        return setting(key).value();
    }

    private EffectiveSetting setting(String key) {
        return explain().settings().stream()
                .filter(setting -> setting.key().equals(key))
                .findFirst()
                .orElseThrow();
    }
}
