package com.tappostgres.preflight;

import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * How much a first load of something brings, and how long it takes.
 *
 * @param rows empty where nothing is known
 * @param bytes as on the server's disk; empty where nothing is known
 * @param seconds by one connection; empty where nothing is known
 */
record Estimate(OptionalLong rows, OptionalLong bytes, OptionalDouble seconds) {
    static final Estimate UNKNOWN = new Estimate(OptionalLong.empty(), OptionalLong.empty(), OptionalDouble.empty());

    /** By the sizes of a stream's files, or else by what the server expects; no more than its limit. */
    static Estimate of(CheckedStream stream, @Nullable Plan plan, ReadRate rate) {
        Estimate all = ofAll(stream, plan, rate);
        long limit = stream.request().shaping().limit();
        return limit == 0 ? all : all.atMost(limit, rate);
    }

    private Estimate atMost(long limit, ReadRate rate) {
        if (rows.isEmpty()) {
            return new Estimate(OptionalLong.of(limit), OptionalLong.empty(), OptionalDouble.empty());
        }
        if (bytes.isEmpty() || rows.getAsLong() <= limit) {
            return this;
        }
        long share = Math.round((double) bytes.getAsLong() / rows.getAsLong() * limit);
        return new Estimate(OptionalLong.of(limit), OptionalLong.of(share), OptionalDouble.of(rate.seconds(share)));
    }

    private static Estimate ofAll(CheckedStream stream, @Nullable Plan plan, ReadRate rate) {
        TableFacts facts = stream.facts();
        boolean all = stream.request().entry().where().isEmpty();
        if (all && facts != null && stream.isStored() && facts.foreign().isEmpty()) {
            return new Estimate(
                    facts.rows(), OptionalLong.of(facts.bytes()), OptionalDouble.of(rate.seconds(facts.bytes())));
        }
        if (plan != null && plan.failure() == null) {
            return new Estimate(
                    OptionalLong.of(plan.rows()),
                    OptionalLong.of(plan.bytes()),
                    OptionalDouble.of(rate.seconds(plan.bytes())));
        }
        return UNKNOWN;
    }

    @Override
    public String toString() {
        return Volume.of(rows, bytes, seconds);
    }
}
