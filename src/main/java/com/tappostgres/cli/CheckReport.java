package com.tappostgres.cli;

import com.tappostgres.config.EffectiveSetting;
import com.tappostgres.preflight.Finding;
import com.tappostgres.preflight.Summary;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Prints what a check finds. */
interface CheckReport {
    /** The settings, first of all. */
    void settings(List<EffectiveSetting> settings);

    void finding(Finding finding);

    /**
     * Says what it comes to, at last.
     *
     * @param summary null where the check did not come to its end
     */
    void end(@Nullable Summary summary, List<Finding> findings, int exitCode);
}
