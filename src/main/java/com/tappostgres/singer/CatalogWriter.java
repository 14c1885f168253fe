package com.tappostgres.singer;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.tappostgres.error.ErrorKind;
import com.tappostgres.error.TapException;
import com.tappostgres.json.Json;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/** Prints a catalog stream by stream, so that one of thousands of tables never stands in memory as a whole. */
public final class CatalogWriter {
    private final OutputStream out;
    private boolean first = true;

    public CatalogWriter(OutputStream out) {
        this.out = new BufferedOutputStream(out, 64 * 1024);
    }

    /** Prints one stream object. */
    public void write(ObjectNode stream) {
        print((first ? "{\"streams\": [\n" : ",\n").getBytes(StandardCharsets.US_ASCII));
        first = false;
        print(Json.printPretty(stream));
    }

    /** Prints the end of the catalog. */
    public void finish() {
        print("\n]}\n".getBytes(StandardCharsets.US_ASCII));
        try {
            out.flush();
        } catch (IOException e) {
            throw failed(e);
        }
    }

    private void print(byte[] bytes) {
        try {
            out.write(bytes);
        } catch (IOException e) {
            throw failed(e);
        }
    }

    private static TapException failed(IOException e) {
        return new TapException(
                ErrorKind.OUTPUT, "cannot write the catalog: " + e.getMessage(), "Is the disk full?", e);
    }
}
