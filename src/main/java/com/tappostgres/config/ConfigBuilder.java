package com.tappostgres.config;

import com.tappostgres.config.TapConfig.OutOfRange;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** Turns the settings into the records of a run, noting what does not fit together. */
final class ConfigBuilder {
    private static final Pattern PLACEHOLDER = Pattern.compile("\\{(database|schema|table)\\}");

    /** A reader is a connection, of which servers have a hundred by default. */
    static final int MOST_READERS = 64;

    private final SettingReader settings;
    private final HomeFolder home;
    private final Problems problems;

    ConfigBuilder(SettingReader settings, HomeFolder home, Problems problems) {
        this.settings = settings;
        this.home = home;
        this.problems = problems;
    }

    TapConfig build(ConnectionSettings connection) {
        return new TapConfig(
                connection, session(), discovery(), sync(), load(), values(), rows(), selection(), batches());
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
                settings.number(Setting.RETRY_MAX_SECONDS, 0, Integer.MAX_VALUE),
                settings.choice(Setting.DEFAULT_REPLICATION_METHOD),
                settings.choice(Setting.NEW_COLUMNS).equals("sync"),
                settings.flag(Setting.ACTIVATE_VERSION),
                settings.lateCommits(),
                settings.startDate().orElse(null));
    }

    private TapConfig.Load load() {
        return new TapConfig.Load(
                settings.number(Setting.CHUNK_SIZE_MB, 1, 1_000_000) << 20,
                settings.choice(Setting.FULL_TABLE_RESUME).equals("resume"),
                settings.seconds(Setting.RESUME_MAX_AGE),
                (int) settings.number(Setting.PARALLEL, 1, MOST_READERS),
                settings.flag(Setting.CONSISTENT),
                settings.optionalTime(Setting.MAX_SNAPSHOT_AGE).toSeconds(),
                settings.given(Setting.MAX_RATE_MB_S).isPresent()
                        ? settings.number(Setting.MAX_RATE_MB_S, 1, 1_000_000)
                        : 0);
    }

    private TapConfig.Rows rows() {
        return new TapConfig.Rows(
                settings.given(Setting.LIMIT).isPresent() ? settings.number(Setting.LIMIT, 1, Long.MAX_VALUE) : 0,
                settings.given(Setting.MASK_SALT).orElse(null));
    }

    private TapConfig.Selection selection() {
        List<StreamPattern> patterns = new ArrayList<>();
        for (String text : settings.names(Setting.SELECT)) {
            StreamPattern.parse(text, problem -> problems.add("\"select\": " + problem))
                    .ifPresent(patterns::add);
        }
        List<StreamChoices.Rule> rules = settings.object(Setting.STREAMS)
                .map(new StreamRules(problems)::read)
                .orElse(List.of());
        return new TapConfig.Selection(
                patterns, rules, settings.isGiven(Setting.SELECT) || settings.isGiven(Setting.STREAMS));
    }

    private Optional<TapConfig.Batches> batches() {
        return settings.object(Setting.BATCH_CONFIG).flatMap(new BatchBuilder(home, problems)::build);
    }

    private TapConfig.Values values() {
        return new TapConfig.Values(
                settings.choice(Setting.DECIMALS).equals("string"),
                settings.choice(Setting.JSON).equals("string"),
                OutOfRange.valueOf(settings.choice(Setting.OUT_OF_RANGE).toUpperCase(Locale.ROOT)));
    }
}
