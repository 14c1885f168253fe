package com.tappostgres.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

final class ErrorScreenTest {
    private final ByteArrayOutputStream written = new ByteArrayOutputStream();
    private final ErrorScreen screen = new ErrorScreen(written);
    private final PrintStream err = new PrintStream(screen, true, StandardCharsets.UTF_8);

    private static ErrorScreen.LiveLine live(String text) {
        return new ErrorScreen.LiveLine() {
            @Override
            public void paint(OutputStream terminal) throws IOException {
                terminal.write(("<" + text + ">").getBytes(StandardCharsets.UTF_8));
            }

            @Override
            public void erase(OutputStream terminal) throws IOException {
                terminal.write("<>".getBytes(StandardCharsets.UTF_8));
            }
        };
    }

    private String text() {
        return written.toString(StandardCharsets.UTF_8);
    }

    @Test
    void aLineTakesThePlaceOfTheLiveLine() throws IOException {
        err.println("one");
        screen.show(live("a"));
        screen.show(live("b"));
        err.println("two");
        err.println("three");
        screen.show(live("c"));
        assertThat(text()).isEqualTo("one\n<a><b><>two\nthree\n<c>");
    }

    @Test
    void neverCutsALine() throws IOException {
        screen.show(live("a"));
        err.print("begun");
        screen.show(live("b"));
        err.println(", ended");
        screen.show(live("c"));
        assertThat(text()).isEqualTo("<a><>begun, ended\n<c>");
    }

    @Test
    void keepsBackWhatSomethingElseWouldHaveOnItsScreen() throws IOException {
        screen.hold();
        err.println("one");
        err.println("two");
        assertThat(text()).isEmpty();
        screen.release();
        err.println("three");
        assertThat(text()).isEqualTo("one\ntwo\nthree\n");
        screen.hold();
        screen.hold();
        screen.release();
        screen.release();
        assertThat(text()).isEqualTo("one\ntwo\nthree\n");
    }

    @Test
    void keepsBackNoMoreThanAnybodyReads() {
        screen.hold();
        for (int i = 0; i < 100_000; i++) {
            err.println("again and again");
        }
        screen.release();
        assertThat(written.size()).isBetween(1, 64 * 1024);
    }

    @Test
    void leavesNothingBehind() throws IOException {
        screen.show(live("a"));
        screen.hide();
        screen.hide();
        err.println("one");
        assertThat(text()).isEqualTo("<a><>one\n");
    }

    @Test
    void showsNothingBehindTheEnd() throws IOException {
        screen.show(live("a"));
        screen.end();
        screen.show(live("b"));
        err.println("last");
        assertThat(text()).isEqualTo("<a><>last\n");
    }

    @Test
    void aTerminalThatPausesDoesNotKeepTheProgramFromItsEnd() throws Exception {
        CountDownLatch goesOn = new CountDownLatch(1);
        ErrorScreen paused = new ErrorScreen(new OutputStream() {
            @Override
            public void write(int letter) throws IOException {
                try {
                    goesOn.await();
                } catch (InterruptedException e) {
                    throw new IOException(e);
                }
            }
        });
        Thread writer = new Thread(() -> new PrintStream(paused, true, StandardCharsets.UTF_8).println("stuck"));
        writer.setDaemon(true);
        writer.start();
        while (writer.getState() != Thread.State.WAITING) {
            Thread.sleep(5);
        }
        Thread ending = new Thread(paused::end);
        ending.start();
        ending.join(5_000);
        assertThat(ending.isAlive()).isFalse();
        goesOn.countDown();
    }
}
