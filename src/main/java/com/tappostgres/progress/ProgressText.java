package com.tappostgres.progress;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.tappostgres.json.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;

/** A moment of a run in words, the more important ones first. */
final class ProgressText {
    private static final double MEGA = 1e6;
    private static final int HUNDRED = 100;
    private static final long MINUTE = 60;
    private static final long HOUR = 60 * MINUTE;

    private final Moment moment;
    private final Pace.Speed speed;

    ProgressText(Moment moment, Pace.Speed speed) {
        this.moment = moment;
        this.speed = speed;
    }

    /** On one line, whatever its length. */
    String line() {
        return String.join(", ", parts());
    }

    /** From all that can be told to the least that makes sense. */
    List<String> choices() {
        List<String> parts = parts();
        List<String> choices = new ArrayList<>();
        for (int most = parts.size(); most > 1; most--) {
            choices.add(String.join(", ", parts.subList(0, most)));
        }
        choices.add(parts.get(0));
        if (!moment.waiting()) {
            choices.add(rows() + " " + subject());
        }
        return choices;
    }

    private List<String> parts() {
        List<String> parts = new ArrayList<>();
        if (moment.waiting()) {
            parts.add("all is read, waiting for " + subject() + " for " + time(nanosSoFar()));
            return parts;
        }
        parts.add(subject() + place() + ": " + rows());
        percent().ifPresent(percent -> parts.add(percent + "%"));
        secondsLeft().ifPresent(left -> parts.add(time(TimeUnit.SECONDS.toNanos(left)) + " left"));
        if (moment.rows() > 0) {
            parts.add(String.format(Locale.ROOT, "%,.0f rows/s", speed.rows()));
            parts.add(String.format(Locale.ROOT, "%.1f MB/s", speed.bytes() / MEGA));
        }
        Moment.StateAge state = moment.state();
        if (state != null) {
            parts.add("state " + (state.saved() ? "saved " : "sent ") + time(state.nanos()) + " ago");
        }
        return parts;
    }

    private String subject() {
        return moment.names().size() == 1
                ? moment.names().get(0)
                : moment.names().size() + " streams";
    }

    private String place() {
        if (moment.all() == 1) {
            return "";
        }
        return moment.names().size() == 1
                ? ", stream " + (moment.over() + 1) + " of " + moment.all()
                : ", " + moment.over() + " of " + moment.all() + " done";
    }

    private String rows() {
        return moment.rows() == 0
                ? "no row yet after " + time(nanosSoFar())
                : String.format(Locale.ROOT, "%,d %s", moment.rows(), moment.rows() == 1 ? "row" : "rows");
    }

    private long nanosSoFar() {
        return moment.nanos() - moment.sinceNanos();
    }

    /** Empty where nobody knows how many rows there are, or where there are more than the estimate says. */
    OptionalInt percent() {
        OptionalLong expected = moment.expectedRows();
        return expected.isEmpty() || expected.getAsLong() <= 0 || moment.rows() > expected.getAsLong()
                ? OptionalInt.empty()
                : OptionalInt.of((int) (moment.rows() / (double) expected.getAsLong() * HUNDRED));
    }

    OptionalLong secondsLeft() {
        return percent().isEmpty() || speed.rows() < 1
                ? OptionalLong.empty()
                : OptionalLong.of(Math.round((moment.expectedRows().getAsLong() - moment.rows()) / speed.rows()));
    }

    /** The same for machines. */
    ObjectNode fields() {
        ObjectNode fields = Json.NODES.objectNode();
        moment.names().forEach(fields.putArray("streams")::add);
        fields.put("streams_over", moment.over());
        fields.put("streams_all", moment.all());
        fields.put("rows", moment.rows());
        fields.put("bytes", moment.bytes());
        fields.put("rows_per_second", Math.round(speed.rows()));
        fields.put("bytes_per_second", Math.round(speed.bytes()));
        percent().ifPresent(percent -> fields.put("percent", percent));
        secondsLeft().ifPresent(left -> fields.put("seconds_left", left));
        return fields;
    }

    static String time(long nanos) {
        long seconds = TimeUnit.NANOSECONDS.toSeconds(nanos);
        if (seconds < MINUTE) {
            return seconds + " s";
        }
        return seconds < HOUR ? seconds / MINUTE + " min" : seconds / HOUR + " h " + seconds % HOUR / MINUTE + " min";
    }
}
