package dev.followup.crm.entity;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.followup.event.Facts;
import java.math.BigDecimal;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EntityMapperTest {

    @Test
    void keeps_the_fields_of_a_lead_by_name_and_type() {
        var expected = new HashMap<String, @Nullable Object>(Map.of(
                "id", 501L,
                "name", "Website request №1",
                "price", 9000L,
                "responsible_user_id", 101L,
                "created_by", 0L,
                "created_at", 1_781_652_440L,
                "is_deleted", false));
        expected.put("closed_at", null);
        expected.put("loss_reason_id", null);

        assertThat(document("""
                {"id":501,"name":"Website request №1","price":9000,"responsible_user_id":101,"created_by":0,
                 "created_at":1781652440,"is_deleted":false,"closed_at":null,"loss_reason_id":null,
                 "custom_fields_values":null,"_links":{"self":{"href":"x"}},"_embedded":{"tags":[],"companies":[]}}""")).isEqualTo(expected);
    }

    @Test
    void maps_linked_entities_to_ids_and_tags_to_names() {
        assertThat(document("""
                {"id":501,"_embedded":{
                 "tags":[{"id":5,"name":"VIP","color":null},{"id":6,"name":"web"},{"id":7},{"id":8,"name":""}],
                 "contacts":[{"id":71,"is_main":false},{"id":72,"is_main":true}],
                 "companies":[{"id":81,"_links":{}}]}}"""))
                .isEqualTo(Map.of("id", 501L, "tags", List.of("VIP", "web"), "contact_id", 72L, "company_id", 81L));
    }

    @Test
    void takes_the_first_contact_if_none_is_the_main_one() {
        assertThat(document("{\"_embedded\":{\"contacts\":[{\"id\":71},{\"id\":72,\"is_main\":false}]}}"))
                .isEqualTo(Map.of("contact_id", 71L));
    }

    @Test
    void maps_custom_fields_by_id_and_by_code_to_lists_of_strings() {
        var phones = List.of("+7 900 1", "+7 900 2");

        assertThat(customFields("""
                {"field_id":1,"field_name":"Phone","field_code":"PHONE","field_type":"multitext",
                  "values":[{"value":"+7 900 1","enum_id":3,"enum_code":"WORK"},{"value":"+7 900 2"}]},
                {"field_id":77,"field_name":"Paid","field_code":null,"values":[{"value":1700000000}]},
                {"field_id":78,"values":[{"value":true}]},
                {"field_id":79,"values":[{"value":false}]},
                {"field_id":80,"values":[{"value":12.50},{"value":1e20}]},
                {"field_code":"COLOUR","values":[{"value":"red","enum_id":9}]}"""))
                .isEqualTo(Map.of(
                        "1", phones,
                        "PHONE", phones,
                        "77", List.of("1700000000"),
                        "78", List.of("1"),
                        "79", List.of("0"),
                        "80", List.of("12.5", "100000000000000000000"),
                        "COLOUR", List.of("red")));
    }

    @Test
    void maps_all_parts_of_a_custom_field() {
        assertThat(customFields("""
                {"field_id":5,"values":[{"value":{"name":"Ltd","vat_id":"77","kpp":null,"flag":{"value":"x","y":"z"}}}]}""")).isEqualTo(Map.of("5", List.of("Ltd", "77", "x")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "null",
                "[]",
                "{}",
                "7",
                "[null, 1, {\"field_id\":5}, {\"field_id\":5,\"values\":[]}, {\"values\":[{\"value\":\"x\"}]}]",
                "[{\"field_id\":5,\"values\":[{\"value\":\"\"},{\"value\":null}]}]"
            })
    void leaves_out_custom_fields_if_all_are_empty(String fields) {
        assertThat(document("{\"custom_fields_values\":" + fields + "}")).isEmpty();
    }

    @Test
    void leaves_out_empty_values_as_webhooks_do() {
        assertThat(document("{\"id\":1,\"name\":\"\",\"list\":[],\"object\":{},\"inner\":{\"text\":\"\",\"n\":1}}"))
                .isEqualTo(Map.of("id", 1L, "inner", Map.of("n", 1L)));
    }

    @ParameterizedTest
    @CsvSource({
        "500, Long, 500",
        "500.0, Long, 500",
        "-1, Long, -1",
        "500.50, BigDecimal, 500.5",
        "99999999999999999999, BigDecimal, 99999999999999999999",
        "1e999, String, Infinity"
    })
    void maps_numbers_as_webhooks_have_them(String written, String type, String read) {
        assertThat(document("{\"price\":" + written + "}").get("price"))
                .hasToString(read)
                .satisfies(price -> assertThat(price.getClass().getSimpleName()).isEqualTo(type));
    }

    @Test
    void makes_a_document_that_facts_accept() {
        var facts = new Facts(Map.of("lead", document("""
                {"price":10.5,"closed_at":null,"custom_fields_values":[{"field_id":5,"values":[{"value":"x"}]}]}""")));

        assertThat(facts.at("lead.price")).hasValue(new BigDecimal("10.5"));
        assertThat(facts.at("lead.closed_at")).isEmpty();
        assertThat(facts.at("lead.custom_fields.5")).hasValue(List.of("x"));
    }

    private static @Nullable Object customFields(String fields) {
        return document("{\"custom_fields_values\":[" + fields + "]}").get("custom_fields");
    }

    private static Map<String, @Nullable Object> document(String json) {
        try {
            return EntityMapper.of(new ObjectMapper().readTree(json));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(json, e);
        }
    }
}
