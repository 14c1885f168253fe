package com.tappostgres.sync;

import com.tappostgres.error.TapException;

/** A stream that could not be read, and why. */
public record StreamFailure(String stream, TapException cause) {}
