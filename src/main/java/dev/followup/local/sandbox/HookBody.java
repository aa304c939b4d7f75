package dev.followup.local.sandbox;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/// A hook's form in the layout of the sender `amoCRM-Webhooks/3.0`: the account first, one item, all values strings.
final class HookBody {

    private final StringBuilder form = new StringBuilder();
    private final String item;

    /// @param action such as `leads[add]`
    HookBody(String action) {
        item = action + "[0]";
        put("account[subdomain]", Account.SUBDOMAIN);
        put("account[id]", Long.toString(Account.ID));
        put("account[_links][self]", "https://" + Account.SUBDOMAIN + ".amocrm.ru");
    }

    /// @param field in brackets, such as `[id]`
    HookBody add(String field, String value) {
        put(item + field, value);
        return this;
    }

    HookBody add(String field, JsonNode value) {
        return add(field, value.asText());
    }

    private void put(String key, String value) {
        if (!form.isEmpty()) {
            form.append('&');
        }
        form.append(encoded(key)).append('=').append(encoded(value));
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    @Override
    public String toString() {
        return form.toString();
    }
}
