package dev.followup.sandbox.webhook;

import com.fasterxml.jackson.databind.JsonNode;
import dev.followup.sandbox.account.AccountRoutes;
import dev.followup.sandbox.schema.WritableField;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// The form body of a webhook, in the layout of the sender `amoCRM-Webhooks/3.0`: the account first, one item,
/// all values strings.
public final class WebhookForm {

    private final StringBuilder form = new StringBuilder();
    private final String item;

    /// @param action such as `leads[add]`
    public WebhookForm(String action) {
        item = action + "[0]";
        put("account[subdomain]", AccountRoutes.SUBDOMAIN);
        put("account[id]", Long.toString(AccountRoutes.ID));
        put("account[_links][self]", "https://" + AccountRoutes.SUBDOMAIN + ".amocrm.ru");
    }

    /// Adds a field.
    ///
    /// @param field in brackets, such as `[id]`
    public WebhookForm add(String field, String value) {
        put(item + field, value);
        return this;
    }

    public WebhookForm add(String field, JsonNode value) {
        return add(field, value.asText());
    }

    /// Adds a field, and its value before if that was another.
    ///
    /// @param before `null` if the entity is new
    public WebhookForm addWithOld(String field, @Nullable JsonNode before, JsonNode after) {
        add("[" + field + "]", after.path(field));
        return before != null && OutgoingWebhook.changed(field, before, after)
                ? add("[old_" + field + "]", before.path(field))
                : this;
    }

    public WebhookForm addTags(JsonNode entity) {
        JsonNode tags = entity.path("_embedded").path("tags");
        for (int i = 0; i < tags.size(); i++) {
            add("[tags][" + i + "][id]", tags.path(i).path("id"))
                    .add("[tags][" + i + "][name]", tags.path(i).path("name"));
        }
        return this;
    }

    public WebhookForm addCustomFields(JsonNode entity) {
        JsonNode fields = entity.path("custom_fields_values");
        for (int i = 0; i < fields.size(); i++) {
            JsonNode field = fields.path(i);
            String place = "[custom_fields][" + i + "]";
            addIfPresent(place + "[id]", field.path("field_id")).add(place + "[name]", field.path("field_name"));
            addValues(place + "[values]", field.path("values"));
            addIfPresent(place + "[code]", field.path("field_code"));
        }
        return this;
    }

    private void addValues(String place, JsonNode values) {
        for (int i = 0; i < values.size(); i++) {
            add(place + "[" + i + "][value]", values.path(i).path("value"))
                    .addIfPresent(place + "[" + i + "][enum]", values.path(i).path("enum_id"));
        }
    }

    public WebhookForm addIfPresent(String field, JsonNode value) {
        return WritableField.isAbsent(value) ? this : add(field, value);
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
