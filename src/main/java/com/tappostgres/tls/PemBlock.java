package com.tappostgres.tls;

import com.tappostgres.error.ErrorKind;
import com.tappostgres.error.TapException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** One block of a PEM text, from its BEGIN to its END line. */
final class PemBlock {
    private static final String BEGIN = "-----BEGIN ";
    private static final String END = "-----END ";
    private static final String DASHES = "-----";

    private final String label;
    private final Map<String, String> headers;
    private final byte[] content;

    private PemBlock(String label, Map<String, String> headers, byte[] content) {
        this.label = label;
        this.headers = headers;
        this.content = content;
    }

    /**
     * Every block of a text; what stands between them is comment.
     *
     * @throws TapException of kind CONFIGURATION when a block is damaged
     */
    static List<PemBlock> parse(Material material) {
        String text = material.text();
        List<PemBlock> blocks = new ArrayList<>();
        int position = text.indexOf(BEGIN);
        while (position >= 0) {
            int labelEnd = text.indexOf(DASHES, position + BEGIN.length());
            String label = labelEnd < 0 ? "" : text.substring(position + BEGIN.length(), labelEnd);
            int end = labelEnd < 0 ? -1 : text.indexOf(END + label + DASHES, labelEnd);
            if (end < 0) {
                throw damaged(material, blocks.size() + 1, "its END line is missing");
            }
            blocks.add(block(material, blocks.size() + 1, label, text.substring(labelEnd + DASHES.length(), end)));
            position = text.indexOf(BEGIN, end);
        }
        return blocks;
    }

    /** What it is: {@code CERTIFICATE}. */
    String label() {
        return label;
    }

    /** The lines before the content, as OpenSSL's old encryption writes them. */
    Map<String, String> headers() {
        return headers;
    }

    byte[] content() {
        return content.clone();
    }

    private static PemBlock block(Material material, int number, String label, String body) {
        Map<String, String> headers = new HashMap<>();
        StringBuilder base64 = new StringBuilder(body.length());
        for (String line : body.split("[\\r\\n]+", -1)) {
            int colon = line.indexOf(':');
            if (colon >= 0) {
                headers.put(line.substring(0, colon), line.substring(colon + 1).strip());
            } else {
                base64.append(line.replaceAll("\\s+", ""));
            }
        }
        try {
            return new PemBlock(label, Map.copyOf(headers), Base64.getDecoder().decode(base64.toString()));
        } catch (IllegalArgumentException e) {
            throw damaged(material, number, "it is not base64");
        }
    }

    private static TapException damaged(Material material, int number, String reason) {
        return new TapException(
                ErrorKind.CONFIGURATION,
                "block " + number + " of " + material.name() + " is damaged: " + reason,
                "Copy it again, whole, with the lines BEGIN and END.");
    }
}
