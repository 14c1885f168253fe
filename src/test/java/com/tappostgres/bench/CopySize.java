package com.tappostgres.bench;

/** How much a COPY of a table in text format brings. */
record CopySize(long rows, long bytes) {
    /** Reads the line that {@link DrainCopy} prints. */
    static CopySize parse(String line) {
        String[] numbers = line.strip().split(" ", 2);
        return new CopySize(Long.parseLong(numbers[0]), Long.parseLong(numbers[1]));
    }

    double megabytes() {
        return bytes / 1e6;
    }
}
