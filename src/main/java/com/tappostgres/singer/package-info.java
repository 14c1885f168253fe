/** The Singer format: catalog, state and messages. Knows no PostgreSQL. */
@NullMarked
package com.tappostgres.singer;

import org.jspecify.annotations.NullMarked;
