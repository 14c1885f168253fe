package com.tappostgres.discovery;

import com.tappostgres.postgres.TableName;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What a role may do in one database today.
 *
 * @param standby whether the server replays another one's changes, so that nothing can be granted on it
 * @param connect whether the role may connect to the database
 * @param tables in the order of schema and name
 */
public record DatabaseAccess(Role role, boolean standby, boolean connect, Map<TableName, TableAccess> tables) {
    public DatabaseAccess {
        tables = Collections.unmodifiableMap(new LinkedHashMap<>(tables));
    }
}
