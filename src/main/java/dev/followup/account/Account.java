package dev.followup.account;

import dev.followup.config.ResourceLocation;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A CRM account that is served.
///
/// @param name how hooks, lanes and logs call it: the first label of its host, unless a setting names it
/// otherwise
/// @param host where its API is: scheme, host and perhaps a port, nothing else. Only hosts of the CRM
/// over https, or loopback: a token sent elsewhere would be given away
/// @param rules where its rule book is, `null` if it goes by the one for all
public record Account(String name, URI host, @Nullable ResourceLocation rules) {

    private static final List<String> CRM_DOMAINS = List.of(".amocrm.ru", ".amocrm.com", ".kommo.com");
    private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]");

    public Account {
        if (!isLoopback(host) && !isCrm(host)) {
            throw unexpected(host + ", expected https://<account>.amocrm.ru, .amocrm.com or .kommo.com,"
                    + " with nothing after it");
        }
    }

    /// One that goes by the rule book for all.
    public Account(String name, URI host) {
        this(name, host, null);
    }

    /// The host that a setting names, with or without `https://`.
    ///
    /// @param loopback whether it may be this machine
    static URI host(String written, boolean loopback) {
        try {
            var host = new URI(written.contains("://") ? written : "https://" + written);
            if (isLoopback(host) && !loopback) {
                throw unexpected(
                        written + ", this machine itself, which is allowed for a sandbox only (followup.crm.loopback)");
            }
            return host;
        } catch (URISyntaxException _) {
            throw unexpected(written + ", expected a host such as demo.amocrm.ru");
        }
    }

    /// Whether its host is this machine: good for a sandbox, never for production.
    public boolean isLoopback() {
        return isLoopback(host);
    }

    /// What speaks against a hook that came through this account's address: that it names another account. Its
    /// own names are its name and its host's first label.
    ///
    /// @param named how the hook calls its account, `null` if it calls it nothing
    public Optional<String> objection(@Nullable String named) {
        if (named == null || named.equals(name) || host.getHost().startsWith(named + ".")) {
            return Optional.empty();
        }
        return Optional.of("it names account " + named + ", but came through the address of " + name);
    }

    private static boolean isCrm(URI host) {
        return "https".equals(host.getScheme())
                && isBare(host)
                && host.getPort() == -1
                && CRM_DOMAINS.stream().anyMatch(host.getHost()::endsWith);
    }

    static boolean isLoopback(URI host) {
        return Set.of("http", "https").contains(String.valueOf(host.getScheme()))
                && isBare(host)
                && LOOPBACK.contains(host.getHost());
    }

    private static IllegalArgumentException unexpected(String found) {
        return new IllegalArgumentException("found " + found);
    }

    private static boolean isBare(URI host) {
        return host.getHost() != null
                && host.getRawUserInfo() == null
                && host.getRawPath().isEmpty()
                && host.getRawQuery() == null
                && host.getRawFragment() == null;
    }
}
