package com.tappostgres.bench;

/**
 * What one run of a client took: wall and CPU time in seconds, the CPU time being user and system time of the client and
 * its children; its peak resident memory in bytes.
 */
record Measurement(double wallSeconds, double cpuSeconds, long peakBytes, int exitCode) {}
