/** Starts a loader, pipes messages to it, and saves the states that it confirms. */
@NullMarked
package com.tappostgres.loader;

import org.jspecify.annotations.NullMarked;
