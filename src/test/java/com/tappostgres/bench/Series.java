package com.tappostgres.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;

/** The measurements of one client on one table, one for each round. */
final class Series {
    private final List<Measurement> rounds = new ArrayList<>();

    void add(Measurement measurement) {
        rounds.add(measurement);
    }

    Measurement last() {
        return rounds.get(rounds.size() - 1);
    }

    double wallSeconds() {
        return median(Measurement::wallSeconds);
    }

    double cpuSeconds() {
        return median(Measurement::cpuSeconds);
    }

    /** The highest peak of all rounds: memory is promised as a limit, so its median would say too little. */
    double peakMegabytes() {
        return rounds.stream().mapToLong(Measurement::peakBytes).max().orElse(0) / 1e6;
    }

    double medianPeakMegabytes() {
        return median(Measurement::peakBytes) / 1e6;
    }

    private double median(ToDoubleFunction<Measurement> value) {
        double[] sorted = rounds.stream().mapToDouble(value).sorted().toArray();
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }
}
