/** Tests of TLS. */
@NullMarked
package com.tappostgres.tls;

import org.jspecify.annotations.NullMarked;
