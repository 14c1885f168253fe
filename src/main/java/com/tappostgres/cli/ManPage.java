package com.tappostgres.cli;

import com.tappostgres.config.Setting;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.UsageMessageSpec;

/** The manual page of the program in troff, made from the commands themselves and the settings. */
final class ManPage {
    private final StringBuilder page = new StringBuilder();

    private ManPage() {}

    /** The page; ends with a line break. */
    static String of(CommandSpec root) {
        ManPage page = new ManPage();
        page.print(root);
        return page.page.toString();
    }

    private void print(CommandSpec root) {
        UsageMessageSpec usage = root.usageMessage();
        line(".\\\" Made by: tap-postgres about --format man");
        line(".TH TAP\\-POSTGRES 1 \"\" \"tap\\-postgres\" \"User Commands\"");
        section("NAME");
        text("tap-postgres - read a PostgreSQL database and print it as Singer messages");
        section("SYNOPSIS");
        synopsis(usage);
        section("DESCRIPTION");
        text(String.join(" ", usage.description()));
        paragraph("Standard output holds messages or the catalog and nothing else; logs go to standard error.");
        section("OPTIONS");
        root.options().forEach(this::option);
        section("COMMANDS");
        root.subcommands().forEach((name, command) -> command(name, command.getCommandSpec()));
        settings();
        section("EXIT STATUS");
        usage.exitCodeList().forEach((code, meaning) -> item(bold(code), meaning));
        files();
        section("EXAMPLES");
        examples();
        section("SEE ALSO");
        line(bold("psql") + "(1)");
    }

    private void synopsis(UsageMessageSpec usage) {
        List<String> lines = new ArrayList<>();
        for (String each : usage.customSynopsis()) {
            if (!each.isBlank()) {
                lines.add(each.substring("Usage: ".length()));
            }
        }
        verbatim(lines);
    }

    private void command(String name, CommandSpec command) {
        line(".SS tap\\-postgres " + escaped(name));
        UsageMessageSpec usage = command.usageMessage();
        List<String> words = new ArrayList<>(List.of(usage.header()));
        words.addAll(List.of(usage.description()));
        text(String.join(" ", words.stream().map(String::strip).toList()));
        command.positionalParameters().forEach(parameter -> item(italic(parameter.paramLabel()), described(parameter)));
        for (OptionSpec option : command.options()) {
            // Each command has these, and those that it inherits stand above.
            if (!option.usageHelp() && !option.versionHelp() && !option.inherited()) {
                option(option);
            }
        }
    }

    private void option(OptionSpec option) {
        if (option.hidden()) {
            return;
        }
        List<String> names = new ArrayList<>();
        for (String name : option.names()) {
            names.add(bold(name));
        }
        boolean optional = option.arity().min() == 0;
        String value = option.arity().max() == 0
                ? ""
                : optional ? "[=" + italic(option.paramLabel()) + "]" : " " + italic(option.paramLabel());
        item(String.join(", ", names) + value, described(option));
    }

    private static String described(ArgSpec argument) {
        List<String> names = new ArrayList<>();
        if (argument.completionCandidates() != null) {
            argument.completionCandidates().forEach(names::add);
        }
        return String.join(" ", argument.description())
                .replace("${DEFAULT-VALUE}", String.valueOf(argument.defaultValue()))
                .replace("${COMPLETION-CANDIDATES}", String.join(", ", names));
    }

    private void settings() {
        section("SETTINGS");
        text(
                "A config file is one JSON object of these keys. What it leaves out comes from the variables that stand with"
                        + " the key.");
        for (Setting setting : Setting.values()) {
            String heading = bold(setting.key())
                    + setting.defaultValue()
                            .map(value -> " = " + escaped(value))
                            .orElse("");
            item(heading, setting.description() + " (" + String.join(", ", About.variables(setting)) + ")");
        }
    }

    private void files() {
        section("FILES");
        item(italic("~/.pgpass"), "passwords");
        item(italic("~/.pg_service.conf"), "connection services");
        item(italic("~/.postgresql/"), "certificates and keys, as for psql");
        item(italic("~/.ssh/"), "known_hosts, config and keys for ssh_tunnel");
    }

    private void examples() {
        verbatim(List.of(
                "tap-postgres --config config.json --discover > catalog.json",
                "tap-postgres --config config.json --catalog catalog.json --state state.json --save-state > rows.jsonl",
                "tap-postgres run --config config.json --catalog catalog.json --state state.json -- target-jsonl"));
    }

    private void section(String title) {
        line(".SH " + title);
    }

    private void paragraph(String text) {
        line(".PP");
        text(text);
    }

    private void text(String text) {
        line(escaped(text));
    }

    private void item(String heading, String text) {
        line(".TP");
        line(heading);
        text(text.isEmpty() ? "-" : text);
    }

    private void verbatim(List<String> lines) {
        line(".nf");
        lines.forEach(this::text);
        line(".fi");
    }

    private static String bold(String text) {
        return "\\fB" + escaped(text) + "\\fR";
    }

    private static String italic(String text) {
        return "\\fI" + escaped(text) + "\\fR";
    }

    /** A line that begins with a dot or an apostrophe would be a command, and a plain dash is no minus. */
    private static String escaped(String text) {
        String line = text.replace("\\", "\\e").replace("-", "\\-").replace("%n", " ");
        return line.startsWith(".") || line.startsWith("'") ? "\\&" + line : line;
    }

    private void line(String line) {
        page.append(line).append('\n');
    }
}
