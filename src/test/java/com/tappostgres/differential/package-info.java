/** Compares random values of every type, as the program prints them, with what PostgreSQL itself says of them. */
@NullMarked
package com.tappostgres.differential;

import org.jspecify.annotations.NullMarked;
