package com.tappostgres.ssh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

final class ReceiveBufferTest {
    private static final int LIMIT = 1 << 18;

    @Test
    void keepsTheOrderWhileItGrowsAndWraps() throws IOException {
        Random random = new Random(7);
        ReceiveBuffer buffer = new ReceiveBuffer(LIMIT);
        ByteArrayOutputStream put = new ByteArrayOutputStream();
        ByteArrayOutputStream taken = new ByteArrayOutputStream();
        byte[] bytes = new byte[50_000];
        for (int i = 0; i < 2000; i++) {
            if (random.nextBoolean()) {
                int length = Math.min(random.nextInt(bytes.length), LIMIT - buffer.available());
                random.nextBytes(bytes);
                buffer.put(bytes, 0, length);
                put.write(bytes, 0, length);
            } else if (buffer.available() > 0) {
                int count = buffer.take(bytes, 3, random.nextInt(bytes.length - 3), 0);
                taken.write(bytes, 3, count);
            }
        }
        while (buffer.available() > 0) {
            taken.write(bytes, 0, buffer.take(bytes, 0, bytes.length, 0));
        }
        assertThat(taken.toByteArray()).isEqualTo(put.toByteArray());
    }

    @Test
    void refusesMoreThanTheWindow() throws IOException {
        ReceiveBuffer buffer = new ReceiveBuffer(LIMIT);
        buffer.put(new byte[LIMIT], 0, LIMIT);
        assertThatThrownBy(() -> buffer.put(new byte[1], 0, 1)).isInstanceOf(IOException.class);
        buffer.take(new byte[1], 0, 1, 0);
        buffer.put(new byte[1], 0, 1);
    }

    @Test
    void endsAfterWhatIsThere() throws IOException {
        ReceiveBuffer buffer = new ReceiveBuffer(LIMIT);
        byte[] bytes = new byte[10];
        buffer.put(bytes, 0, 2);
        buffer.end();
        assertThat(buffer.take(bytes, 0, 10, 0)).isEqualTo(2);
        assertThat(buffer.take(bytes, 0, 10, 0)).isEqualTo(-1);
        assertThat(buffer.take(bytes, 0, 0, 0)).isZero();
        buffer.put(bytes, 0, 2);
        assertThat(buffer.available()).isZero();
    }

    @Test
    void dropsWhatNobodyWillRead() throws IOException {
        ReceiveBuffer buffer = new ReceiveBuffer(LIMIT);
        buffer.put(new byte[2], 0, 2);
        buffer.discard();
        assertThat(buffer.take(new byte[2], 0, 2, 0)).isEqualTo(-1);
    }

    @Test
    void timesOut() {
        ReceiveBuffer buffer = new ReceiveBuffer(LIMIT);
        assertThatThrownBy(() -> buffer.take(new byte[1], 0, 1, 20)).isInstanceOf(SocketTimeoutException.class);
        assertThatThrownBy(() -> buffer.take(new byte[1], 1, 1, 20)).isInstanceOf(IndexOutOfBoundsException.class);
    }

    @Test
    void anInterruptDoesNotEndTheWait() throws Exception {
        ReceiveBuffer buffer = new ReceiveBuffer(LIMIT);
        AtomicInteger count = new AtomicInteger();
        Thread reader = new Thread(() -> {
            try {
                int taken = buffer.take(new byte[5], 0, 5, 0);
                count.set(Thread.currentThread().isInterrupted() ? taken : -2);
            } catch (IOException e) {
                count.set(-3);
            }
        });
        reader.start();
        Thread.sleep(50);
        reader.interrupt();
        Thread.sleep(50);
        buffer.put(new byte[4], 0, 4);
        reader.join(10_000);
        assertThat(count).hasValue(4);
    }
}
