/** The benchmark behind {@code ./bench}: the tap beside the plainest possible readers of the same tables. */
@NullMarked
package com.tappostgres.bench;

import org.jspecify.annotations.NullMarked;
