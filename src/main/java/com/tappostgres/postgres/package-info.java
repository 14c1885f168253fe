/** Connections, names, quoting and errors of PostgreSQL. */
@NullMarked
package com.tappostgres.postgres;

import org.jspecify.annotations.NullMarked;
