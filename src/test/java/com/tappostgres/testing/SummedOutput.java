package com.tappostgres.testing;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A standard output too large to keep: counts its records, digests all but versions and times, keeps a sample. */
public final class SummedOutput extends OutputStream {
    private static final int SAMPLE = 20;
    private static final Pattern RECORD = Pattern.compile("\\{\"type\":\"RECORD\",\"stream\":\"([^\"]+)\"");
    private static final Pattern VARYING = Pattern.compile("(,\"version\":\\d+)?(,\"time_extracted\":\"[^\"]+\"\\}$)?");

    private final Map<String, Long> records = new HashMap<>();
    private final ByteArrayOutputStream sample = new ByteArrayOutputStream();
    private final ByteArrayOutputStream line = new ByteArrayOutputStream();
    private final MessageDigest digest;

    public SummedOutput() {
        try {
            digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void write(int letter) {
        write(new byte[] {(byte) letter}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) {
        int start = offset;
        for (int i = offset; i < offset + length; i++) {
            if (bytes[i] == '\n') {
                line.write(bytes, start, i - start);
                accept(line.toString(StandardCharsets.UTF_8));
                line.reset();
                start = i + 1;
            }
        }
        line.write(bytes, start, offset + length - start);
    }

    private void accept(String text) {
        boolean keep = true;
        Matcher record = RECORD.matcher(text);
        if (record.lookingAt()) {
            keep = records.merge(record.group(1), 1L, Long::sum) <= SAMPLE;
        }
        digest.update(withoutVarying(text).getBytes(StandardCharsets.UTF_8));
        if (keep) {
            sample.writeBytes((text + "\n").getBytes(StandardCharsets.UTF_8));
        }
    }

    /** Versions stand at the end of a record and inside a state; what a row holds is left alone. */
    private static String withoutVarying(String text) {
        int from = text.startsWith("{\"type\":\"RECORD\"") ? Math.max(0, text.length() - 80) : 0;
        return text.substring(0, from) + VARYING.matcher(text.substring(from)).replaceAll("");
    }

    /** The number of records of each stream that has any. */
    public Map<String, Long> records() {
        return records;
    }

    /** Equal for two outputs that differ in versions and times only. */
    public String digest() {
        return HexFormat.of().formatHex(digest.digest());
    }

    /** All messages but most of the records. */
    public byte[] sample() {
        return sample.toByteArray();
    }
}
