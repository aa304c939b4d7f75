package dev.followup.account;

import dev.followup.config.ResourceLocation;
import dev.followup.text.LogText;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A CRM account that is served.
///
/// @param name its name in webhooks, message groups and logs: the first label of its host, unless a setting
/// names it otherwise
/// @param host the host of its API: scheme, host and possibly a port, nothing else. Only hosts of the CRM
/// over https, or loopback: any other host could steal the token
/// @param rules the location of its rule book; `null` if it uses the common one
public record Account(String name, URI host, @Nullable ResourceLocation rules) {

    private static final List<String> CRM_DOMAINS = List.of(".amocrm.ru", ".amocrm.com", ".kommo.com");
    private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]");

    public Account {
        if (isShared(host)) {
            throw unexpected(host.getHost()
                    + ", which serves no account's API, expected the account's own host, such as" + " demo.amocrm.ru");
        }
        if (!isLoopback(host) && !isCrm(host)) {
            throw unexpected(host + ", expected https://<account>.amocrm.ru, .amocrm.com or .kommo.com,"
                    + " with nothing after it");
        }
    }

    /// An account that uses the common rule book.
    public Account(String name, URI host) {
        this(name, host, null);
    }

    /// The host in a setting, with or without `https://`.
    ///
    /// @param loopback whether it may be this machine
    static URI host(String written, boolean loopback) {
        try {
            var lower = written.toLowerCase(Locale.ROOT);
            var host = new URI(lower.contains("://") ? lower : "https://" + lower);
            if (isLoopback(host) && !loopback) {
                throw unexpected(
                        written + ", this machine itself, which is allowed for a sandbox only (followup.crm.loopback)");
            }
            return host;
        } catch (URISyntaxException _) {
            throw unexpected(written + ", expected a host such as demo.amocrm.ru");
        }
    }

    /// Whether its host is this machine: allowed for a sandbox, never in production.
    public boolean isLoopback() {
        return isLoopback(host);
    }

    /// The objection to a webhook that was received at this account's address but names another account; empty
    /// if there is none. The account's own names are its name and its host's first label.
    ///
    /// @param named the account that the webhook names; `null` if it names none
    public Optional<String> objection(@Nullable String named) {
        if (named == null || named.equals(name) || host.getHost().startsWith(named + ".")) {
            return Optional.empty();
        }
        return Optional.of("it names account " + LogText.of(named) + ", but came through the address of " + name);
    }

    /// Whether it is a host of the CRM that all accounts share: its site, or one of those that tokens name as
    /// `api_domain`, where calls of the API are answered with 401.
    private static boolean isShared(URI host) {
        return host.getHost() != null && host.getHost().matches("(www|api-[a-z0-9]+)\\..*");
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
