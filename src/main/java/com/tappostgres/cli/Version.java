package com.tappostgres.cli;

import java.lang.module.ModuleDescriptor;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.IVersionProvider;

/** The version: of the jar's manifest, or of the module that the program is in a runtime of its own. */
final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
        String version = Version.class.getPackage().getImplementationVersion();
        @Nullable ModuleDescriptor module = Version.class.getModule().getDescriptor();
        if (version == null && module != null) {
            version = module.rawVersion().orElse(null);
        }
        return new String[] {"tap-postgres " + (version == null ? "(development build)" : version)};
    }
}
