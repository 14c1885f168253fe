/** What each PostgreSQL type becomes: its JSON schema, its encoder and its fitness as a replication key. */
@NullMarked
package com.tappostgres.types;

import org.jspecify.annotations.NullMarked;
