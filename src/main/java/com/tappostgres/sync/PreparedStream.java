package com.tappostgres.sync;

import com.tappostgres.discovery.Table;

/**
 * A selected stream whose table is there and fits.
 *
 * @param table as it was a moment ago
 * @param timer measures all reads of it
 */
record PreparedStream(StreamRequest request, Table table, StreamTimer timer) {
    String name() {
        return request.name();
    }
}
