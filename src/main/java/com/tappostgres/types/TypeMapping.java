package com.tappostgres.types;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.function.Supplier;

/**
 * What one column's type becomes.
 *
 * @param schema makes the JSON schema of a value, without "null"; that of an array widens with the values read
 * @param encoder prints a value that fits that schema
 * @param alwaysNullable whether a value that is not NULL may still become null
 * @param replicationKey whether rows can be read in its order from a bookmark on
 */
public record TypeMapping(
        Supplier<ObjectNode> schema, ValueEncoder encoder, boolean alwaysNullable, ReplicationKeyFit replicationKey) {}
