package com.tappostgres.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.tappostgres.config.TapConfig.OutOfRange;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Turns raw values into the typed settings, noting every value that does not fit. */
final class ConfigBuilder {
    private static final Pattern DURATION = Pattern.compile("\\d{1,9} ?(us|ms|s|min|h|d)?");
    private static final Pattern PLACEHOLDER = Pattern.compile("\\{(database|schema|table)\\}");
    private static final int MAX_PORT = 65535;

    private final Map<Setting, JsonNode> values;
    private final Set<String> problems;

    ConfigBuilder(Map<Setting, JsonNode> values, Set<String> problems) {
        this.values = values;
        this.problems = problems;
    }

    TapConfig build() {
        return new TapConfig(connection(), session(), discovery(), sync(), values());
    }

    private ConnectionSettings connection() {
        ConnectionSettings.Account account = new ConnectionSettings.Account(
                System.getProperty("user.name", "postgres"),
                Path.of(System.getProperty("user.home", "")),
                Optional.empty());
        String user = text(Setting.USER).orElseGet(account::name);
        String host = required(Setting.HOST);
        if (host.startsWith("/")) {
            problems.add("\"host\" is the folder of a Unix socket, which is not supported yet: use localhost");
        }
        return new ConnectionSettings(
                new ConnectionSettings.Server(
                        List.of(new ConnectionSettings.Endpoint(
                                host, Optional.empty(), (int) number(Setting.PORT, 1, MAX_PORT))),
                        Optional.empty(),
                        ConnectionSettings.TargetSession.ANY),
                new ConnectionSettings.Login(
                        user,
                        text(Setting.PASSWORD),
                        Optional.empty(),
                        account.home().resolve(".pgpass"),
                        text(Setting.DBNAME).orElse(user),
                        "prefer",
                        Optional.empty()),
                new ConnectionSettings.Tls(
                        ConnectionSettings.SslMode.valueOf(
                                choice(Setting.SSLMODE).toUpperCase(Locale.ROOT).replace('-', '_')),
                        text(Setting.SSLROOTCERT),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty()),
                Optional.empty(),
                account,
                (int) number(Setting.CONNECT_TIMEOUT, 0, 86_400));
    }

    private TapConfig.Session session() {
        return new TapConfig.Session(
                choice(Setting.ROW_SECURITY).equals("on"),
                duration(Setting.LOCK_TIMEOUT),
                duration(Setting.STATEMENT_TIMEOUT),
                duration(Setting.IDLE_IN_TRANSACTION_SESSION_TIMEOUT),
                duration(Setting.IDLE_SESSION_TIMEOUT),
                duration(Setting.TRANSACTION_TIMEOUT));
    }

    private TapConfig.Discovery discovery() {
        String template = required(Setting.STREAM_NAME);
        String rest = PLACEHOLDER.matcher(template).replaceAll("");
        if (!template.contains("{table}") || rest.contains("{") || rest.contains("}")) {
            problems.add("\"stream_name\" must hold {table}, and no other braces than {database} and {schema}, not \""
                    + template + "\"");
        }
        return new TapConfig.Discovery(names(Setting.FILTER_DBS), names(Setting.FILTER_SCHEMAS), template);
    }

    private TapConfig.Sync sync() {
        return new TapConfig.Sync(
                choice(Setting.READ_METHOD).equals("cursor"),
                (int) number(Setting.ITERSIZE, 1, Integer.MAX_VALUE),
                number(Setting.STATE_INTERVAL_ROWS, 1, Long.MAX_VALUE),
                choice(Setting.DEFAULT_REPLICATION_METHOD),
                choice(Setting.NEW_COLUMNS).equals("sync"),
                flag(Setting.ACTIVATE_VERSION));
    }

    private TapConfig.Values values() {
        return new TapConfig.Values(
                choice(Setting.DECIMALS).equals("string"),
                choice(Setting.JSON).equals("string"),
                OutOfRange.valueOf(choice(Setting.OUT_OF_RANGE).toUpperCase(Locale.ROOT)));
    }

    /** The value as text; numbers and booleans often come as strings, and the other way round. */
    private Optional<String> text(Setting setting) {
        JsonNode value = values.get(setting);
        if (value == null || value.isNull()) {
            return setting.defaultValue();
        }
        if (value.isContainerNode()) {
            problems.add("\"" + setting.key() + "\" must be a single value, not an "
                    + (value.isArray() ? "array" : "object"));
            return setting.defaultValue();
        }
        return Optional.of(value.asText());
    }

    private String required(Setting setting) {
        return text(setting).orElse("");
    }

    private String choice(Setting setting) {
        String value = required(setting);
        for (String allowed : setting.allowed()) {
            if (allowed.equalsIgnoreCase(value)) {
                return allowed;
            }
        }
        wrong(setting, "one of " + String.join(", ", setting.allowed()), value);
        return setting.defaultValue().orElseThrow();
    }

    private boolean flag(Setting setting) {
        String value = required(setting).toLowerCase(Locale.ROOT);
        if (!value.equals("true") && !value.equals("false")) {
            wrong(setting, "true or false", value);
        }
        return value.equals("true");
    }

    private long number(Setting setting, long least, long greatest) {
        String value = required(setting);
        try {
            long number = Long.parseLong(value.strip());
            if (number >= least && number <= greatest) {
                return number;
            }
        } catch (NumberFormatException e) {
            // Reported below, together with numbers out of range.
        }
        wrong(setting, "a whole number from " + least + (greatest == Long.MAX_VALUE ? "" : " to " + greatest), value);
        return least;
    }

    private String duration(Setting setting) {
        String value = required(setting).strip();
        if (!DURATION.matcher(value).matches()) {
            wrong(setting, "a time such as 500ms, 10s or 5min", value);
        }
        return value;
    }

    private List<String> names(Setting setting) {
        JsonNode value = values.get(setting);
        List<String> names = new ArrayList<>();
        if (value != null && value.isArray()) {
            for (JsonNode name : value) {
                if (!name.isTextual()) {
                    problems.add("\"" + setting.key() + "\" must hold names only, not " + name);
                }
                names.add(name.asText());
            }
        } else {
            text(setting).ifPresent(list -> {
                for (String name : list.split(",", -1)) {
                    if (!name.isBlank()) {
                        names.add(name.strip());
                    }
                }
            });
        }
        return names;
    }

    private void wrong(Setting setting, String wanted, String value) {
        problems.add("\"" + setting.key() + "\" must be " + wanted + ", not \"" + value + "\"");
    }
}
