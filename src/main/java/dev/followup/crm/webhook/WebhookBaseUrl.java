package dev.followup.crm.webhook;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/// The base URL for the webhooks of all accounts. A secret and an account's name are added to it.
///
/// @param uri such as `https://abc.example/v1/hooks/`, with a slash at its end; https, or http on this
/// machine
public record WebhookBaseUrl(URI uri) {

    private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]");
    private static final String EXPECTED = "expected https://<host>/<path>, and nothing behind the path";

    public WebhookBaseUrl {
        if (uri.getHost() == null || uri.getRawPath() == null) {
            throw new IllegalArgumentException("found no address, " + EXPECTED);
        }
        if (uri.getRawUserInfo() != null || uri.getRawQuery() != null || uri.getRawFragment() != null) {
            throw new IllegalArgumentException("found more than a host and a path, " + EXPECTED);
        }
        if (!"https".equals(scheme(uri)) && !("http".equals(scheme(uri)) && isLoopback(uri))) {
            throw new IllegalArgumentException("found " + scheme(uri) + ", " + EXPECTED);
        }
        if (!uri.getRawPath().endsWith("/")) {
            throw new IllegalArgumentException("found no slash at the end of " + uri);
        }
    }

    /// The base URL that a setting holds, with or without the slash at its end.
    ///
    /// @throws IllegalArgumentException with what was found and what is expected
    public static WebhookBaseUrl of(String written) {
        try {
            return new WebhookBaseUrl(new URI(written.endsWith("/") ? written : written + "/"));
        } catch (URISyntaxException _) {
            throw new IllegalArgumentException("found no address, " + EXPECTED);
        }
    }

    /// Whether the URL is on this machine: good for a sandbox, but out of the CRM's reach.
    public boolean isLoopback() {
        return isLoopback(uri);
    }

    /// The account's webhooks under this base URL: first those that are enabled, and of these first the
    /// newest.
    public List<Webhook> webhooks(String account, List<Webhook> webhooks) {
        return webhooks.stream()
                .filter(webhook -> webhook.address().baseUrl().equals(this)
                        && webhook.address().account().equals(account))
                .sorted(Comparator.comparing(Webhook::disabled)
                        .thenComparing(Comparator.comparing(Webhook::id).reversed()))
                .toList();
    }

    private static boolean isLoopback(URI uri) {
        return LOOPBACK.contains(uri.getHost());
    }

    private static String scheme(URI uri) {
        return Optional.ofNullable(uri.getScheme()).orElse("no scheme").toLowerCase(Locale.ROOT);
    }

    @Override
    public String toString() {
        return uri.toString();
    }
}
