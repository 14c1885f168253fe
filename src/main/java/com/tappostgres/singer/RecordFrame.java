package com.tappostgres.singer;

import com.tappostgres.json.JsonBuffer;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** What stands around the record object in each line of one read, the line break included. */
public final class RecordFrame {
    private static final RecordFrame BARE = new RecordFrame(new byte[0], ascii("\n"));

    private final byte[] before;
    private final byte[] after;

    private RecordFrame(byte[] before, byte[] after) {
        this.before = before;
        this.after = after;
    }

    /** The frame of rows in the file of a batch, where nothing but the record stands. */
    public static RecordFrame bare() {
        return BARE;
    }

    /**
     * The frame of a stream's RECORD messages.
     *
     * @param version null for records that carry none
     * @param timeExtracted RFC 3339
     */
    public RecordFrame(String stream, @Nullable Long version, String timeExtracted) {
        JsonBuffer start = new JsonBuffer(64);
        start.append(ascii("{\"type\":\"RECORD\",\"stream\":"));
        start.appendString(stream);
        start.append(ascii(",\"record\":"));
        this.before = start.toByteArray();
        String versionField = version == null ? "" : ",\"version\":" + version;
        this.after = ascii(versionField + ",\"time_extracted\":\"" + timeExtracted + "\"}\n");
    }

    public void begin(JsonBuffer line) {
        line.append(before);
    }

    public void end(JsonBuffer line) {
        line.append(after);
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
