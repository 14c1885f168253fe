package com.tappostgres.singer;

import com.tappostgres.json.JsonBuffer;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** What stands around the record object in each RECORD line of one read, the line break included. */
public final class RecordFrame {
    private final byte[] before;
    private final byte[] after;

    /**
     * The frame of a stream's records.
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
