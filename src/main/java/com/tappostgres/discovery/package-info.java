/** Reads the structure of a database from pg_catalog. */
@NullMarked
package com.tappostgres.discovery;

import org.jspecify.annotations.NullMarked;
