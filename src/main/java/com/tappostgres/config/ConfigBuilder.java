package com.tappostgres.config;

import com.tappostgres.config.TapConfig.OutOfRange;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** Turns the settings into the records of a run, noting what does not fit together. */
final class ConfigBuilder {
    private static final Pattern PLACEHOLDER = Pattern.compile("\\{(database|schema|table)\\}");
    private static final int MAX_PORT = 65535;

    private final SettingReader settings;
    private final Problems problems;

    ConfigBuilder(SettingReader settings, Problems problems) {
        this.settings = settings;
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
        String user = settings.text(Setting.USER).orElseGet(account::name);
        String host = settings.required(Setting.HOST);
        if (host.startsWith("/")) {
            problems.add("\"host\" is the folder of a Unix socket, which is not supported yet: use localhost");
        }
        return new ConnectionSettings(
                new ConnectionSettings.Server(
                        List.of(new ConnectionSettings.Endpoint(
                                host, Optional.empty(), (int) settings.number(Setting.PORT, 1, MAX_PORT))),
                        Optional.empty(),
                        ConnectionSettings.TargetSession.ANY),
                new ConnectionSettings.Login(
                        user,
                        settings.text(Setting.PASSWORD),
                        Optional.empty(),
                        account.home().resolve(".pgpass"),
                        settings.text(Setting.DBNAME).orElse(user),
                        "prefer",
                        Optional.empty()),
                new ConnectionSettings.Tls(
                        ConnectionSettings.SslMode.valueOf(settings.choice(Setting.SSLMODE)
                                .toUpperCase(Locale.ROOT)
                                .replace('-', '_')),
                        settings.text(Setting.SSLROOTCERT),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty()),
                Optional.empty(),
                account,
                (int) settings.number(Setting.CONNECT_TIMEOUT, 0, 86_400));
    }

    private TapConfig.Session session() {
        return new TapConfig.Session(
                settings.choice(Setting.ROW_SECURITY).equals("on"),
                settings.duration(Setting.LOCK_TIMEOUT),
                settings.duration(Setting.STATEMENT_TIMEOUT),
                settings.duration(Setting.IDLE_IN_TRANSACTION_SESSION_TIMEOUT),
                settings.duration(Setting.IDLE_SESSION_TIMEOUT),
                settings.duration(Setting.TRANSACTION_TIMEOUT));
    }

    private TapConfig.Discovery discovery() {
        String template = settings.required(Setting.STREAM_NAME);
        String rest = PLACEHOLDER.matcher(template).replaceAll("");
        if (!template.contains("{table}") || rest.contains("{") || rest.contains("}")) {
            problems.add("\"stream_name\" must hold {table}, and no other braces than {database} and {schema}, not \""
                    + template + "\"");
        }
        return new TapConfig.Discovery(
                settings.names(Setting.FILTER_DBS), settings.names(Setting.FILTER_SCHEMAS), template);
    }

    private TapConfig.Sync sync() {
        return new TapConfig.Sync(
                settings.choice(Setting.READ_METHOD).equals("cursor"),
                (int) settings.number(Setting.ITERSIZE, 1, Integer.MAX_VALUE),
                settings.number(Setting.STATE_INTERVAL_ROWS, 1, Long.MAX_VALUE),
                settings.choice(Setting.DEFAULT_REPLICATION_METHOD),
                settings.choice(Setting.NEW_COLUMNS).equals("sync"),
                settings.flag(Setting.ACTIVATE_VERSION));
    }

    private TapConfig.Values values() {
        return new TapConfig.Values(
                settings.choice(Setting.DECIMALS).equals("string"),
                settings.choice(Setting.JSON).equals("string"),
                OutOfRange.valueOf(settings.choice(Setting.OUT_OF_RANGE).toUpperCase(Locale.ROOT)));
    }
}
