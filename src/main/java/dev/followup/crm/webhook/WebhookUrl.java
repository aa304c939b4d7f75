package dev.followup.crm.webhook;

import dev.followup.text.LogText;
import java.net.URI;
import java.util.regex.Pattern;

/// The URL to which the CRM posts the webhooks of one account. Its text form hides the secret.
///
/// @param baseUrl what precedes the secret
/// @param secret what makes the URL unguessable
/// @param account the name of the account
/// @param end a slash or nothing: the CRM distinguishes the two
public record WebhookUrl(WebhookBaseUrl baseUrl, String secret, String account, String end) {

    private static final Pattern FORM =
            Pattern.compile("(?<base>.*/)(?<secret>[\\w.~-]+)/(?<account>[\\w.~-]+)(?<end>/?)");
    private static final String MASK = "***";

    /// The shortest beginning of a secret that is masked where a text was cut. Two characters give nothing away.
    private static final int SHORTEST = 3;

    /// The URL that a text holds.
    ///
    /// @throws IllegalArgumentException with what was found and what is expected, without the secret
    public static WebhookUrl of(String written) {
        var form = FORM.matcher(written);
        if (!form.matches()) {
            throw new IllegalArgumentException(
                    "found no such address, expected https://<host>/<path>/<secret>/<account>, and nothing behind");
        }
        return new WebhookUrl(
                WebhookBaseUrl.of(form.group("base")), form.group("secret"), form.group("account"), form.group("end"));
    }

    /// The URL as the CRM has it, with the secret.
    URI uri() {
        return URI.create(baseUrl + secret + "/" + account + end);
    }

    /// Whether webhooks that are posted there arrive for the same account as those of another URL.
    public boolean hasSameTarget(WebhookUrl other) {
        return baseUrl.equals(other.baseUrl) && account.equals(other.account);
    }

    /// A text of the CRM, which may repeat the URL, with the secret masked, also where the text was cut within it.
    String masked(String text) {
        var masked = text.replace(secret, MASK);
        for (int length = secret.length() - 1; length >= SHORTEST; length--) {
            masked = masked.replace(secret.substring(0, length) + LogText.CUT, MASK + LogText.CUT);
        }
        return masked;
    }

    @Override
    public String toString() {
        return baseUrl + MASK + "/" + account + end;
    }
}
