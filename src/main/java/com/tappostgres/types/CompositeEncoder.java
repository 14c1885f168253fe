package com.tappostgres.types;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.tappostgres.error.ErrorKind;
import com.tappostgres.error.TapException;
import com.tappostgres.json.Json;
import com.tappostgres.json.JsonBuffer;
import java.util.List;

/** Prints PostgreSQL's text of a composite value ({@code (1,"a ""b""",)}) as a JSON object. */
final class CompositeEncoder implements ValueEncoder {
    private final PgType type;
    private final List<TypeMapping> mappings;
    private final byte[][] prefixes;
    private byte[] scratch = new byte[256];

    /**
     * The encoder of one composite type.
     *
     * @param mappings those of the type's attributes, in their order
     */
    CompositeEncoder(PgType type, List<TypeMapping> mappings) {
        this.type = type;
        this.mappings = List.copyOf(mappings);
        this.prefixes = RowEncoder.prefixes(
                type.attributes().stream().map(PgType.Attribute::name).toList());
    }

    /** The schema of all values seen so far; an attribute may always be NULL. */
    ObjectNode schema() {
        ObjectNode schema = Schemas.ofType("object");
        ObjectNode properties = Json.NODES.objectNode();
        for (int i = 0; i < mappings.size(); i++) {
            properties.set(
                    type.attributes().get(i).name(),
                    Schemas.nullable(mappings.get(i).schema().get()));
        }
        schema.set("properties", properties);
        return schema;
    }

    @Override
    public void encode(byte[] text, int offset, int length, JsonBuffer out) {
        int end = offset + length - 1;
        int in = offset + 1;
        for (int i = 0; i < prefixes.length; i++) {
            if (in > end) {
                throw changed();
            }
            out.append(prefixes[i]);
            in = field(mappings.get(i).encoder(), text, in, end, out) + 1;
        }
        if (prefixes.length == 0) {
            out.append((byte) '{');
            in = end + 1;
        }
        if (in != end + 1) {
            throw changed();
        }
        out.append((byte) '}');
    }

    @Override
    public boolean absorb(ValueEncoder twin) {
        CompositeEncoder other = (CompositeEncoder) twin;
        boolean wider = false;
        for (int i = 0; i < mappings.size(); i++) {
            wider |= mappings.get(i).encoder().absorb(other.mappings.get(i).encoder());
        }
        return wider;
    }

    /** Prints a field and returns the position of the comma or parenthesis behind it. */
    private int field(ValueEncoder encoder, byte[] text, int start, int end, JsonBuffer out) {
        if (start == end || text[start] == ',') {
            out.appendNull();
            return start;
        }
        if (text[start] == '"') {
            return quotedField(encoder, text, start + 1, end, out);
        }
        int in = start;
        while (in < end && text[in] != ',') {
            in++;
        }
        encoder.encode(text, start, in - start, out);
        return in;
    }

    /** Within quotes, quotes and backslashes stand twice. */
    private int quotedField(ValueEncoder encoder, byte[] text, int start, int end, JsonBuffer out) {
        int in = start;
        int length = 0;
        if (end - start > scratch.length) {
            scratch = new byte[Math.max(2 * scratch.length, end - start)];
        }
        while (text[in] != '"' || text[in + 1] == '"') {
            if (text[in] == '"' || text[in] == '\\') {
                in++;
            }
            scratch[length++] = text[in++];
        }
        encoder.encode(scratch, 0, length, out);
        return in + 1;
    }

    private TapException changed() {
        return new TapException(
                ErrorKind.SOURCE,
                "a value of the composite type \"" + type.name() + "\" has not " + prefixes.length + " attributes",
                "The type was altered while it was read. Run again.");
    }
}
