package com.tappostgres.bench;

import java.io.IOException;

/** One of the things that {@code ./bench} can measure. */
interface Part {
    /** Measures and gives the result as text to print. */
    String run() throws IOException, InterruptedException;
}
