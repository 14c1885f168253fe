package com.tappostgres.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.tappostgres.config.ConfigSchema;
import com.tappostgres.config.Setting;
import com.tappostgres.error.ErrorKind;
import com.tappostgres.error.TapException;
import com.tappostgres.json.Json;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;

/** What the program can do and what it can be told, for people and for the tools that ask a tap. */
final class About {
    /** As Meltano calls what a tap can do. */
    private static final List<String> CAPABILITIES = List.of("catalog", "state", "discover", "about", "batch");

    private static final String FIRST_POSTGRES = "9.3";
    private static final String LAST_POSTGRES = "18";
    private static final int FIRST_JAVA = 17;
    private static final String PROGRAM = "tap-postgres";

    private About() {}

    /** How it is printed. */
    enum Format {
        TEXT,
        JSON,
        MARKDOWN,
        SCHEMA,
        MAN;

        String key() {
            return name().toLowerCase(Locale.ROOT);
        }

        /**
         * The format of a name, {@link #TEXT} without one.
         *
         * @throws TapException of kind USAGE if there is none of that name
         */
        static Format of(@Nullable String name) {
            return name == null
                    ? TEXT
                    : Arrays.stream(values())
                            .filter(format -> format.key().equals(name))
                            .findFirst()
                            .orElseThrow(() -> new TapException(
                                    ErrorKind.USAGE,
                                    "there is no format \"" + name + "\"",
                                    "--format takes one of " + String.join(", ", new FormatNames())));
        }
    }

    /** The names of the formats, for the help and for shells that complete. */
    static final class FormatNames implements Iterable<String> {
        @Override
        public Iterator<String> iterator() {
            return Arrays.stream(Format.values()).map(Format::key).iterator();
        }
    }

    /** Prints it to where a command's output goes. */
    static void print(Format format, CommandSpec command) {
        PrintWriter out = command.commandLine().getOut();
        out.print(
                switch (format) {
                    case TEXT -> text(command);
                    case MARKDOWN -> markdown(command);
                    case JSON -> json(document(command));
                    case SCHEMA -> json(ConfigSchema.file());
                    case MAN -> ManPage.of(command.root());
                });
        out.flush();
    }

    private static String json(ObjectNode document) {
        return new String(Json.printPretty(document), StandardCharsets.UTF_8) + "\n";
    }

    private static ObjectNode document(CommandSpec command) {
        ObjectNode document = Json.NODES
                .objectNode()
                .put("name", PROGRAM)
                .put("description", description(command))
                .put("version", version());
        CAPABILITIES.forEach(document.putArray("capabilities")::add);
        document.put("supported_postgres_versions", FIRST_POSTGRES + " to " + LAST_POSTGRES)
                .put("supported_java_versions", FIRST_JAVA + " and newer")
                .put("env_var_prefix", Setting.ENVIRONMENT_PREFIX);
        document.set("settings", ConfigSchema.settings());
        return document;
    }

    private static String text(CommandSpec command) {
        StringBuilder text = new StringBuilder(PROGRAM + " " + version() + "\n" + description(command) + "\n\n");
        text.append("capabilities: ").append(String.join(", ", CAPABILITIES)).append('\n');
        text.append("PostgreSQL:   " + FIRST_POSTGRES + " to " + LAST_POSTGRES + "\n");
        text.append("Java:         " + FIRST_JAVA + " and newer\n\nSettings, each also as the variable ");
        text.append(Setting.ENVIRONMENT_PREFIX).append("<KEY>:\n\n");
        int width = Arrays.stream(Setting.values())
                .mapToInt(setting -> setting.key().length())
                .max()
                .orElse(0);
        for (Setting setting : Setting.values()) {
            text.append("  ")
                    .append(setting.key())
                    .append(" ".repeat(width + 2 - setting.key().length()));
            text.append(setting.description());
            setting.defaultValue()
                    .ifPresent(value -> text.append(" [").append(value).append(']'));
            text.append('\n');
        }
        return text.toString();
    }

    private static String markdown(CommandSpec command) {
        StringBuilder text = new StringBuilder("# " + PROGRAM + "\n\n" + description(command) + "\n\n");
        text.append("Version ").append(version()).append(", for PostgreSQL " + FIRST_POSTGRES + " to " + LAST_POSTGRES);
        text.append(", with Java " + FIRST_JAVA + " and newer.\n\n## Capabilities\n\n");
        CAPABILITIES.forEach(capability -> text.append("* `").append(capability).append("`\n"));
        text.append("\n## Settings\n\n| Setting | Default | Variables | Description |\n|---|---|---|---|\n");
        for (Setting setting : Setting.values()) {
            text.append("| ").append(code(setting.key()));
            text.append(" | ").append(setting.defaultValue().map(About::code).orElse(""));
            text.append(" | ")
                    .append(variables(setting).stream().map(About::code).collect(Collectors.joining(", ")));
            text.append(" | ").append(setting.description()).append(" |\n");
        }
        return text.toString();
    }

    /** The environment variables that give a setting. */
    static List<String> variables(Setting setting) {
        List<String> variables = new ArrayList<>(List.of(setting.environmentVariable()));
        setting.libpqVariable().ifPresent(variables::add);
        return variables;
    }

    private static String code(String text) {
        return "`" + text + "`";
    }

    private static String description(CommandSpec command) {
        return String.join(" ", command.root().usageMessage().description());
    }

    private static String version() {
        return new Version().getVersion()[0].substring(PROGRAM.length() + 1);
    }
}
