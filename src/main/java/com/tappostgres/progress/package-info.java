/** How far a run is: counted while it reads, shown on a terminal or in the log, and kept in a file of metrics. */
@NullMarked
package com.tappostgres.progress;

import org.jspecify.annotations.NullMarked;
