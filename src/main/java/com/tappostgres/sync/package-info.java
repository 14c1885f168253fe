/** Runs the selected streams: the only package that composes the others. */
@NullMarked
package com.tappostgres.sync;

import org.jspecify.annotations.NullMarked;
