package com.tappostgres.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Measures clients in turns: each round runs every client once, so that a slow minute hits all of them. */
final class Rounds {
    private final ClientRunner runner;
    private final BenchOptions options;

    Rounds(ClientRunner runner, BenchOptions options) {
        this.runner = runner;
        this.options = options;
    }

    /** Adds a measurement a round to each client; {@code title} names the table to the person who waits. */
    void measure(String title, List<Runs> clients) throws IOException, InterruptedException {
        List<Runs> order = new ArrayList<>(clients);
        for (int round = 1; round <= options.rounds(); round++) {
            for (Runs runs : order) {
                runs.series().add(runner.measure(runs.client()));
            }
            String walls = clients.stream()
                    .map(runs -> String.format(
                            Locale.ROOT,
                            "%s %.2f s",
                            runs.client().name(),
                            runs.series().last().wallSeconds()))
                    .collect(Collectors.joining(", "));
            options.progress("%s, round %d of %d: %s", title, round, options.rounds(), walls);
            // No client is always the first.
            Collections.rotate(order, 1);
        }
    }
}
