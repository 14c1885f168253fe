/** The guided tour that the script {@code demo} runs: the main job on a real PostgreSQL with real data. */
@NullMarked
package com.tappostgres.demo;

import org.jspecify.annotations.NullMarked;
