package com.tappostgres.discovery;

import com.tappostgres.types.ColumnType;

/**
 * A column that the role may read.
 *
 * @param number its number in the table, which no other column of it ever gets
 * @param name its name
 * @param type its type, as declared
 * @param sqlDatatype the type as SQL writes it, with length and precision
 * @param castType the type as SQL writes it, without them: fit for casting a literal
 * @param generated whether the server computes it, so that a plain COPY leaves it out
 */
public record Column(
        int number, String name, ColumnType type, String sqlDatatype, String castType, boolean generated) {}
