package com.tappostgres.log;

import org.slf4j.event.Level;

/**
 * How the log of this process looks.
 *
 * @param least lines below this level are left out
 * @param form how a line is printed
 */
public record LogSettings(Level least, Form form) {
    /** Lines for people, from INFO on. */
    public static final LogSettings DEFAULT = new LogSettings(Level.INFO, Form.TEXT);

    /** Of a process, as its loggers are. */
    private static volatile LogSettings current = DEFAULT;

    /** How a log line is printed. */
    public enum Form {
        /** The level and the message. */
        TEXT,
        /** One JSON object. */
        JSON
    }

    public static LogSettings current() {
        return current;
    }

    /** Has all loggers follow these settings from now on. */
    public void apply() {
        current = this;
    }

    boolean includes(Level level) {
        return level.toInt() >= least.toInt();
    }

    public boolean isJson() {
        return form == Form.JSON;
    }

    /** Whether lines that only inform are left out. */
    public boolean isQuiet() {
        return !includes(Level.INFO);
    }
}
