package com.tappostgres.demo;

import java.io.PrintStream;

/** The demo's output: numbered steps, commands as a user would type them, remarks. */
final class Screen {
    private static final String INDENT = "   ";

    private final PrintStream out;
    private final boolean colour;
    private int step;
    private boolean ended;

    Screen(PrintStream out, boolean colour) {
        this.out = out;
        this.colour = colour;
    }

    void step(String title) {
        step++;
        heading(step + ". " + title);
    }

    void heading(String title) {
        print("");
        print(styled("1", title));
    }

    /** A command of the shell or, with the prompt of psql, of SQL. */
    void command(String prompt, String command) {
        print(INDENT + styled("36", prompt + " " + command));
    }

    void say(String line) {
        print(INDENT + line);
    }

    /** A line that says a check was passed. */
    void good(String line) {
        print(INDENT + styled("32", "ok") + " " + line);
    }

    void bad(String line) {
        print(styled("31", "The demo failed: ") + line);
    }

    /** The demo is over: nothing more is printed. */
    synchronized void end() {
        ended = true;
    }

    /** Says that the demo was stopped, unless it was over anyway. */
    synchronized void interrupt() {
        print("");
        print("Stopped; the server and its data are being removed.");
        end();
    }

    private synchronized void print(String line) {
        if (!ended) {
            out.println(line);
        }
    }

    private String styled(String code, String text) {
        return colour ? "\u001b[" + code + "m" + text + "\u001b[0m" : text;
    }
}
