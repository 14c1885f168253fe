package com.tappostgres.discovery;

/**
 * A column, whether a role may read it or not.
 *
 * @param select whether the role may
 * @param typeSchema the schema of its type
 * @param typeUsable whether the role has USAGE on that, as naming the type takes
 */
public record ColumnAccess(String name, boolean select, String typeSchema, boolean typeUsable) {}
