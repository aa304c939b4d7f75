package dev.followup.rule.fact;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.followup.event.EntityRef;
import dev.followup.event.Facts;
import dev.followup.rule.fact.FactType.Document;
import dev.followup.rule.fact.FactType.Open;
import dev.followup.rule.fact.FactType.Scalar;
import dev.followup.rule.fact.FactType.Words;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// The types of facts: how they are read, put together and named.
class FactTypeTest {

    @Test
    void a_document_is_read_from_types_with_their_paths() {
        var document = Document.of("""
                id:             id author.id
                time:           created_at
                custom-fields:  custom_fields
                entity-type:    kind
                """);

        assertThat(document.fields()).containsOnlyKeys("id", "author", "created_at", "custom_fields", "kind");
        assertThat(document.fields())
                .containsEntry("id", Scalar.ID)
                .containsEntry("author", new Document(Map.of("id", Scalar.ID)))
                .containsEntry("created_at", Scalar.TIME)
                .containsEntry("custom_fields", Open.CUSTOM_FIELDS)
                .containsEntry("kind", Words.ENTITY_TYPES);
        assertThatThrownBy(() -> Document.of("number-of-things: count"))
                .hasMessage("no type of facts is called number-of-things");
    }

    @Test
    void two_documents_are_put_together_at_any_depth() {
        var one = new Document(Map.of(
                "lead", new Document(Map.of("id", Scalar.ID)), "word", new Words(List.of("a")), "name", Scalar.TEXT));
        var other = new Document(Map.of(
                "lead",
                new Document(Map.of("price", Scalar.NUMBER)),
                "word",
                new Words(List.of("b")),
                "name",
                Scalar.ID));

        assertThat(one.and(other).fields())
                .isEqualTo(Map.of(
                        "lead", new Document(Map.of("id", Scalar.ID, "price", Scalar.NUMBER)),
                        "word", new Words(List.of("a", "b")),
                        "name", Scalar.TEXT));
        assertThat(one.and(one)).isEqualTo(one);
        assertThat(one.only(List.of("name", "nothing")).names()).containsExactly("name");
    }

    @Test
    void a_few_words_are_named_and_of_many_the_first() {
        assertThat(new Words(List.of("a", "b", "c")).description()).isEqualTo("a, b or c");
        var many = IntStream.rangeClosed(1, 21).mapToObj(i -> "w" + i).toList();
        assertThat(new Words(many.subList(0, 20)).description()).endsWith("w19 or w20");
        assertThat(new Words(many).description()).endsWith("w19, w20, …");
    }

    @Test
    void the_fields_of_an_event_are_those_that_a_webhook_can_have() {
        assertThat(EntitySchema.fieldsOfEvent())
                .containsExactlyInAnyOrder("kind", "rule", "author", "age", "by-robot", "own");
    }

    @Test
    void nothing_is_missing_if_nothing_can_be_fetched() {
        assertThat(new MissingFacts(new Facts(Map.of()), Set.of()).isEmpty()).isTrue();
        assertThat(new MissingFacts(new Facts(Map.of()), Set.of(EntityRef.Type.LEADS)).isEmpty())
                .isFalse();
    }

    @Test
    void an_id_or_a_code_is_no_name_of_a_field() {
        assertThat(FactSchema.namelessField("lead.custom_fields.77")).contains("77");
        assertThat(FactSchema.namelessField("contact.custom_fields.PHONE")).contains("PHONE");
        assertThat(FactSchema.namelessField("lead.custom_fields.pay_date")).isEmpty();
        assertThat(FactSchema.namelessField("lead.price")).isEmpty();
    }
}
