/** Looks, before any sync, whether one could do its work, and writes what lets it. */
@NullMarked
package com.tappostgres.preflight;

import org.jspecify.annotations.NullMarked;
