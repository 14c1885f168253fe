package com.tappostgres.proof;

/** A row of the proof's table but for its id. */
record Account(long balance, long changed, String filler) {}
