/** The one exception of the program, its kinds, and the words of its messages. */
@NullMarked
package com.tappostgres.error;

import org.jspecify.annotations.NullMarked;
