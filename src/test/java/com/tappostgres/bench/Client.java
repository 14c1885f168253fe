package com.tappostgres.bench;

import java.util.List;
import java.util.Map;

/** A program that reads one table, and how it is started. */
record Client(String name, List<String> command, Map<String, String> environment) {
    Client {
        command = List.copyOf(command);
        environment = Map.copyOf(environment);
    }

    Client(String name, List<String> command) {
        this(name, command, Map.of());
    }
}
