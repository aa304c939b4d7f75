package dev.followup.crm.webhook;

import java.net.URI;
import java.util.regex.Pattern;

/// Where the CRM posts the hooks of one account. Prints without its secret.
///
/// @param place what stands before the secret
/// @param secret what makes it unguessable
/// @param account the name of the account, by which its hooks come in
/// @param end a slash, or nothing: to the CRM these are two addresses
public record WebhookUrl(WebhookBaseUrl place, String secret, String account, String end) {

    private static final Pattern FORM =
            Pattern.compile("(?<place>.*/)(?<secret>[\\w.~-]+)/(?<account>[\\w.~-]+)(?<end>/?)");
    private static final String MASK = "***";

    /// The address that is written so.
    ///
    /// @throws IllegalArgumentException with what was found and what is expected, without the secret
    public static WebhookUrl of(String written) {
        var form = FORM.matcher(written);
        if (!form.matches()) {
            throw new IllegalArgumentException(
                    "found no such address, expected https://<host>/<path>/<secret>/<account>, and nothing behind");
        }
        return new WebhookUrl(
                WebhookBaseUrl.of(form.group("place")), form.group("secret"), form.group("account"), form.group("end"));
    }

    /// As the CRM has it, with the secret.
    URI uri() {
        return URI.create(place + secret + "/" + account + end);
    }

    /// Whether hooks that are posted there come in where those of another do.
    public boolean leadsWhere(WebhookUrl other) {
        return place.equals(other.place) && account.equals(other.account);
    }

    /// Words of others, who may repeat the address, without the secret.
    String masked(String words) {
        return words.replace(secret, MASK);
    }

    @Override
    public String toString() {
        return place + MASK + "/" + account + end;
    }
}
