/** Bytes of JSON: the output buffer, its kernels, and reading JSON files. Knows nothing else of the program. */
@NullMarked
package com.tappostgres.json;

import org.jspecify.annotations.NullMarked;
