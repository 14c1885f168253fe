/** Proves that a load loses nothing: under writers of every sort, killed at random moments, cancelled by a standby. */
@NullMarked
package com.tappostgres.proof;

import org.jspecify.annotations.NullMarked;
