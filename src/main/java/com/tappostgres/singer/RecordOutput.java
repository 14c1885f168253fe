package com.tappostgres.singer;

import com.tappostgres.json.JsonBuffer;

/** Where the lines of one reader go; for one thread. */
public interface RecordOutput {
    /** How many lines the next block may have, at most. */
    long room();

    /**
     * Takes lines.
     *
     * @param block whole lines; not kept
     * @param count how many
     */
    void lines(JsonBuffer block, long count);

    /** Puts all that it took before whatever message follows. */
    void complete();
}
