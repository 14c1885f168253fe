/** The one exception of the program and its kinds. */
@NullMarked
package com.tappostgres.error;

import org.jspecify.annotations.NullMarked;
