package com.tappostgres.progress;

import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.DoubleUnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The values of all metrics, by the one label that tells those of a metric apart, and as Prometheus reads them.
 *
 * <p>Facts: the text-based exposition format. In a label's value, backslash, double quote and line feed are escaped.
 */
final class MetricValues {
    /** The label of a metric of which there is one value only. */
    private static final String NO_LABEL = "";

    private static final String LABEL = "(\\w+)=\"((?:[^\"\\\\]|\\\\.)*)\"";
    private static final Pattern LINE =
            Pattern.compile("(\\w+)\\{tap=\"(?:[^\"\\\\]|\\\\.)*\"(?:," + LABEL + ")?\\} ([-+0-9.eE]+|NaN)");

    private final Map<Metric, Map<String, Double>> values = new EnumMap<>(Metric.class);

    void set(Metric metric, double value) {
        put(metric, NO_LABEL, value);
    }

    void set(Metric metric, String label, String labelValue, double value) {
        put(metric, pair(label, labelValue), value);
    }

    void remove(Metric metric, String label, String labelValue) {
        values.getOrDefault(metric, new TreeMap<>()).remove(pair(label, labelValue));
    }

    /** Removes all values of a metric but some. */
    void retain(Metric metric, String label, Set<String> labelValues) {
        Set<String> pairs =
                labelValues.stream().map(value -> pair(label, value)).collect(Collectors.toSet());
        values.getOrDefault(metric, new TreeMap<>()).keySet().retainAll(pairs);
    }

    /** Makes the values of a metric of those of another one. */
    void derive(Metric metric, Metric from, DoubleUnaryOperator by) {
        values.getOrDefault(from, Map.of()).forEach((label, value) -> put(metric, label, by.applyAsDouble(value)));
    }

    private static String pair(String label, String value) {
        return "," + label + "=\"" + escaped(value) + "\"";
    }

    private void put(Metric metric, String label, double value) {
        values.computeIfAbsent(metric, none -> new TreeMap<>()).put(label, value);
    }

    OptionalDouble get(Metric metric) {
        return find(metric, NO_LABEL);
    }

    OptionalDouble get(Metric metric, String label, String labelValue) {
        return find(metric, pair(label, labelValue));
    }

    private OptionalDouble find(Metric metric, String label) {
        Double value = values.getOrDefault(metric, Map.of()).get(label);
        return value == null ? OptionalDouble.empty() : OptionalDouble.of(value);
    }

    /** Takes over all values of a metric. */
    void copy(Metric metric, MetricValues from) {
        Map<String, Double> old = from.values.get(metric);
        if (old != null) {
            values.put(metric, new TreeMap<>(old));
        }
    }

    /**
     * All of them as text.
     *
     * @param tap tells the metrics of this file from those of others
     */
    String print(String tap) {
        StringBuilder text = new StringBuilder();
        values.forEach((metric, ofMetric) -> {
            if (ofMetric.isEmpty()) {
                return;
            }
            text.append(metric.header());
            ofMetric.forEach((label, value) -> text.append(metric.metricName())
                    .append("{tap=\"")
                    .append(escaped(tap))
                    .append('"')
                    .append(label)
                    .append("} ")
                    .append(number(value))
                    .append('\n'));
        });
        return text.toString();
    }

    /** What an earlier run printed; a line that is none of ours is left out. */
    static MetricValues parse(String text) {
        MetricValues values = new MetricValues();
        for (String line : text.split("\n", -1)) {
            Matcher sample = LINE.matcher(line);
            if (sample.matches()) {
                for (Metric metric : Metric.values()) {
                    if (metric.metricName().equals(sample.group(1))) {
                        values.parsed(metric, sample);
                    }
                }
            }
        }
        return values;
    }

    private void parsed(Metric metric, Matcher sample) {
        try {
            double value = Double.parseDouble(sample.group(4));
            String label = sample.group(2) == null ? NO_LABEL : "," + sample.group(2) + "=\"" + sample.group(3) + "\"";
            if (Double.isFinite(value)) {
                put(metric, label, value);
            }
        } catch (NumberFormatException e) {
            // Somebody else wrote it.
        }
    }

    private static String number(double value) {
        return value == Math.rint(value)
                ? String.format(Locale.ROOT, "%.0f", value)
                : String.format(Locale.ROOT, "%.3f", value);
    }

    private static String escaped(String value) {
        return value.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n");
    }
}
