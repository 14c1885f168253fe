/** The interactive picker: a tree of tables and columns on a terminal, in which the choices of a catalog are made. */
@NullMarked
package com.tappostgres.picker;

import org.jspecify.annotations.NullMarked;
