/** The log: its lines on standard error, as text or JSON, and the live line below them. */
@NullMarked
package com.tappostgres.log;

import org.jspecify.annotations.NullMarked;
