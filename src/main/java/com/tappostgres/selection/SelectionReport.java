package com.tappostgres.selection;

import com.tappostgres.config.StreamPattern;
import com.tappostgres.error.ErrorKind;
import com.tappostgres.error.TapException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What became of the choices of a configuration.
 *
 * @param warnings of what matches nothing
 * @param problems with which nothing must be read
 * @param unmatched the patterns that match nothing
 * @param selected how many streams are selected
 * @param names the patterns of all streams that there are
 */
public record SelectionReport(
        List<String> warnings, List<String> problems, List<StreamPattern> unmatched, int selected, Set<String> names) {
    private static final Logger LOG = LoggerFactory.getLogger(SelectionReport.class);

    public SelectionReport {
        warnings = List.copyOf(warnings);
        problems = List.copyOf(problems);
        unmatched = List.copyOf(unmatched);
    }

    /** The shortest patterns that tell the streams apart. */
    static Set<String> names(List<SelectableStream> streams) {
        long databases = streams.stream()
                .map(stream -> stream.address().database())
                .distinct()
                .count();
        Set<String> names = new LinkedHashSet<>();
        streams.forEach(stream -> names.add(
                databases > 1
                        ? stream.address().patternWithDatabase()
                        : stream.address().pattern()));
        return names;
    }

    /**
     * Logs the warnings.
     *
     * @throws TapException of kind CONFIGURATION if nothing is selected, or nothing may be read
     */
    public void settle() {
        if (!problems.isEmpty()) {
            throw new TapException(
                    ErrorKind.CONFIGURATION,
                    String.join("; ", problems),
                    "Correct \"columns\" and \"mask\"; without a mask the values would be sent as they are.");
        }
        if (selected == 0) {
            throw new TapException(
                    ErrorKind.CONFIGURATION,
                    "nothing is selected" + (warnings.isEmpty() ? "" : ": " + String.join("; ", warnings)),
                    names.isEmpty()
                            ? "tap-postgres --config config.json --discover prints all that there is to select."
                            : "There are " + UnmatchedPattern.some(names)
                                    + "; \"select\": [\"schema.table\", \"other_schema.*\"] selects.");
        }
        warnings.forEach(LOG::warn);
        LOG.info("{} of {} selected", selected, names.size() == 1 ? "1 stream is" : names.size() + " streams are");
    }
}
