package com.tappostgres.sync;

import com.fasterxml.jackson.databind.JsonNode;
import com.tappostgres.error.ErrorKind;
import com.tappostgres.error.TapException;
import com.tappostgres.json.Json;
import com.tappostgres.postgres.Sql;
import com.tappostgres.types.Masking;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Optional;

/**
 * What the server is asked for in place of a column's values.
 *
 * @param text the salt of a hash, or the fixed text; else empty
 */
record ColumnMask(Masking masking, String text) {
    private static final String FIXED = "fixed";

    /**
     * Reads what a user wrote.
     *
     * @param salt that of all hashes, where there is one
     * @param column the column with its stream, for messages
     * @throws TapException of kind CONFIGURATION if it is something else, or a salt is missing
     */
    static ColumnMask of(JsonNode written, Optional<String> salt, String column) {
        JsonNode mask = parsed(written);
        if (mask.isObject() && mask.size() == 1 && mask.path(FIXED).isTextual()) {
            String text = mask.path(FIXED).asText();
            if (text.indexOf('\0') < 0) {
                return new ColumnMask(Masking.FIXED, text);
            }
        }
        if (mask.isTextual() && mask.asText().equals(Masking.NULL.word())) {
            return new ColumnMask(Masking.NULL, "");
        }
        if (mask.isTextual() && mask.asText().equals(Masking.SHA256.word())) {
            return new ColumnMask(
                    Masking.SHA256,
                    salt.orElseThrow(
                            () -> new TapException(
                                    ErrorKind.CONFIGURATION,
                                    "\"mask\": \"sha256\" of " + column + " needs the setting \"mask_salt\"",
                                    "Set \"mask_salt\" in the config file, or TAP_POSTGRES_MASK_SALT, to a long random text, such"
                                            + " as openssl rand -hex 32 prints, and keep it: another one makes other hashes.")));
        }
        throw new TapException(
                ErrorKind.CONFIGURATION,
                "\"mask\" of " + column + " must be \"null\", \"sha256\" or {\"fixed\": \"a text\"}, not " + written,
                "Correct it in the column's metadata; nothing is read of the stream until then.");
    }

    /** An object may come as its text, as some tools write all that they set. */
    private static JsonNode parsed(JsonNode written) {
        try {
            return written.isTextual() && written.asText().startsWith("{") ? Json.parse(written.asText()) : written;
        } catch (Json.ReadException e) {
            return written;
        }
    }

    /** The expression to select. */
    String sql(String column, HashFunction hash) {
        return switch (masking) {
            case NULL -> "NULL::text";
            case FIXED -> Sql.literal(text) + "::text";
            case SHA256 ->
                hash.ofText(
                        HexFormat.of().formatHex(text.getBytes(StandardCharsets.UTF_8)),
                        Sql.identifier(column) + "::text");
        };
    }

    /** Without the salt. */
    @Override
    public String toString() {
        return masking.word();
    }
}
