/** Encrypts a socket to a PostgreSQL server and verifies the server, with libpq's meaning of every setting. */
@NullMarked
package com.tappostgres.tls;

import org.jspecify.annotations.NullMarked;
