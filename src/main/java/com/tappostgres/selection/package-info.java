/** Choices of streams and columns by patterns, written into a catalog. */
@NullMarked
package com.tappostgres.selection;

import org.jspecify.annotations.NullMarked;
