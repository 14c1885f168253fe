/** Real PostgreSQL servers, databases and data sets for tests, the demo and the benchmark. */
@NullMarked
package com.tappostgres.testing;

import org.jspecify.annotations.NullMarked;
