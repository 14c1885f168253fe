package com.tappostgres.preflight;

/**
 * What a first load of all selected streams brings.
 *
 * @param streams how many are selected
 * @param unknown of how many of them nothing can be said
 * @param rows of the others
 * @param bytes of the others, as on the servers' disks
 * @param seconds for the others, by one connection
 * @param bytesPerSecond by which that was computed
 * @param measured whether that was measured; else it is an assumption
 */
public record Summary(
        int streams, int unknown, long rows, long bytes, double seconds, double bytesPerSecond, boolean measured) {
    /** The same in words: {@code 3 streams, about 1,203,400 rows, 340 MB, 4 s at 85 MB/s}. */
    public String inWords() {
        StringBuilder text = new StringBuilder();
        text.append(streams).append(streams == 1 ? " stream" : " streams");
        if (streams > unknown) {
            text.append(", about ").append(Volume.rows(rows));
            text.append(", ").append(Volume.bytes(bytes));
            text.append(", ").append(Volume.time(seconds));
            text.append(" at ").append(new ReadRate(bytesPerSecond, measured));
            text.append(measured ? "" : " (assumed)");
        }
        if (unknown > 0) {
            text.append(streams > unknown ? ", and " + unknown + " of unknown size" : " of unknown size");
        }
        return text.toString();
    }

    /** Adds up. */
    static final class Builder {
        private int streams;
        private int unknown;
        private long rows;
        private long bytes;
        private ReadRate rate = ReadRate.ASSUMED;

        ReadRate rate() {
            return rate;
        }

        void setRate(ReadRate rate) {
            this.rate = rate;
        }

        void add(Estimate estimate) {
            streams++;
            if (estimate.bytes().isEmpty()) {
                unknown++;
            }
            rows += estimate.rows().orElse(0);
            bytes += estimate.bytes().orElse(0);
        }

        /** A stream that cannot be read. */
        void addUnknown() {
            streams++;
            unknown++;
        }

        Summary build() {
            return new Summary(
                    streams, unknown, rows, bytes, rate.seconds(bytes), rate.bytesPerSecond(), rate.measured());
        }
    }
}
