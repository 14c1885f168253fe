/** Reaches a server through SSH hosts whose keys are always checked. */
@NullMarked
package com.tappostgres.ssh;

import org.jspecify.annotations.NullMarked;
