package dev.followup.sandbox.http;

import com.sun.net.httpserver.Filter;
import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/// A filter of requests to this machine. It refuses what pages of other origins send, also under a name of
/// theirs that leads to this machine, and forbids browsers to run or show anything that is not ours.
public final class LocalRequestFilter extends Filter {

    /// This machine, as a browser names it. A name that merely leads here is another site's.
    private static final Pattern HOST = Pattern.compile("(localhost|127\\.0\\.0\\.1|\\[::1])(:\\d{1,5})?");

    /// What browsers say of requests of this page, and of addresses that a person has typed.
    private static final String SAME_ORIGIN = "same-origin";
    private static final Set<String> OWN_SITES = Set.of(SAME_ORIGIN, "none");

    private static final String POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self';"
            + " connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none';"
            + " require-trusted-types-for 'script'; trusted-types 'none'";

    private final boolean anyHost;

    private LocalRequestFilter(boolean anyHost) {
        this.anyHost = anyHost;
    }

    /// A filter of requests that pages and people on this machine send.
    public LocalRequestFilter() {
        this(false);
    }

    /// A filter of requests that may also come through a tunnel, which leads another host's name here. What a browser
    /// sends for a page is refused there, even for one of the same origin: its name may merely lead here.
    public static LocalRequestFilter ofTunnels() {
        return new LocalRequestFilter(true);
    }

    @Override
    public void doFilter(HttpExchange exchange, Chain chain) throws IOException {
        protect(exchange.getResponseHeaders());
        var objection = objection(exchange.getRequestHeaders());
        if (objection.isEmpty()) {
            chain.doFilter(exchange);
            return;
        }
        try (exchange) {
            var body = objection.get().getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "text/plain; charset=utf-8");
            exchange.sendResponseHeaders(403, body.length);
            exchange.getResponseBody().write(body);
        }
    }

    @Override
    public String description() {
        return "refuses requests of other origins";
    }

    private static void protect(Headers headers) {
        headers.set("Content-Security-Policy", POLICY);
        headers.set("X-Content-Type-Options", "nosniff");
        headers.set("X-Frame-Options", "DENY");
        headers.set("Referrer-Policy", "no-referrer");
        headers.set("Cross-Origin-Opener-Policy", "same-origin");
        headers.set("Cross-Origin-Resource-Policy", "same-origin");
        headers.set("Cache-Control", "no-store");
    }

    private Optional<String> objection(Headers headers) {
        var host = word(headers, "Host");
        boolean isLocal = HOST.matcher(host).matches();
        var origin = word(headers, "Origin");
        boolean isOfPage = !origin.isEmpty() || word(headers, "Sec-Fetch-Site").equals(SAME_ORIGIN);
        if (!isLocal && (!anyHost || isOfPage)) {
            return Optional.of("expected a request to localhost");
        }
        if (!origin.isEmpty() && !origin.equals("http://" + host) && !origin.equals("https://" + host)) {
            return Optional.of("requests of other origins are refused");
        }
        var site = word(headers, "Sec-Fetch-Site");
        if (!site.isEmpty() && !OWN_SITES.contains(site)) {
            return Optional.of("requests of other sites are refused; type the address instead of following a link");
        }
        return Optional.empty();
    }

    private static String word(Headers headers, String name) {
        return Optional.ofNullable(headers.getFirst(name)).orElse("").toLowerCase(Locale.ROOT);
    }
}
