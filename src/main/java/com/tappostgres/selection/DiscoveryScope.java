package com.tappostgres.selection;

import com.tappostgres.config.Glob;
import com.tappostgres.config.StreamChoices;
import com.tappostgres.config.StreamPattern;
import com.tappostgres.config.TapConfig;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * How much of a server the patterns of a configuration can mean.
 *
 * @param patterns those that select
 * @param rules those of how streams are read
 * @param defaultDatabase the one that is meant where a pattern names none
 * @param several whether such patterns mean all databases, since the configuration lists them
 */
public record DiscoveryScope(
        List<StreamPattern> patterns, List<StreamPattern> rules, String defaultDatabase, boolean several) {
    public DiscoveryScope {
        patterns = List.copyOf(patterns);
        rules = List.copyOf(rules);
    }

    /** That of a run without a catalog file, for which the streams that have rules are selected where nothing else is. */
    public static DiscoveryScope of(TapConfig config) {
        List<StreamPattern> patterns = new ArrayList<>();
        selecting(config.selection()).stream()
                .filter(pattern -> !pattern.isExclusion())
                .forEach(patterns::add);
        return new DiscoveryScope(
                patterns,
                config.selection().rules().stream()
                        .map(StreamChoices.Rule::streams)
                        .toList(),
                config.connection().login().database(),
                !config.discovery().databases().isEmpty());
    }

    static List<StreamPattern> selecting(TapConfig.Selection selection) {
        return selection.patterns().isEmpty()
                ? selection.rules().stream().map(rule -> rule.streams()).toList()
                : selection.patterns();
    }

    /** Whether streams of a database can be meant. */
    public boolean wants(String database) {
        return patterns.stream().anyMatch(pattern -> means(pattern, database));
    }

    /** The patterns that can mean one table of a database, and no other. */
    public List<StreamPattern> ofOneTable(String database) {
        return Stream.concat(patterns.stream(), rules.stream())
                .filter(pattern -> pattern.name().isLiteral()
                        && pattern.schema().map(Glob::isLiteral).orElse(true)
                        && means(pattern, database))
                .toList();
    }

    /** Whether a pattern can mean streams of a database. */
    boolean means(StreamPattern pattern, String database) {
        return pattern.database()
                .map(glob -> glob.matches(database))
                .orElse(several || database.equals(defaultDatabase));
    }

    /** The settings for a discovery of no more schemas than can be meant; the same ones where that may be all. */
    public TapConfig narrowed(TapConfig config) {
        Set<String> schemas = new LinkedHashSet<>();
        for (StreamPattern pattern : patterns) {
            Optional<Glob> schema = pattern.schema().filter(Glob::isLiteral);
            if (schema.isEmpty()) {
                return config;
            }
            schemas.add(schema.get().text());
        }
        TapConfig.Discovery discovery = config.discovery();
        if (!discovery.schemas().isEmpty()) {
            schemas.retainAll(discovery.schemas());
        }
        return schemas.isEmpty()
                ? config
                : config.with(
                        new TapConfig.Discovery(discovery.databases(), List.copyOf(schemas), discovery.streamName()));
    }
}
