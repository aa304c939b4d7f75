package dev.followup.crm.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.followup.text.LogText;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WebhookUrlTest {

    private static final String ADDRESS = "https://abc.example/v1/hooks/TopSecret123/demo";

    @ParameterizedTest
    @ValueSource(
            strings = {
                ADDRESS,
                ADDRESS + "/",
                "https://abc.example:8443/TopSecret123/demo",
                "http://localhost:8080/hooks/TopSecret123/demo",
                "http://127.0.0.1/hooks/TopSecret123/demo",
                "http://[::1]:1/hooks/TopSecret123/demo"
            })
    void keeps_the_secret_for_the_crm_and_masks_it_in_its_text_form(String written) {
        var address = WebhookUrl.of(written);
        assertThat(address.uri()).hasToString(written);
        assertThat(address).hasToString(written.replace("TopSecret123", "***"));
        assertThat(address.account()).isEqualTo("demo");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            http://abc.example/v1/hooks/TopSecret123/demo          | found http, expected https
            ftp://localhost/hooks/TopSecret123/demo                | found ftp, expected https
            abc.example/hooks/TopSecret123/demo                    | found no address
            https://user:pw@abc.example/hooks/TopSecret123/demo    | found more than a host and a path
            https://abc.example/hooks/?to=/TopSecret123/demo       | found more than a host and a path
            https://abc.example/hooks/TopSecret123/demo?x=1        | found no such address
            https://abc.example/hooks/TopSecret123/demo#x          | found no such address
            https://abc.example/hooks/TopSecret123 /demo           | found no such address
            https://abc.example/ho oks/TopSecret123/demo           | found no address
            https://TopSecret123/demo                              | found no address
            demo                                                   | found no such address
            ''                                                     | found no such address
            """)
    void reports_what_is_wrong_with_a_url_without_its_secret(String written, String reason) {
        assertThatThrownBy(() -> WebhookUrl.of(written))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(reason)
                .hasMessageNotContaining("TopSecret123");
    }

    @Test
    void masks_its_secret_in_texts_of_the_crm() {
        assertThat(WebhookUrl.of(ADDRESS).masked("\"" + ADDRESS + "\" is no URL"))
                .isEqualTo("\"https://abc.example/v1/hooks/***/demo\" is no URL");
    }

    @Test
    void masks_what_is_left_of_its_secret_where_a_text_was_cut() {
        var address = WebhookUrl.of(ADDRESS);
        int begin = ADDRESS.indexOf("TopSecret123");
        for (int end = begin + 3; end < ADDRESS.length() - 1; end++) {
            assertThat(address.masked(LogText.of(ADDRESS, end + 1)))
                    .startsWith("https://abc.example/v1/hooks/***")
                    .endsWith("…");
        }
        assertThat(address.masked("a top…")).isEqualTo("a top…");
    }

    @Test
    void another_secret_or_a_slash_has_the_same_target_and_another_account_does_not() {
        var address = WebhookUrl.of(ADDRESS);
        assertThat(address.hasSameTarget(WebhookUrl.of("https://ABC.example/v1/hooks/Other/demo/")))
                .isTrue();
        assertThat(address.hasSameTarget(WebhookUrl.of("https://abc.example/v1/hooks/TopSecret123/north")))
                .isFalse();
        assertThat(address.hasSameTarget(WebhookUrl.of("https://abc.example/v2/hooks/TopSecret123/demo")))
                .isFalse();
    }

    @Test
    void a_base_url_sorts_the_webhooks_of_an_account_by_enabled_and_newest() {
        var baseUrl = WebhookBaseUrl.of("https://abc.example/v1/hooks");
        var webhooks = List.of(
                webhook(1, ADDRESS, false),
                webhook(2, ADDRESS.replace("demo", "north"), false),
                webhook(3, ADDRESS.replace("v1", "v2"), false),
                webhook(5, ADDRESS + "/", true),
                webhook(4, ADDRESS.replace("Top", "Next"), false));
        assertThat(baseUrl.webhooks("demo", webhooks)).extracting(Webhook::id).containsExactly(4L, 1L, 5L);
    }

    @ParameterizedTest
    @ValueSource(strings = {"https://abc.example/v1/hooks", "https://abc.example/v1/hooks/", "http://localhost:8080"})
    void a_base_url_may_end_with_or_without_a_slash(String written) {
        assertThat(WebhookBaseUrl.of(written).toString()).startsWith(written).endsWith("/");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"hooks", "https:hooks", "https://abc.example/?hooks", "http://abc.example/hooks", "no uri", ""})
    void refuses_any_other_base_url(String written) {
        assertThatThrownBy(() -> WebhookBaseUrl.of(written))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("found ");
    }

    private static Webhook webhook(long id, String address, boolean disabled) {
        return new Webhook(id, WebhookUrl.of(address), new TreeSet<>(), disabled);
    }
}
