package com.tappostgres.preflight;

import com.tappostgres.copy.CopyReader;
import com.tappostgres.postgres.Session;
import com.tappostgres.types.TextRow;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;

/**
 * How fast tables are read.
 *
 * @param bytesPerSecond of the tables as they lie on the server's disk, large values among them
 * @param measured false for an assumption
 */
record ReadRate(double bytesPerSecond, boolean measured) {
    /** What is assumed where nothing is large enough to be measured. */
    static final ReadRate ASSUMED = new ReadRate(50e6, false);

    private static final Duration LIMIT = Duration.ofSeconds(1);
    private static final long MOST_BYTES = 128_000_000;
    private static final long MOST_ROWS = 5_000_000;
    private static final int FEWEST_BYTES = 1_000_000;
    private static final long WARM_NANOS = 250_000_000;
    private static final long SHORTEST_NANOS = 30_000_000;

    /** Reads the first rows of a stream for a second at most; {@link #ASSUMED} where that tells nothing. */
    static ReadRate of(CheckedStream stream, Session session, Probe probe) throws SQLException {
        TableFacts facts = stream.facts();
        if (facts == null || facts.bytes() < FEWEST_BYTES || session.encoding().isEmpty()) {
            return ASSUMED;
        }
        Sample sample = new Sample();
        long rows = facts.rows().orElse(0);
        double bytesPerRow = rows == 0 ? 0 : (double) facts.bytes() / rows;
        long most = bytesPerRow == 0 ? MOST_ROWS : Math.max(1, (long) Math.min(MOST_ROWS, MOST_BYTES / bytesPerRow));
        String source = stream.source().query(List.of(), null, most).copySource();
        return probe.within(
                        LIMIT,
                        () -> sample.read(new CopyReader(session.connection(), source), stream),
                        // As it should be after a second; what came until then counts.
                        failure -> sample)
                .rate(bytesPerRow);
    }

    /** What was read so far, and what of it before everything was warm. */
    private static final class Sample {
        private final long start = System.nanoTime();
        private long last = start;
        private long rows;
        private long bytes;
        private long warmAt;
        private long warmRows;
        private long warmBytes;

        Sample read(CopyReader reader, CheckedStream stream) throws SQLException {
            TextRow row = new TextRow(stream.shape().columns().size());
            while (reader.next(row)) {
                rows++;
                bytes += row.bytes().length;
                last = System.nanoTime();
                if (warmAt == 0 && last - start > WARM_NANOS) {
                    warmAt = last;
                    warmRows = rows;
                    warmBytes = bytes;
                }
            }
            return this;
        }

        ReadRate rate(double bytesPerRow) {
            boolean warm = warmAt != 0 && last - warmAt > WARM_NANOS;
            double nanos = warm ? last - warmAt : last - start;
            double read =
                    bytesPerRow > 0 ? (rows - (warm ? warmRows : 0)) * bytesPerRow : bytes - (warm ? warmBytes : 0);
            return nanos < SHORTEST_NANOS || bytes < FEWEST_BYTES / 2
                    ? ASSUMED
                    : new ReadRate(read / nanos * 1e9, true);
        }
    }

    /** No faster than a limit. */
    ReadRate atMost(long megabytes) {
        return megabytes == 0 || bytesPerSecond <= megabytes * 1e6 ? this : new ReadRate(megabytes * 1e6, measured);
    }

    double seconds(long bytes) {
        return bytes / bytesPerSecond;
    }

    /** {@code 85 MB/s}. */
    @Override
    public String toString() {
        return Volume.bytes(Math.round(bytesPerSecond)) + "/s";
    }
}
