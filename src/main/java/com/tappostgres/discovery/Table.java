package com.tappostgres.discovery;

import com.tappostgres.postgres.TableName;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * A table, view, materialized view, partitioned or foreign table, with what the role may read of it.
 *
 * @param oid its object id
 * @param kind what it is
 * @param inherited whether other tables inherit from it, so that reading it reads them
 * @param readable whether the role has USAGE on the schema and SELECT on the table or a column
 * @param rowSecurity whether row-level policies apply to the role
 * @param rowCount by statistics; empty where it was never analysed
 * @param columns the readable ones, in table order
 * @param key the primary key in index order, else that of the best unique index, else empty
 * @param indexed the columns that lead an index, so that ordering by them is cheap
 */
public record Table(
        TableName name,
        long oid,
        Kind kind,
        boolean inherited,
        boolean readable,
        boolean rowSecurity,
        OptionalLong rowCount,
        List<Column> columns,
        List<String> key,
        Set<String> indexed) {
    public Table {
        columns = List.copyOf(columns);
        key = List.copyOf(key);
        indexed = Set.copyOf(indexed);
    }

    /** What can be read; {@code relkind} of pg_class. */
    public enum Kind {
        TABLE("table"),
        PARTITIONED_TABLE("partitioned table"),
        VIEW("view"),
        MATERIALIZED_VIEW("materialized view"),
        FOREIGN_TABLE("foreign table");

        private final String words;

        Kind(String words) {
            this.words = words;
        }

        static Kind of(String relkind) {
            return switch (relkind) {
                case "r" -> TABLE;
                case "p" -> PARTITIONED_TABLE;
                case "v" -> VIEW;
                case "m" -> MATERIALIZED_VIEW;
                case "f" -> FOREIGN_TABLE;
                default -> throw new IllegalArgumentException("relkind " + relkind);
            };
        }

        /** What people call it. */
        public String words() {
            return words;
        }

        public boolean isView() {
            return this == VIEW || this == MATERIALIZED_VIEW;
        }
    }

    public Optional<Column> column(String columnName) {
        return columns.stream()
                .filter(column -> column.name().equals(columnName))
                .findFirst();
    }
}
