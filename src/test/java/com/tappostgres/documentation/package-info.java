/** Runs what the pages for people show. */
@NullMarked
package com.tappostgres.documentation;

import org.jspecify.annotations.NullMarked;
