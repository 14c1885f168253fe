package com.tappostgres.preflight;

/**
 * What a first load of all selected streams brings.
 *
 * @param streams how many are selected
 * @param unknown of how many of them nothing can be said
 * @param uncounted of how many of the others the number of rows is not known
 * @param rows of those of which it is
 * @param bytes of all but the unknown ones, as on the servers' disks
 * @param seconds for the same, by one connection
 * @param bytesPerSecond by which that was computed
 * @param measured whether that was measured; else it is an assumption
 */
public record Summary(
        int streams,
        int unknown,
        int uncounted,
        long rows,
        long bytes,
        double seconds,
        double bytesPerSecond,
        boolean measured) {
    /** The same in words: {@code 3 streams, about 1,203,400 rows, 340 MB, 4 s at 85 MB/s}. */
    public String inWords() {
        StringBuilder text = new StringBuilder();
        text.append(streams).append(streams == 1 ? " stream" : " streams");
        if (streams > unknown) {
            text.append(streams == unknown + uncounted ? ", rows unknown" : ", about " + Volume.rows(rows));
            text.append(", ").append(Volume.bytes(bytes));
            text.append(", ").append(Volume.time(seconds));
            text.append(" at ").append(new ReadRate(bytesPerSecond, measured));
            text.append(measured ? "" : " (assumed)");
            text.append(
                    uncounted > 0 && streams > unknown + uncounted ? ", and " + uncounted + " with rows unknown" : "");
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
        private int uncounted;
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
            } else if (estimate.rows().isEmpty()) {
                uncounted++;
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
                    streams,
                    unknown,
                    uncounted,
                    rows,
                    bytes,
                    rate.seconds(bytes),
                    rate.bytesPerSecond(),
                    rate.measured());
        }
    }
}
