/** The settings of a run as immutable records, read from files and the environment. */
@NullMarked
package com.tappostgres.config;

import org.jspecify.annotations.NullMarked;
