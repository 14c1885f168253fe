package com.tappostgres.tls;

import java.io.ByteArrayOutputStream;
import java.security.spec.InvalidKeySpecException;
import java.util.Arrays;
import java.util.HexFormat;

/** A cursor over the elements of a DER structure: as much as it takes to tell the formats of private keys apart. */
final class Der {
    static final int INTEGER = 0x02;
    static final int OCTET_STRING = 0x04;
    static final int OBJECT_IDENTIFIER = 0x06;
    static final int SEQUENCE = 0x30;
    static final int FIRST_OPTION = 0xA0;

    private static final int LONG_FORM = 0x80;
    private static final int MAX_LENGTH_BYTES = 3;

    private final byte[] bytes;
    private int position;

    Der(byte[] bytes) {
        this.bytes = bytes.clone();
    }

    boolean hasNext() {
        return position < bytes.length;
    }

    /** The tag of the next element; -1 at the end. */
    int tag() {
        return hasNext() ? bytes[position] & 0xFF : -1;
    }

    /** Goes over the next element; returns it with tag and length. */
    byte[] element() throws InvalidKeySpecException {
        int start = position;
        contentOf(tag());
        return Arrays.copyOfRange(bytes, start, position);
    }

    /** Goes over the next element, which must have this tag; returns its content. */
    byte[] contentOf(int tag) throws InvalidKeySpecException {
        if (!hasNext() || tag() != tag || position + 1 >= bytes.length) {
            throw new InvalidKeySpecException("not the expected structure");
        }
        int length = bytes[position + 1] & 0xFF;
        int content = position + 2;
        if (length >= LONG_FORM) {
            int count = length - LONG_FORM;
            if (count > MAX_LENGTH_BYTES || content + count > bytes.length) {
                throw new InvalidKeySpecException("not the expected structure");
            }
            length = 0;
            for (int i = 0; i < count; i++) {
                length = length << 8 | (bytes[content++] & 0xFF);
            }
        }
        if (length > bytes.length - content) {
            throw new InvalidKeySpecException("cut off");
        }
        position = content + length;
        return Arrays.copyOfRange(bytes, content, position);
    }

    /** Goes over the next element, which must have this tag; returns a cursor over what is in it. */
    Der enter(int tag) throws InvalidKeySpecException {
        return new Der(contentOf(tag));
    }

    /** Goes over an object identifier; returns its content in hex. */
    String identifier() throws InvalidKeySpecException {
        return HexFormat.of().formatHex(contentOf(OBJECT_IDENTIFIER));
    }

    /** Goes over a small INTEGER. */
    int number() throws InvalidKeySpecException {
        byte[] content = contentOf(INTEGER);
        if (content.length > Integer.BYTES) {
            throw new InvalidKeySpecException("too large a number");
        }
        int number = 0;
        for (byte each : content) {
            number = number << 8 | (each & 0xFF);
        }
        return number;
    }

    /** An element of these parts. */
    static byte[] encode(int tag, byte[]... parts) {
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            content.writeBytes(part);
        }
        ByteArrayOutputStream element = new ByteArrayOutputStream();
        element.write(tag);
        int length = content.size();
        if (length < LONG_FORM) {
            element.write(length);
        } else {
            int count = length < 1 << 8 ? 1 : length < 1 << 16 ? 2 : MAX_LENGTH_BYTES;
            element.write(LONG_FORM + count);
            for (int i = count - 1; i >= 0; i--) {
                element.write(length >>> (8 * i));
            }
        }
        element.writeBytes(content.toByteArray());
        return element.toByteArray();
    }
}
