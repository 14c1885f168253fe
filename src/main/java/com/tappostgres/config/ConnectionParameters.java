package com.tappostgres.config;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** libpq's connection parameters as a URL or a service file gives them: those that are settings here, and all others. */
final class ConnectionParameters {
    private static final Logger LOG = LoggerFactory.getLogger(ConnectionParameters.class);

    private static final Set<Setting> SETTINGS = Set.of(
            Setting.SERVICE,
            Setting.HOST,
            Setting.HOSTADDR,
            Setting.PORT,
            Setting.TARGET_SESSION_ATTRS,
            Setting.USER,
            Setting.PASSWORD,
            Setting.PASSFILE,
            Setting.DBNAME,
            Setting.OPTIONS,
            Setting.CHANNEL_BINDING,
            Setting.SSLMODE,
            Setting.SSLROOTCERT,
            Setting.SSLCERT,
            Setting.SSLKEY,
            Setting.SSLPASSWORD,
            Setting.SSLCRL,
            Setting.SSL,
            Setting.CONNECT_TIMEOUT,
            Setting.TCP_USER_TIMEOUT);

    /** Those that change nothing about what is read, from where, and how safely. */
    private static final Set<String> WITHOUT_EFFECT = Set.of(
            "application_name",
            "fallback_application_name",
            "client_encoding",
            "keepalives",
            "keepalives_idle",
            "keepalives_interval",
            "keepalives_count",
            "load_balance_hosts",
            "sslsni",
            "sslcompression",
            "sslcertmode",
            "sslkeylogfile",
            "ssl_min_protocol_version",
            "ssl_max_protocol_version",
            "min_protocol_version",
            "max_protocol_version",
            "krbsrvname",
            "gsslib",
            "gssdelegation");

    private static final String REQUIRESSL = "requiressl";

    /** Those of which the loss would weaken what the user asked for, the values that ask for nothing, and the way out. */
    private static final Map<String, Refusal> REFUSED = Map.ofEntries(
            Map.entry("require_auth", new Refusal(Set.of(), "channel_binding=require proves the server as well")),
            Map.entry("requirepeer", new Refusal(Set.of(), "sslmode=verify-full proves the server")),
            Map.entry("gssencmode", new Refusal(Set.of("disable", "prefer"), "sslmode=verify-full encrypts as well")),
            Map.entry("sslnegotiation", new Refusal(Set.of("postgres"), "leave it out")),
            Map.entry("sslcrldir", new Refusal(Set.of(), "put the lists into one file, and name that in sslcrl")),
            Map.entry("replication", new Refusal(Set.of("false", "off", "no", "0"), "leave it out")),
            Map.entry("scram_client_key", new Refusal(Set.of(), "log in with a password")),
            Map.entry("scram_server_key", new Refusal(Set.of(), "log in with a password")),
            Map.entry("oauth_issuer", new Refusal(Set.of(), "log in with a password or a certificate")),
            Map.entry("oauth_client_id", new Refusal(Set.of(), "log in with a password or a certificate")),
            Map.entry("oauth_client_secret", new Refusal(Set.of(), "log in with a password or a certificate")),
            Map.entry("oauth_scope", new Refusal(Set.of(), "log in with a password or a certificate")),
            Map.entry("servicefile", new Refusal(Set.of(), "name it in the variable PGSERVICEFILE")));

    /** libpq's variables for those. */
    private static final Map<String, String> REFUSED_VARIABLES = Map.of(
            "PGREQUIREAUTH", "require_auth",
            "PGREQUIREPEER", "requirepeer",
            "PGGSSENCMODE", "gssencmode",
            "PGSSLNEGOTIATION", "sslnegotiation",
            "PGSSLCRLDIR", "sslcrldir");

    private record Refusal(Set<String> harmless, String advice) {}

    private final String source;
    private final Problems problems;
    private final Layer layer = new Layer();
    private final Set<String> withoutEffect = new TreeSet<>();
    private final Set<String> given = new HashSet<>();

    /** @param source what gives them, for messages: {@code url in config.json} */
    ConnectionParameters(String source, Problems problems) {
        this.source = source;
        this.problems = problems;
    }

    /** Whether a parameter was given by its name before. */
    boolean has(String name) {
        return given.contains(name);
    }

    /**
     * Takes a parameter that was given by its name. As its name may be a part of a password that was not encoded, messages
     * hold it only where it is nearly right.
     *
     * @param place where it stands: {@code parameter 2}
     * @param value empty where it is to have its default, as in libpq
     */
    void putNamed(String name, String value, String place) {
        given.add(name);
        Optional<Setting> setting = Setting.ofKey(name).filter(SETTINGS::contains);
        if (setting.isPresent()) {
            put(setting.get(), value);
        } else if (name.equals(REQUIRESSL)) {
            put(Setting.SSL, value.equals("1") ? "true" : "");
        } else if (REFUSED.containsKey(name)) {
            refusal(name, value).ifPresent(this::problem);
        } else if (WITHOUT_EFFECT.contains(name)) {
            withoutEffect.add(name);
        } else {
            String nearest = NearestName.suggestion(name, names());
            problem(
                    nearest.isEmpty()
                            ? place + " is none that PostgreSQL knows"
                            : "\"" + name + "\" is no parameter" + nearest);
        }
    }

    /** Gives a setting its value; an empty one gives nothing. */
    void put(Setting setting, String value) {
        if (!value.isEmpty()) {
            layer.putUnquotable(setting, value, source);
        }
    }

    /** Notes a problem of the source, which must quote nothing that can be a secret. */
    void problem(String problem) {
        problems.add(source + ": " + problem);
    }

    /** What was given; says once what of it has no effect. */
    Layer layer() {
        if (!withoutEffect.isEmpty()) {
            LOG.warn("{}: of no effect here: {}", source, String.join(", ", withoutEffect));
        }
        return layer;
    }

    /** Why a variable of libpq that is no setting cannot be left out of account; empty where it can. */
    static Optional<String> refusalOfVariable(String variable, String value) {
        String name = REFUSED_VARIABLES.get(variable);
        return name == null || value.isEmpty()
                ? Optional.empty()
                : refusal(name, value).map(refusal -> variable + ": " + refusal);
    }

    static Set<String> refusedVariables() {
        return REFUSED_VARIABLES.keySet();
    }

    private static Optional<String> refusal(String name, String value) {
        Refusal refusal = REFUSED.get(name);
        return refusal == null || value.isEmpty() || refusal.harmless().contains(value.toLowerCase(Locale.ROOT))
                ? Optional.empty()
                : Optional.of(name + " is not supported; " + refusal.advice());
    }

    private static List<String> names() {
        List<String> names = new ArrayList<>();
        for (Setting setting : Setting.values()) {
            if (SETTINGS.contains(setting)) {
                names.add(setting.key());
            }
        }
        Stream.of(WITHOUT_EFFECT, REFUSED.keySet()).forEach(each -> names.addAll(new TreeSet<>(each)));
        return names;
    }
}
