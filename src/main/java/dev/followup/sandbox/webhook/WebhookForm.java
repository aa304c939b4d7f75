package dev.followup.sandbox.webhook;

import com.fasterxml.jackson.databind.JsonNode;
import dev.followup.sandbox.account.AccountRoutes;
import dev.followup.sandbox.schema.WritableField;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// The form body of a webhook, in the layout of the sender `amoCRM-Webhooks/3.0`: the account first, one item,
/// all values strings.
public final class WebhookForm {

    /// The zone of the account, in which birthdays are days.
    private static final ZoneId ZONE = ZoneId.of("Europe/Moscow");

    private static final DateTimeFormatter BIRTHDAY = DateTimeFormatter.ofPattern("dd.MM.yyyy", Locale.ROOT);

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
            addValues(place + "[values]", field.path("field_type").asText(), field.path("values"));
            addIfPresent(place + "[code]", field.path("field_code"));
        }
        return this;
    }

    /// Adds the values of a custom field: dates without a name of their own, birthdays as days, a radio button
    /// without an index, a checkbox as 1 or 0.
    private void addValues(String place, String type, JsonNode values) {
        for (int i = 0; i < values.size(); i++) {
            JsonNode value = values.path(i).path("value");
            String at = place + "[" + i + "]";
            switch (type) {
                case "date", "date_time" -> add(at, value);
                case "birthday" -> add(at + "[value]", birthday(value));
                case "checkbox" -> add(at + "[value]", value.asBoolean() ? "1" : "0");
                case "radiobutton" ->
                    add(place + "[value]", value)
                            .addIfPresent(place + "[enum]", values.path(i).path("enum_id"));
                default ->
                    add(at + "[value]", value)
                            .addIfPresent(at + "[enum]", values.path(i).path("enum_id"));
            }
        }
    }

    private static String birthday(JsonNode seconds) {
        return seconds.isIntegralNumber()
                ? BIRTHDAY.format(Instant.ofEpochSecond(seconds.asLong()).atZone(ZONE))
                : seconds.asText();
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
