package com.tappostgres.selection;

import com.tappostgres.config.StreamPattern;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.function.BiPredicate;

/** Selects the streams and columns of a catalog by patterns, of which later ones win. */
public final class PatternSelector {
    private final List<StreamPattern> patterns;
    private final BiPredicate<StreamPattern, SelectableStream> matches;

    public PatternSelector(List<StreamPattern> patterns) {
        this(patterns, (pattern, stream) -> pattern.matches(stream.address()));
    }

    /** @param matches whether a pattern means a stream */
    PatternSelector(List<StreamPattern> patterns, BiPredicate<StreamPattern, SelectableStream> matches) {
        this.patterns = List.copyOf(patterns);
        this.matches = matches;
    }

    /**
     * Writes the choices into the streams.
     *
     * @return the patterns that match nothing
     */
    public List<StreamPattern> apply(List<SelectableStream> streams) {
        BitSet matched = new BitSet();
        for (SelectableStream stream : streams) {
            StreamDecision decision = new StreamDecision(stream);
            for (int i = 0; i < patterns.size(); i++) {
                if (matches.test(patterns.get(i), stream) && decision.take(patterns.get(i))) {
                    matched.set(i);
                }
            }
            decision.write();
        }
        List<StreamPattern> unmatched = new ArrayList<>();
        for (int i = matched.nextClearBit(0); i < patterns.size(); i = matched.nextClearBit(i + 1)) {
            unmatched.add(patterns.get(i));
        }
        return unmatched;
    }
}
