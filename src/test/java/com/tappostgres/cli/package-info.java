/** The whole program against real servers. */
@NullMarked
package com.tappostgres.cli;

import org.jspecify.annotations.NullMarked;
