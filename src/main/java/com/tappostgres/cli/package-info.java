/** The command line: commands, exit codes, how errors are printed. */
@NullMarked
package com.tappostgres.cli;

import org.jspecify.annotations.NullMarked;
