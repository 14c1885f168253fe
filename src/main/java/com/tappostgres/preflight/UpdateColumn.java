package com.tappostgres.preflight;

import com.tappostgres.discovery.Column;
import com.tappostgres.discovery.Table;
import java.util.Comparator;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Finds the column that, by its name and type, each change of a row sets. */
final class UpdateColumn {
    private static final Set<String> TYPES = Set.of("timestamp with time zone", "timestamp without time zone");
    private static final Pattern NAME = Pattern.compile(
            "(?i).*(updat|modif|chang|last_?touch|sys_?mod|last_?write|upd_?(at|date|time|ts)|mtime).*");

    private UpdateColumn() {}

    /** The best such column: one that leads an index first, then one with a time zone. */
    static Optional<String> of(Table table) {
        return table.columns().stream()
                .filter(column -> TYPES.contains(column.castType())
                        && NAME.matcher(column.name()).matches())
                .min(Comparator.<Column, Boolean>comparing(
                                column -> !table.indexed().contains(column.name()))
                        .thenComparing(Column::castType))
                .map(Column::name);
    }
}
