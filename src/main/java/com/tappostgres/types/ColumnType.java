package com.tappostgres.types;

/**
 * The type of a column as its table declares it.
 *
 * @param typeOid the type's oid
 * @param modifier {@code atttypmod}: the declared length or precision in the type's own coding, -1 for none
 * @param dimensions {@code attndims}: the declared number of array dimensions, 0 where unknown
 * @param nullable whether the server lets it be NULL
 */
public record ColumnType(long typeOid, int modifier, int dimensions, boolean nullable) {}
