package com.tappostgres.types;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.tappostgres.json.JsonBuffer;

/**
 * Prints PostgreSQL's text of an array ({@code {1,NULL,"a b"}}, {@code [0:1]={{1},{2}}}) as nested JSON arrays.
 *
 * <p>PostgreSQL does not hold a column to its declared dimensions, so this one keeps the least and the greatest depth
 * that its schema covers, and widens them for a value that has another one.
 */
final class ArrayEncoder implements ValueEncoder {
    private final ValueEncoder element;
    private final byte delimiter;
    private final ColumnReport report;
    private final QuotedText quoted = new QuotedText();

    private int minDepth;
    private int maxDepth;

    /**
     * @param delimiter stands between two elements
     * @param dimensions the declared number of dimensions, at least 1
     */
    ArrayEncoder(ValueEncoder element, char delimiter, int dimensions, ColumnReport report) {
        this.element = element;
        this.delimiter = (byte) delimiter;
        this.report = report;
        this.minDepth = dimensions;
        this.maxDepth = dimensions;
    }

    /** The schema of all arrays seen so far, given that of an element (without "null"). */
    ObjectNode schema(ObjectNode elementSchema) {
        ObjectNode schema = elementSchema;
        for (int depth = maxDepth; depth >= 1; depth--) {
            ObjectNode level = Schemas.ofType("array");
            level.set("items", Schemas.nullable(schema));
            // At this level some values have an array where others already have their element.
            boolean elementsHereToo = depth > minDepth;
            schema = elementsHereToo ? Schemas.either(level, elementSchema) : level;
        }
        return schema;
    }

    @Override
    public void encode(byte[] text, int offset, int length, JsonBuffer out) {
        int end = offset + length;
        int in = offset;
        if (text[in] == '[') {
            // The bounds ("[0:1][2:3]=") say nothing about the elements.
            while (text[in] != '{') {
                in++;
            }
        }
        cover(text, in, end);
        while (in < end) {
            byte value = text[in];
            if (value == '{') {
                out.append((byte) '[');
                in++;
            } else if (value == '}') {
                out.append((byte) ']');
                in++;
            } else if (value == delimiter) {
                out.append((byte) ',');
                in++;
            } else if (value == '"') {
                in = quoted.read(text, in + 1);
                element.encode(quoted.bytes(), 0, quoted.length(), out);
            } else {
                in = plainElement(text, in, end, out);
            }
        }
    }

    private void cover(byte[] text, int start, int end) {
        int depth = 0;
        while (start + depth < end && text[start + depth] == '{') {
            depth++;
        }
        boolean empty = depth == 1 && text[start + 1] == '}';
        if (!empty && (depth < minDepth || depth > maxDepth)) {
            minDepth = Math.min(minDepth, depth);
            maxDepth = Math.max(maxDepth, depth);
            report.reshape();
        }
    }

    @Override
    public boolean absorb(ValueEncoder twin) {
        ArrayEncoder other = (ArrayEncoder) twin;
        boolean wider = other.minDepth < minDepth || other.maxDepth > maxDepth;
        minDepth = Math.min(minDepth, other.minDepth);
        maxDepth = Math.max(maxDepth, other.maxDepth);
        // Both, whatever the first says.
        boolean widerElement = element.absorb(other.element);
        return wider || widerElement;
    }

    private int plainElement(byte[] text, int start, int end, JsonBuffer out) {
        int in = start;
        while (in < end && text[in] != delimiter && text[in] != '}') {
            in++;
        }
        int length = in - start;
        if (length == 4
                && text[start] == 'N'
                && text[start + 1] == 'U'
                && text[start + 2] == 'L'
                && text[start + 3] == 'L') {
            out.appendNull();
        } else {
            element.encode(text, start, length, out);
        }
        return in;
    }
}
