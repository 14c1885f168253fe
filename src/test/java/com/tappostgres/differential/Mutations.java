package com.tappostgres.differential;

import java.util.ArrayList;
import java.util.List;

/** Makes wrong expectations of a right one, to see whether the comparison finds them. */
final class Mutations {
    private Mutations() {}

    /** Another value, a value more, and each letter or digit but escapes exchanged for its neighbour, up to twenty of them. */
    static List<String> of(String json) {
        List<String> wrong = new ArrayList<>(List.of("null", "[" + json + "]", "\"-\"", ""));
        for (int i = 0; i < json.length() && wrong.size() < 20; i++) {
            if (Character.isLetterOrDigit(json.charAt(i))) {
                wrong.add(json.substring(0, i) + (char) (json.charAt(i) ^ 1) + json.substring(i + 1));
            }
        }
        return wrong;
    }
}
