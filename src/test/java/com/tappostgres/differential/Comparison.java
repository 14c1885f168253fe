package com.tappostgres.differential;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Finds the values of which the program and the server say different things.
 *
 * @param values how many values, NULLs left out, were compared
 * @param differences one line for each that differs
 */
record Comparison(int values, List<String> differences) {
    private static final JsonMapper MAPPER = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNumberLength(Integer.MAX_VALUE)
                            .build())
                    .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
            .build();

    /**
     * Compares by number of row.
     *
     * @param expected the server's JSON; null for NULL
     * @param actual the program's JSON
     */
    static Comparison of(Map<Integer, @Nullable String> expected, Map<Integer, String> actual) {
        List<String> differences = new ArrayList<>();
        Set<Integer> surplus = new TreeSet<>(actual.keySet());
        surplus.removeAll(expected.keySet());
        if (!surplus.isEmpty()) {
            differences.add("rows that nobody inserted: " + surplus);
        }
        int values = 0;
        for (Map.Entry<Integer, @Nullable String> row : expected.entrySet()) {
            String server = row.getValue();
            String program = actual.getOrDefault(row.getKey(), "(nothing)");
            if (server != null) {
                values++;
            }
            if (!agree(server == null ? "null" : server, program)) {
                differences.add("row " + row.getKey() + "\n  server:  " + server + "\n  program: " + program);
            }
        }
        return new Comparison(values, differences);
    }

    /** Letter for letter, and both are JSON. */
    private static boolean agree(String server, String program) {
        try {
            JsonNode expected = MAPPER.readTree(server);
            return MAPPER.readTree(program).equals(expected) && program.equals(server);
        } catch (JsonProcessingException e) {
            return false;
        }
    }
}
