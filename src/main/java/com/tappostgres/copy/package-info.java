/** Reads rows as PostgreSQL's own text, through COPY or a cursor. */
@NullMarked
package com.tappostgres.copy;

import org.jspecify.annotations.NullMarked;
