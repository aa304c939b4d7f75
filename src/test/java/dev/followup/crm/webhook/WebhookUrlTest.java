package dev.followup.crm.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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
    void goes_to_the_crm_as_it_was_written_and_is_shown_without_its_secret(String written) {
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
    void says_what_is_wrong_with_another_address_without_its_secret(String written, String reason) {
        assertThatThrownBy(() -> WebhookUrl.of(written))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(reason)
                .hasMessageNotContaining("TopSecret123");
    }

    @Test
    void hides_its_secret_in_the_words_of_others() {
        assertThat(WebhookUrl.of(ADDRESS).masked("\"" + ADDRESS + "\" is no URL"))
                .isEqualTo("\"https://abc.example/v1/hooks/***/demo\" is no URL");
    }

    @Test
    void another_secret_or_a_slash_leads_to_the_same_place_and_another_account_does_not() {
        var address = WebhookUrl.of(ADDRESS);
        assertThat(address.leadsWhere(WebhookUrl.of("https://ABC.example/v1/hooks/Other/demo/")))
                .isTrue();
        assertThat(address.leadsWhere(WebhookUrl.of("https://abc.example/v1/hooks/TopSecret123/north")))
                .isFalse();
        assertThat(address.leadsWhere(WebhookUrl.of("https://abc.example/v2/hooks/TopSecret123/demo")))
                .isFalse();
    }

    @Test
    void a_place_finds_the_webhooks_of_an_account_those_that_are_on_first_and_the_newest_of_them() {
        var place = WebhookBaseUrl.of("https://abc.example/v1/hooks");
        var webhooks = List.of(
                webhook(1, ADDRESS, false),
                webhook(2, ADDRESS.replace("demo", "north"), false),
                webhook(3, ADDRESS.replace("v1", "v2"), false),
                webhook(5, ADDRESS + "/", true),
                webhook(4, ADDRESS.replace("Top", "Next"), false));
        assertThat(place.webhooks("demo", webhooks)).extracting(Webhook::id).containsExactly(4L, 1L, 5L);
    }

    @ParameterizedTest
    @ValueSource(strings = {"https://abc.example/v1/hooks", "https://abc.example/v1/hooks/", "http://localhost:8080"})
    void a_place_is_written_with_or_without_a_slash(String written) {
        assertThat(WebhookBaseUrl.of(written).toString()).startsWith(written).endsWith("/");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"hooks", "https:hooks", "https://abc.example/?hooks", "http://abc.example/hooks", "no uri", ""})
    void anything_else_is_no_place(String written) {
        assertThatThrownBy(() -> WebhookBaseUrl.of(written))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("found ");
    }

    private static Webhook webhook(long id, String address, boolean disabled) {
        return new Webhook(id, WebhookUrl.of(address), new TreeSet<>(), disabled);
    }
}
