package dev.followup.crm.entity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.followup.crm.CrmTest;
import dev.followup.crm.FastCrm;
import dev.followup.crm.TestTokenProvider;
import dev.followup.crm.session.CrmFailure;
import dev.followup.crm.session.CrmResult;
import dev.followup.event.EntityRef;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Ids in, documents out, for every answer of the CRM.
@QuarkusTest
@TestProfile(FastCrm.class)
class CrmEntitiesTest extends CrmTest {

    @Inject
    CrmEntities facts;

    @Test
    void fetches_leads_with_their_contacts_in_one_call() {
        crm.answers(200, """
                {"_page":1,"_links":{"self":{"href":"x"}},"_embedded":{"leads":[
                 {"id":501,"name":"Ёлка","price":9000,"_embedded":{"contacts":[{"id":71,"is_main":true}]}},
                 {"id":502,"price":null}]}}""");

        var found = all(fetch(EntityRef.Type.LEADS, 502, 501));

        assertThat(found).containsOnlyKeys(501L, 502L);
        assertThat(found.get(501L)).isEqualTo(Map.of("id", 501L, "name", "Ёлка", "price", 9000L, "contact_id", 71L));
        assertThat(found.get(502L)).containsEntry("price", null);
        assertThat(crm.only().method()).isEqualTo("GET");
        assertThat(crm.only().target()).startsWith("/api/v4/leads?").doesNotContain("[", "]");
        assertThat(crm.only().parameters())
                .containsExactlyInAnyOrder(
                        "filter[id][]=501",
                        "filter[id][]=502",
                        "with=contacts",
                        "order[id]=asc",
                        "page=1",
                        "limit=250");
        assertThat(crm.only().headers()).containsEntry("Authorization", "Bearer " + TestTokenProvider.TOKEN);
    }

    @ParameterizedTest
    @EnumSource(names = {"CONTACTS", "COMPANIES"})
    void fetches_contacts_and_companies_by_their_own_path(EntityRef.Type type) {
        crm.answers(200, "{\"_embedded\":{\"" + type.word() + "\":[{\"id\":7,\"name\":\"Anna\"}]}}");

        assertThat(all(fetch(type, 7))).isEqualTo(Map.of(7L, Map.of("id", 7L, "name", "Anna")));

        assertThat(crm.only().target()).startsWith("/api/v4/" + type.word() + "?");
        assertThat(crm.only().parameters())
                .containsExactlyInAnyOrder("filter[id][]=7", "order[id]=asc", "page=1", "limit=250");
    }

    @Test
    void makes_no_call_without_ids() {
        assertThat(all(fetch(EntityRef.Type.LEADS))).isEmpty();
        assertThat(crm.requests()).isEmpty();
    }

    @Test
    void refuses_an_unsupported_entity_type() {
        assertThatThrownBy(() -> fetch(EntityRef.Type.CUSTOMERS, 7))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("customers");
        assertThat(crm.requests()).isEmpty();
    }

    @Test
    void finds_nothing_in_an_answer_without_content() {
        crm.answers(204, "");

        assertThat(all(fetch(EntityRef.Type.LEADS, 501))).isEmpty();
        assertThat(crm.requests()).hasSize(1);
    }

    @Test
    void leaves_out_an_id_that_does_not_exist() {
        crm.answers(200, leads(0, 501));

        assertThat(all(fetch(EntityRef.Type.LEADS, 501, 502))).containsOnlyKeys(501L);
        assertThat(crm.requests()).hasSize(1);
    }

    @Test
    void keeps_the_queried_entities_and_reads_on_if_the_crm_ignores_the_filter() {
        crm.answers(200, leads(2, 1, 501)).answers(200, leads(3, 2, 502)).answers(200, leads(4, 3));

        assertThat(all(fetch(EntityRef.Type.LEADS, 501, 502))).containsOnlyKeys(501L, 502L);

        assertThat(crm.requests()).hasSize(2);
        assertThat(crm.requests().getLast().parameters()).contains("page=2", "filter[id][]=501");
    }

    @Test
    void splits_many_ids_into_calls_whose_urls_every_server_accepts() {
        var first = 1_000_000_000_000_000_000L;
        var ids = LongStream.range(first, first + 250).boxed().collect(Collectors.toSet());
        crm.answersByRequest(request -> leads(
                0,
                request.parameters().stream()
                        .filter(parameter -> parameter.startsWith("filter"))
                        .mapToLong(parameter -> Long.parseLong(parameter.substring(parameter.indexOf('=') + 1)))
                        .toArray()));

        assertThat(all(facts.fetch(session(), EntityRef.Type.LEADS, ids))).containsOnlyKeys(ids);

        assertThat(crm.requests()).hasSize(3);
        assertThat(crm.lines()).allSatisfy(line -> assertThat(line).hasSizeLessThan(8_000));
    }

    @ParameterizedTest
    @CsvSource({"403, {}", "404, {\"title\":\"No\"}", "404, <html>", "302, ''", "405, {}", "400, <html>"})
    void retries_after_an_answer_that_does_not_say_what_is_wrong(int status, String body) {
        crm.answers(status, body).answers(200, leads(0, 501));

        assertThat(all(fetch(EntityRef.Type.LEADS, 501))).containsOnlyKeys(501L);
        assertThat(crm.requests()).hasSize(2);
    }

    @Test
    void retries_after_a_429_a_5xx_and_a_garbled_answer() {
        crm.answers(429, "{\"title\":\"Too Many Requests\"}")
                .answers(503, "Content-Type: text/html\r\n", "<html>away</html>")
                .answers(200, "{\"_embedded\":{\"leads\":[{\"id\":")
                .answers(200, leads(0, 501));

        assertThat(all(fetch(EntityRef.Type.LEADS, 501))).containsOnlyKeys(501L);
        assertThat(crm.requests()).hasSize(4);
    }

    @ParameterizedTest
    @CsvSource({
        "401, {}, Blocked",
        "403, <html>, Blocked",
        "403, {\"title\":\"No\"}, Refused",
        "422, {\"title\":\"No\"}, Refused"
    })
    void reports_why_without_a_retry_where_a_retry_would_not_help(int status, String body, String outcome) {
        crm.answers(status, body);

        assertThat(why(fetch(EntityRef.Type.CONTACTS, 7)).getClass().getSimpleName())
                .isEqualTo(outcome);
        assertThat(crm.requests()).hasSize(1);
    }

    @Test
    void is_unavailable_after_five_attempts() {
        for (int i = 0; i < 9; i++) {
            crm.answers(500, "{\"title\":\"ErrInternalServer\"}");
        }

        assertThat(why(fetch(EntityRef.Type.LEADS, 501)))
                .isInstanceOfSatisfying(
                        CrmFailure.Unavailable.class,
                        later -> assertThat(later.reason()).contains("GET /api/v4/leads", "ErrInternalServer"));
        assertThat(crm.requests()).hasSize(5);
    }

    @Test
    void fails_as_a_whole_if_one_of_several_calls_fails() {
        var ids = LongStream.rangeClosed(1, 150).boxed().collect(Collectors.toSet());
        crm.answers(200, leads(0, 1)).answers(401, "{}");

        assertThat(why(facts.fetch(session(), EntityRef.Type.LEADS, ids))).isInstanceOf(CrmFailure.Blocked.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"[]", "{\"_embedded\":[1]}", "{\"_embedded\":{\"leads\":7}}"})
    void treats_json_of_another_shape_as_a_broken_answer(String body) {
        for (int i = 0; i < 5; i++) {
            crm.answers(200, body);
        }

        assertThat(why(fetch(EntityRef.Type.LEADS, 501))).isInstanceOf(CrmFailure.Unavailable.class);
    }

    @Test
    void ignores_items_that_are_no_entities() {
        crm.answers(200, "{\"_embedded\":{\"leads\":[null,7,\"x\",[],{},{\"id\":501}]}}");

        assertThat(all(fetch(EntityRef.Type.LEADS, 501))).containsOnlyKeys(501L);
    }

    @Test
    void makes_no_call_after_the_deadline() {
        var found = facts.fetch(lateSession(), EntityRef.Type.LEADS, Set.of(501L));

        assertThat(why(found)).isInstanceOf(CrmFailure.Unavailable.class);
        assertThat(crm.requests()).isEmpty();
    }

    @Test
    void returns_the_stages_in_which_incoming_leads_wait() {
        crm.answers(200, """
                {"_embedded":{"pipelines":[
                 {"id":1,"_embedded":{"statuses":[{"id":10,"type":1},{"id":11,"type":0},{"id":142}]}},
                 {"id":2,"_embedded":{"statuses":[{"id":20,"type":1},{"id":142,"type":0}]}}]}}""");
        assertThat(all(facts.incomingStages(session()))).containsExactlyInAnyOrder(10L, 20L);
        assertThat(crm.only().target()).isEqualTo("/api/v4/leads/pipelines");
        crm.answers(401, "{}");
        assertThat(why(facts.incomingStages(session()))).isInstanceOf(CrmFailure.Blocked.class);
    }

    private CrmResult<Map<Long, Map<String, @Nullable Object>>> fetch(EntityRef.Type type, long... ids) {
        return facts.fetch(session(), type, Arrays.stream(ids).boxed().collect(Collectors.toSet()));
    }

    private static CrmFailure why(CrmResult<?> found) {
        return switch (found) {
            case CrmResult.All(var all) -> throw new AssertionError(all);
            case CrmResult.Failed(var why) -> why;
        };
    }

    /// A page with a link to the next one, unless that is 0.
    private static String leads(int next, long... ids) {
        var leads = Arrays.stream(ids).mapToObj(id -> "{\"id\":" + id + "}").toList();
        var links = next == 0 ? "{}" : "{\"next\":{\"href\":\"https://x.amocrm.ru/api/v4/leads?page=" + next + "\"}}";
        return "{\"_links\":" + links + ",\"_embedded\":{\"leads\":" + leads + "}}";
    }
}
